/** One robot from boot to power-off: its parts, made and put in their order in time. */
import type { EventInit } from "../messages/bosdyn/api/data_buffer.ts";
import { SystemFault_Severity } from "../messages/bosdyn/api/robot_state.ts";
import { Leases } from "./access/leases.ts";
import { Battery } from "./battery.ts";
import { odometryDrift } from "./body/motion.ts";
import { yawOf } from "./body/vector.ts";
import type { SimClock } from "./clock/sim-clock.ts";
import { RegisteredServices } from "./directory/registered-services.ts";
import { BehaviorFaultBook } from "./faults/behavior-faults.ts";
import { ServiceFaults } from "./faults/service-faults.ts";
import { SystemFaults } from "./faults/system-faults.ts";
import { AutomaticPolicies } from "./keepalive/automatic-policies.ts";
import { Policies } from "./keepalive/policies.ts";
import { LegLocomotion } from "./motion/locomotion.ts";
import { composeGround } from "./motion/world-frames.ts";
import type { Posture } from "./parts.ts";
import { Estop } from "./power/estop.ts";
import { Fans } from "./power/fans.ts";
import { MotorPower } from "./power/motor-power.ts";
import { type Departure, PowerCommands } from "./power/power-commands.ts";
import { Timeline } from "./timeline.ts";
import { Scene } from "./world/scene.ts";

/** Every part of a robot, for the makers of its services. */
export interface Robot {
  readonly clock: SimClock;
  /** Brought up to now before each request that a handler reads; a stream of answers does it for each of them. */
  readonly timeline: Timeline;
  /** The room that it is in. */
  readonly scene: Scene;
  readonly leases: Leases;
  readonly motors: MotorPower;
  readonly behaviorFaults: BehaviorFaultBook;
  readonly locomotion: LegLocomotion;
  readonly battery: Battery;
  readonly systemFaults: SystemFaults;
  readonly serviceFaults: ServiceFaults;
  readonly estop: Estop;
  readonly powerCommands: PowerCommands;
  readonly fans: Fans;
  readonly policies: Policies;
  readonly registeredServices: RegisteredServices;
  /** Events that keepalive policies have recorded since boot. */
  eventCount(): number;
}

/** How a robot boots. */
export interface RobotOptions {
  readonly clock: SimClock;
  /** What the battery was left with, 0 to 100. Default 92. */
  readonly chargePercent?: number | undefined;
  /** The robot's power is to go off, for good or to come back. */
  readonly goAway: (how: Departure) => void;
  /** Hears of events that keepalive policies record. Default: they are only counted. */
  readonly onEvents?: ((events: readonly EventInit[]) => void) | undefined;
}

/** How near the body's middle may be to an obstacle, in metres: half its length and its width, on average. */
const CLEARANCE = 0.4;
/** Computers, radio and sensors draw this in any case, in watts. */
const IDLE_WATTS = 80;
/** What the motors draw, in watts. */
const MOTOR_WATTS: Readonly<Record<Posture, number>> = {
  sitting: 40,
  "standing-up": 420,
  standing: 320,
  walking: 520,
  "sitting-down": 320,
  fallen: 40,
};

/** Boot a robot: it sits, its motors are off, and nobody has said anything to it yet. */
export function bootRobot({ clock, chargePercent, goAway, onEvents }: RobotOptions): Robot {
  const timeline = new Timeline(clock);
  const systemFaults = new SystemFaults(clock);
  const behaviorFaults = new BehaviorFaultBook(clock);
  const serviceFaults = new ServiceFaults(clock);
  const scene = new Scene();
  const isBlocked = (x: number, y: number): boolean => {
    // The room stands still in vision, and the legs know odom.
    const { position, rotation } = odometryDrift(clock.uptimeMs() / 1000);
    const place = composeGround({ ...position, yaw: yawOf(rotation) }, { x, y, yaw: 0 });
    return scene.isBlocked(place.x, place.y, CLEARANCE);
  };
  const locomotion = new LegLocomotion({ clock, behaviorFaults, isBlocked });
  const motors = new MotorPower(locomotion);
  const battery = new Battery({
    load: () => IDLE_WATTS + (motors.isOff ? 0 : MOTOR_WATTS[locomotion.posture]),
    systemFaults,
    onEmpty: () => motors.settleThenCut(),
    chargePercent,
  });
  const automatic: AutomaticPolicies = new AutomaticPolicies(() => policies);
  const leases: Leases = new Leases(automatic);
  let events = 0;
  const policies: Policies = new Policies(clock, {
    ownerOf: (lease) => {
      const claim = leases.claimOf(lease);
      return claim && (claim.owner.clientName ?? "");
    },
    makeStale: (lease) => leases.makeStale(lease),
    motorsOff: () => motors.settleThenCut(),
    robotOff: () => goAway("off"),
    recordEvents: (recorded) => {
      events += recorded.length;
      onEvents?.(recorded);
    },
  });
  const estop = new Estop(clock, motors, automatic);
  const powerCommands = new PowerCommands({ motors, estop, systemFaults, policies, goAway });
  const registeredServices = new RegisteredServices(clock, serviceFaults);
  systemFaults.raise({
    // It never clears: this robot is not there.
    name: "simulator",
    errorMessage: "this robot is the spotwire simulator",
    attributes: ["simulator"],
    severity: SystemFault_Severity.SEVERITY_INFO,
  });
  for (const part of [battery, estop, policies, motors, powerCommands, locomotion, registeredServices]) {
    timeline.add(part);
  }
  return {
    clock,
    timeline,
    scene,
    leases,
    motors,
    behaviorFaults,
    locomotion,
    battery,
    systemFaults,
    serviceFaults,
    estop,
    powerCommands,
    fans: new Fans(clock),
    policies,
    registeredServices,
    eventCount: () => events,
  };
}
