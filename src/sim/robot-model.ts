/** Everything the robot reports of itself, composed from one instant of its body, battery and faults. */
import {
  BehaviorState_State,
  EStopState_State,
  EStopState_Type,
  FootState_Contact,
  type FootStateInit,
  type JointStateInit,
  PowerState_MotorPowerState,
  PowerState_PayloadPortsPowerState,
  PowerState_RobotPowerState,
  PowerState_ShorePowerState,
  PowerState_WifiRadioPowerState,
  type RobotMetricsInit,
  type RobotStateInit,
  type RobotStateStreamResponseInit,
  SystemFault_Severity,
  type SystemFaultInit,
  WiFiState_Mode,
} from "../messages/bosdyn/api/robot_state.ts";
import type { TimestampInit } from "../messages/google/protobuf/timestamp.ts";
import { batteryAt, batteryMessage } from "./battery.ts";
import { frameTree, poseMessage } from "./body/frame-tree.ts";
import type { LegAngles } from "./body/legs.ts";
import { type BodyState, bodyAt, type LegState } from "./body/motion.ts";
import type { SimClock } from "./clock/sim-clock.ts";
import { toDuration, toTimestamp } from "./clock/timestamps.ts";

const JOINTS = ["hx", "hy", "kn"] as const satisfies readonly (keyof LegAngles)[];
/** IMU packets a second, as the stream reports it. */
const IMU_RATE = 333;

/** A robot that stands. */
export class RobotModel {
  readonly #clock: SimClock;
  readonly #bootedAt: TimestampInit;

  constructor(clock: SimClock) {
    this.#clock = clock;
    this.#bootedAt = toTimestamp(clock.now());
  }

  /** The whole state now. */
  state(): RobotStateInit {
    const timestamp = toTimestamp(this.#clock.now());
    const seconds = this.#clock.uptimeMs() / 1000;
    const body = bodyAt(seconds);
    const battery = batteryAt(seconds);
    const velocity = { linear: body.linearVelocity, angular: body.angularVelocity };
    return {
      powerState: {
        timestamp,
        motorPowerState: PowerState_MotorPowerState.MOTOR_POWER_STATE_ON,
        shorePowerState: PowerState_ShorePowerState.SHORE_POWER_STATE_OFF,
        robotPowerState: PowerState_RobotPowerState.ROBOT_POWER_STATE_ON,
        payloadPortsPowerState: PowerState_PayloadPortsPowerState.PAYLOAD_PORTS_POWER_STATE_ON,
        wifiRadioPowerState: PowerState_WifiRadioPowerState.WIFI_RADIO_POWER_STATE_ON,
        locomotionChargePercentage: { value: battery.chargePercent },
        locomotionEstimatedRuntime: { seconds: BigInt(battery.runtimeSeconds) },
      },
      batteryStates: [{ ...batteryMessage(battery), timestamp }],
      commsStates: [
        {
          timestamp,
          wifiState: { currentMode: WiFiState_Mode.MODE_ACCESS_POINT, essid: "spotwire-simulator" },
        },
      ],
      systemFaultState: this.#faults(),
      estopStates: ["hardware_estop", "payload_estop", "software_estop"].map((name) => ({
        timestamp,
        name,
        type: name === "software_estop" ? EStopState_Type.TYPE_SOFTWARE : EStopState_Type.TYPE_HARDWARE,
        state: EStopState_State.STATE_NOT_ESTOPPED,
      })),
      kinematicState: {
        jointStates: body.legs.flatMap(jointMessages),
        // The drift between vision and odom is too slow to show in a velocity.
        velocityOfBodyInVision: velocity,
        velocityOfBodyInOdom: velocity,
        acquisitionTimestamp: timestamp,
        transformsSnapshot: frameTree(body),
      },
      behaviorFaultState: {},
      serviceFaultState: {},
      footState: body.legs.map(footMessage),
      terrainState: { isUnsafeToSit: false },
      systemState: { motorTemperatures: body.legs.flatMap(motorTemperatures) },
      behaviorState: { state: BehaviorState_State.STATE_STANDING },
    };
  }

  /** One message of the state stream. */
  streamed(): Omit<RobotStateStreamResponseInit, "header"> {
    const timestamp = toTimestamp(this.#clock.now());
    const body = bodyAt(this.#clock.uptimeMs() / 1000);
    const velocity = { linear: body.linearVelocity, angular: body.angularVelocity };
    const each = (of: (leg: LegState) => LegAngles): number[] =>
      body.legs.flatMap((leg) => JOINTS.map((joint) => of(leg)[joint]));
    return {
      jointStates: {
        acquisitionTimestamp: timestamp,
        position: each(({ position }) => position),
        velocity: each((leg) => leg.velocity),
        load: each(({ load }) => load),
      },
      inertialState: imuMessage(body, timestamp),
      kinematicState: {
        acquisitionTimestamp: timestamp,
        odomTformBody: poseMessage(body.odomTformBody),
        visionTformBody: poseMessage(body.visionTformBody),
        velocityOfBodyInVision: velocity,
        velocityOfBodyInOdom: velocity,
      },
      contactStates: body.legs.map(() => FootState_Contact.CONTACT_MADE),
    };
  }

  /** Running totals. A robot that stands has walked nowhere. */
  metrics(): RobotMetricsInit {
    const uptime = toDuration(BigInt(Math.round(this.#clock.uptimeMs() * 1e6)));
    return {
      timestamp: toTimestamp(this.#clock.now()),
      metrics: [
        { label: "distance", units: "m", floatValue: 0 },
        { label: "gait cycles", units: "", intValue: 0n },
        { label: "time moving", units: "s", duration: {} },
        { label: "electric power", units: "s", duration: uptime },
      ],
    };
  }

  /** One fault never clears: this robot is not there. */
  #faults(): RobotStateInit["systemFaultState"] {
    const fault: SystemFaultInit = {
      name: "simulator",
      uuid: "00000000-0000-4000-8000-000000000001",
      onsetTimestamp: this.#bootedAt,
      duration: toDuration(BigInt(Math.round(this.#clock.uptimeMs() * 1e6))),
      code: 1,
      errorMessage: "this robot is the spotwire simulator",
      attributes: ["simulator"],
      severity: SystemFault_Severity.SEVERITY_INFO,
    };
    return { faults: [fault], aggregated: new Map([["simulator", SystemFault_Severity.SEVERITY_INFO]]) };
  }
}

function jointMessages({ leg, position, velocity, load }: LegState): JointStateInit[] {
  return JOINTS.map((joint) => ({
    name: `${leg.name}.${joint}`,
    position: { value: position[joint] },
    velocity: { value: velocity[joint] },
    acceleration: { value: 0 },
    load: { value: load[joint] },
  }));
}

function footMessage({ footInBody }: LegState): FootStateInit {
  return {
    footPositionRtBody: footInBody,
    contact: FootState_Contact.CONTACT_MADE,
    terrain: { groundMuEst: 0.8, frameName: "odom", groundContactNormalRtFrame: { x: 0, y: 0, z: 1 } },
  };
}

function motorTemperatures({ leg, load }: LegState): { name: string; temperature: number }[] {
  // Motors that carry more are warmer.
  return JOINTS.map((joint) => ({
    name: `${leg.name}.${joint}`,
    temperature: 30 + Math.abs(load[joint]) / 4,
  }));
}

function imuMessage(body: BodyState, timestamp: TimestampInit): RobotStateStreamResponseInit["inertialState"] {
  return {
    packetRate: IMU_RATE,
    identifier: "sim-imu",
    mountingLinkName: "body",
    positionImuRtLink: { x: 0, y: 0, z: 0 },
    packets: [
      {
        timestamp,
        accelerationRtOdomInLinkFrame: body.acceleration,
        angularVelocityRtOdomInLinkFrame: body.angularVelocity,
        odomRotLink: body.odomTformBody.rotation,
      },
    ],
  };
}
