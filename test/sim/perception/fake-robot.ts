/** A robot that stands wherever a test puts it, glides straight to where it is sent, and has all senses. */
import type { LeaseUseResultInit } from "../../../src/messages/bosdyn/api/lease.ts";
import { HIP_OFFSET, LEGS } from "../../../src/sim/body/legs.ts";
import { type BodyState, bodyOn } from "../../../src/sim/body/motion.ts";
import { composePoses, fromYawPitchRoll, type Pose } from "../../../src/sim/body/vector.ts";
import { type MappingParts, RobotMap } from "../../../src/sim/maps/robot-map.ts";
import type { GroundPose, LeaseJudge, Locomotion, Posture, Walk } from "../../../src/sim/parts.ts";
import { Senses } from "../../../src/sim/perception/senses.ts";
import { type TimedPart, Timeline } from "../../../src/sim/timeline.ts";
import { Scene } from "../../../src/sim/world/scene.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

const SPEED = 1;
const HEIGHT = 0.52;

class FakeWalk implements Walk {
  status: Walk["status"] = "walking";
  readonly goal: GroundPose;
  endTime: bigint;

  constructor(goal: GroundPose, endTime: bigint) {
    this.goal = goal;
    this.endTime = endTime;
  }

  extend(endTime: bigint): void {
    this.endTime = endTime;
  }
}

/** Glides at one metre per second. */
export class GlidingBody implements Locomotion, TimedPart {
  posture: Posture = "standing";
  /** In odom. */
  place: GroundPose = { x: 0, y: 0, yaw: 0 };
  /** Where it does not get through: in odom. */
  isBlocked: (x: number, y: number) => boolean = () => false;
  readonly #clock: ManualSimClock;
  #walk: FakeWalk | undefined;

  constructor(clock: ManualSimClock) {
    this.#clock = clock;
  }

  body(): BodyState {
    const pose: Pose = {
      position: { x: this.place.x, y: this.place.y, z: HEIGHT },
      rotation: fromYawPitchRoll(this.place.yaw, 0, 0),
    };
    const feet = LEGS.map(({ hip, side }) => {
      const below = { position: { x: hip.x, y: hip.y + side * HIP_OFFSET, z: -HEIGHT }, rotation: pose.rotation };
      return composePoses(pose, below).position;
    });
    const contacts = LEGS.map(() => true);
    return bodyOn(() => ({ pose, feet }), this.#clock.uptimeMs() / 1000, { contacts, carried: 1 });
  }

  sit(): void {
    this.#override();
    this.posture = "sitting";
  }

  collapse(): void {
    this.posture = "fallen";
    this.#override();
  }

  walkTo(goal: GroundPose, endTime: bigint): Walk {
    this.#override();
    this.#walk = new FakeWalk(goal, endTime);
    this.posture = "walking";
    return this.#walk;
  }

  step(_uptimeMs: number, deltaMs: number): void {
    const walk = this.#walk;
    if (walk?.status !== "walking") return;
    const [dx, dy] = [walk.goal.x - this.place.x, walk.goal.y - this.place.y];
    const [left, reach] = [Math.hypot(dx, dy), (SPEED * deltaMs) / 1000];
    const next = { x: this.place.x + (dx / left) * reach, y: this.place.y + (dy / left) * reach };
    if (this.#clock.now() >= walk.endTime) this.#end("timed-out");
    else if (left <= reach) {
      this.place = walk.goal;
      this.#end("arrived");
    } else if (this.isBlocked(next.x, next.y)) this.#end("failed");
    else this.place = { ...next, yaw: this.place.yaw };
  }

  #override(): void {
    if (this.#walk?.status === "walking") this.#end("overridden");
  }

  #end(status: Walk["status"]): void {
    if (this.#walk !== undefined) this.#walk.status = status;
    if (this.posture === "walking") this.posture = "standing";
  }
}

/** The robot. */
export class FakeRobot {
  readonly clock: ManualSimClock = new ManualSimClock();
  readonly timeline: Timeline = new Timeline(this.clock);
  readonly locomotion: GlidingBody = new GlidingBody(this.clock);
  readonly senses: Senses;
  /** What the next lease is judged to be; 1 is good. */
  leaseStatus: 1 | 2 = 1;
  readonly leases: LeaseJudge = {
    use: (attemptedLease): LeaseUseResultInit => ({ status: this.leaseStatus, attemptedLease }),
  };

  constructor(scene: Scene = new Scene()) {
    this.timeline.add(this.locomotion);
    this.senses = new Senses(this, scene);
  }

  /** Put it somewhere. */
  place(x: number, y: number, yaw = 0): this {
    this.locomotion.place = { x, y, yaw };
    return this;
  }

  /** Let time go by, as long as it takes to come to rest: at most so many seconds. */
  pass(seconds: number): void {
    for (let i = 0; i < seconds * 20; i++) {
      this.clock.advance(50);
      this.timeline.advance();
    }
  }

  /** Walk somewhere and arrive. */
  walk(x: number, y: number): void {
    const yaw = Math.atan2(y - this.locomotion.place.y, x - this.locomotion.place.x);
    const walk = this.locomotion.walkTo({ x, y, yaw }, this.clock.now() + 600_000_000_000n);
    while (walk.status === "walking") this.pass(0.1);
  }

  /** A map of its own. */
  map(more: Partial<MappingParts> = {}): RobotMap {
    return new RobotMap({ ...this.parts, ...more });
  }

  /** For the makers of services. */
  get parts(): MappingParts {
    const { clock, timeline, locomotion, senses, leases } = this;
    return { clock, timeline, locomotion, senses, leases };
  }
}
