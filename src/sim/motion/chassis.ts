/** Body and feet as coordinates that move, and the ways in which they hang together: standing, lying, joints on their own. */
import { type BodyState, bodyOn, type Configuration } from "../body/motion.ts";
import { inverseRotation, rotate, yawOf } from "../body/vector.ts";
import { AT_EASE, CarriageTracks, SEATED } from "./carriage.ts";
import type { GroundVelocity } from "./drive.ts";
import { type Base, Feet } from "./feet.ts";
import { JointServo } from "./joint-servo.ts";
import { LyingFeet } from "./lying-feet.ts";
import { TICK_SECONDS, Track } from "./track.ts";

/** One body, sitting at the origin of odom at first. */
export class Chassis {
  readonly base: Base = { x: new Track(), y: new Track(), yaw: new Track() };
  readonly feet: Feet = new Feet(this.base);
  readonly carriage: CarriageTracks = new CarriageTracks(SEATED);
  #lying: LyingFeet | undefined;
  #servo: JointServo | undefined;

  /** The joints, while they are on their own. */
  get servo(): JointServo | undefined {
    return this.#servo;
  }

  /** Whether it rests on the ground where it is. */
  get isStill(): boolean {
    const { x, y, yaw } = this.base;
    return !this.feet.isStepping && x.isStill && y.isStill && yaw.isStill;
  }

  /** Where everything is. @param seconds since the tick began */
  at(seconds: number): Configuration {
    if (this.#servo !== undefined) return this.#servo.at(seconds);
    const pose = this.carriage.poseOn(this.base, seconds);
    return { pose, feet: this.#lying?.at(pose, seconds) ?? this.feet.at(seconds) };
  }

  /**
   * Everything about the body at one instant.
   * @param seconds since the tick began
   * @param uptimeSeconds since boot
   * @param carried the part of the robot's weight that its legs carry
   */
  stateAt(seconds: number, uptimeSeconds: number, carried: number): BodyState {
    const contacts = [0, 1, 2, 3].map((i) => this.#lying === undefined && this.feet.isDown(i));
    return bodyOn((more) => this.at(seconds + more), uptimeSeconds, { contacts, carried });
  }

  /** Have a velocity over the ground by the next tick, as far as the accelerations allow. */
  steerBase({ x, y, yaw }: GroundVelocity, limit: GroundVelocity): void {
    const { base } = this;
    const change = Math.hypot(x - base.x.velocity, y - base.y.velocity) / TICK_SECONDS;
    // Both components in one proportion, so that a robot that changes its mind does so in a straight line.
    const share = change <= limit.x ? 1 : limit.x / change;
    base.x.steerVelocity(base.x.velocity + (x - base.x.velocity) * share, Number.POSITIVE_INFINITY);
    base.y.steerVelocity(base.y.velocity + (y - base.y.velocity) * share, Number.POSITIVE_INFINITY);
    base.yaw.steerVelocity(yaw, limit.yaw);
  }

  /** Decide what the body does above the feet in this tick. */
  steerBody(): void {
    this.#lying?.steer(this.carriage.ticksLeft);
    this.carriage.steer();
  }

  /** Go on to the next tick. */
  advance(): void {
    for (const track of [this.base.x, this.base.y, this.base.yaw]) track.advance();
    this.feet.advance();
    this.#lying?.advance();
    this.carriage.advance();
    this.#servo?.advance();
  }

  /** Take the feet off the ground: from now on they turn with the body. */
  lieDown(): void {
    const { pose, feet } = this.at(0);
    this.#lying ??= new LyingFeet(pose, feet);
  }

  /** Put the feet on the ground where they are. */
  putFeetDown(): void {
    if (this.#lying === undefined) return;
    this.feet.place(this.at(0).feet);
    this.#lying = undefined;
  }

  /** Leave the joints on their own, as they are. @param body at the start of the tick */
  freeJoints(body: BodyState): void {
    const angles = body.legs.map(({ position }) => position);
    this.#servo = new JointServo(angles, this.at(0).feet, yawOf(body.odomTformBody.rotation));
  }

  /** Stand on the legs as the joints are now; a foot that hangs in the air comes down. */
  bindJoints(): void {
    if (this.#servo === undefined) return;
    const { pose, feet } = this.#servo.at(0);
    this.#servo = undefined;
    const up = rotate(inverseRotation(pose.rotation), { x: 0, y: 0, z: 1 });
    this.base.x.place(pose.position.x);
    this.base.y.place(pose.position.y);
    this.base.yaw.place(yawOf(pose.rotation));
    this.feet.place(feet);
    this.carriage.place({
      ...AT_EASE,
      z: pose.position.z,
      roll: Math.atan2(up.y, up.z),
      pitch: Math.asin(-up.x),
    });
  }
}
