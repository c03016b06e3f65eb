/** A body on a clock of the test's, with the rest of the robot reduced to what the body needs of it. */
import type { LeaseInit, LeaseUseResultInit } from "../../../src/messages/bosdyn/api/lease.ts";
import { type BehaviorFaultInit, PowerState_MotorPowerState } from "../../../src/messages/bosdyn/api/robot_state.ts";
import type { BodyState } from "../../../src/sim/body/motion.ts";
import { composePoses, type Vector } from "../../../src/sim/body/vector.ts";
import { type GroundVelocity, VelocityDrive, type VelocityLimit } from "../../../src/sim/motion/drive.ts";
import { LegLocomotion } from "../../../src/sim/motion/locomotion.ts";
import type { BehaviorFaults, LeaseJudge, Locomotion, Motors } from "../../../src/sim/parts.ts";
import { Timeline } from "../../../src/sim/timeline.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

/** Faults that are there until they are cleared, ids from 1. */
export class FaultList implements BehaviorFaults {
  active: readonly BehaviorFaultInit[] = [];
  #nextId = 1;

  raise(cause: number): void {
    this.active = [...this.active, { behaviorFaultId: this.#nextId++, cause }];
  }

  clear(id: number): boolean {
    const others = this.active.filter(({ behaviorFaultId }) => behaviorFaultId !== id);
    const isCleared = others.length < this.active.length;
    this.active = others;
    return isCleared;
  }
}

/** Power that is there, or not. */
export class SwitchedMotors implements Motors {
  isOn = true;
  isSettling = false;
  readonly #body: Locomotion;

  constructor(body: Locomotion) {
    this.#body = body;
  }

  get state(): number {
    const { MOTOR_POWER_STATE_ON, MOTOR_POWER_STATE_OFF } = PowerState_MotorPowerState;
    return this.isOn ? MOTOR_POWER_STATE_ON : MOTOR_POWER_STATE_OFF;
  }

  cut(): void {
    this.isOn = false;
    this.#body.collapse();
  }

  settleThenCut(): void {
    this.isSettling = true;
    this.#body.sit();
    this.step();
  }

  step(): void {
    if (!this.isSettling || this.#body.posture !== "sitting") return;
    this.isSettling = false;
    this.cut();
  }
}

/** Good is the lease of one resource. */
export class OneLease implements LeaseJudge {
  good = "body";

  use(lease: LeaseInit | undefined): LeaseUseResultInit {
    return { status: lease?.resource === this.good ? 1 : 2 };
  }
}

/** A robot's body, sitting, and the clock that moves it. */
export class MotionScene {
  readonly clock: ManualSimClock = new ManualSimClock();
  readonly timeline: Timeline = new Timeline(this.clock);
  readonly behaviorFaults: FaultList = new FaultList();
  /** What is in the way. */
  isBlocked: (x: number, y: number) => boolean = () => false;
  readonly locomotion: LegLocomotion = new LegLocomotion({
    clock: this.clock,
    behaviorFaults: this.behaviorFaults,
    isBlocked: (x, y) => this.isBlocked(x, y),
  });
  readonly motors: SwitchedMotors = new SwitchedMotors(this.locomotion);
  readonly leases: OneLease = new OneLease();

  constructor() {
    this.timeline.add(this.locomotion);
    this.timeline.add(this.motors);
  }

  /** Let time pass. */
  run(ms: number): void {
    this.clock.advance(ms);
    this.timeline.advance();
  }

  /** Stand up and be ready. */
  standUp(): this {
    this.locomotion.stand();
    this.run(1600);
    return this;
  }

  /** Walk at a velocity in the body's axes. */
  drive(velocity: Partial<GroundVelocity>, forMs: number, limit: VelocityLimit = {}): VelocityDrive {
    const drive = new VelocityDrive({
      endMs: this.clock.uptimeMs() + forMs,
      velocity: { x: 0, y: 0, yaw: 0, ...velocity },
      limit,
    });
    this.locomotion.go(drive);
    return drive;
  }

  /** The body's place, in odom. */
  get position(): Vector {
    return this.locomotion.body().odomTformBody.position;
  }
}

/** Where the feet are in odom. */
export function feetInOdom({ odomTformBody, legs }: BodyState): Vector[] {
  const rotation = { w: 1, x: 0, y: 0, z: 0 };
  return legs.map(({ footInBody }) => composePoses(odomTformBody, { position: footInBody, rotation }).position);
}
