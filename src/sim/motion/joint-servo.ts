/**
 * Joints that a client commands one by one. Each is drawn to its commanded angle like a damped spring of one stiffness
 * for all: gains are asked for as on a robot, but change nothing here. The body rests on its feet as they then are: its
 * height and tilt follow from them, and it stays above the middle of them.
 */
import type { Configuration } from "../body/motion.ts";
import { HIP_OFFSET, type Leg, type LegAngles, LEGS, LOWER_LEG, UPPER_LEG } from "../body/legs.ts";
import { JOINT_LIMITS } from "../body/skeleton.ts";
import { add, fromYawPitchRoll, rotate, scale, type Vector } from "../body/vector.ts";
import { TICK_MS, Track } from "./track.ts";

/** One command to all twelve joints, checked. Times are robot uptime in milliseconds. */
export interface JointTarget {
  readonly endMs: number;
  /** The instant that the positions are meant for. */
  readonly referenceMs: number;
  /** How long after it the velocities may carry the positions on. */
  readonly extrapolationMs: number;
  /** Radians, in the order of the joint-control arrays. */
  readonly position: readonly number[];
  /** Radians per second; empty: none. */
  readonly velocity: readonly number[];
  /** Radians per second. */
  readonly velocitySafetyLimit: number;
}

const JOINTS = ["hx", "hy", "kn"] as const;
/** How stiff the joints are: natural frequency in radians per second. */
const FREQUENCY = 60;

/** Twelve joints in the order of the joint-control arrays. */
export class JointServo {
  readonly #joints: readonly Track[];
  readonly #middle: { readonly x: number; readonly y: number };
  readonly #yaw: number;
  #target: JointTarget | undefined;

  /**
   * Take the joints over as they are.
   * @param feet where the feet stand, in odom
   * @param yaw the body's, in odom
   */
  constructor(angles: readonly LegAngles[], feet: readonly Vector[], yaw: number) {
    this.#joints = angles.flatMap((leg) => JOINTS.map((joint) => new Track(leg[joint])));
    this.#middle = scale(feet.reduce(add), 1 / feet.length);
    this.#yaw = yaw;
  }

  /** The command in force. */
  get target(): JointTarget | undefined {
    return this.#target;
  }

  /** Follow a command from now on. */
  follow(target: JointTarget): void {
    this.#target = target;
  }

  /** Whether a joint is faster than the command in force allows. */
  get isTooFast(): boolean {
    const limit = this.#target?.velocitySafetyLimit ?? Number.POSITIVE_INFINITY;
    return this.#joints.some(({ velocity }) => Math.abs(velocity) > limit);
  }

  /** Decide what to do in this tick. */
  steer(uptimeMs: number): void {
    for (const [i, joint] of this.#joints.entries()) {
      const goal = this.#goalOf(i, uptimeMs + TICK_MS) ?? joint.position;
      joint.acceleration = FREQUENCY ** 2 * (goal - joint.position) - 2 * FREQUENCY * joint.velocity;
    }
  }

  /** Go on to the next tick. */
  advance(): void {
    for (const joint of this.#joints) joint.advance();
  }

  /** Body and feet in odom. @param seconds since the tick began */
  at(seconds: number): Configuration {
    const inBody = LEGS.map((leg, i) => {
      const [hx, hy, kn] = this.#joints.slice(3 * i, 3 * i + 3).map((joint) => joint.at(seconds));
      return footFor(leg, { hx: hx ?? 0, hy: hy ?? 0, kn: kn ?? 0 });
    });
    const [slopeX, slopeY] = slopes(inBody);
    // The ground's normal in the body frame is (−slopeX, −slopeY, 1), and it points up.
    const pitch = Math.asin(slopeX / Math.hypot(slopeX, slopeY, 1));
    const rotation = fromYawPitchRoll(this.#yaw, pitch, Math.atan2(-slopeY, 1));
    const feet = inBody.map((foot) => rotate(rotation, foot));
    const middle = scale(feet.reduce(add), 1 / feet.length);
    const position = { x: this.#middle.x - middle.x, y: this.#middle.y - middle.y, z: -middle.z };
    return { pose: { position, rotation }, feet: feet.map((foot) => add(position, foot)) };
  }

  #goalOf(index: number, uptimeMs: number): number | undefined {
    if (this.#target === undefined) return undefined;
    const { position, velocity, referenceMs, extrapolationMs } = this.#target;
    const beyondMs = Math.max(0, Math.min(uptimeMs - referenceMs, extrapolationMs));
    const { lower, upper } = JOINT_LIMITS[JOINTS[index % 3] ?? "hx"];
    const goal = (position[index] as number) + ((velocity[index] ?? 0) * beyondMs) / 1000;
    return Math.max(lower, Math.min(upper, goal));
  }
}

/** Where a foot is in the body frame when the leg's joints have these angles. */
export function footFor({ hip, side }: Leg, { hx, hy, kn }: LegAngles): Vector {
  const depth = UPPER_LEG * Math.cos(hy) + LOWER_LEG * Math.cos(hy + kn);
  const offset = side * HIP_OFFSET;
  return {
    x: hip.x - UPPER_LEG * Math.sin(hy) - LOWER_LEG * Math.sin(hy + kn),
    y: hip.y + offset * Math.cos(hx) + depth * Math.sin(hx),
    z: hip.z + offset * Math.sin(hx) - depth * Math.cos(hx),
  };
}

/** Of the plane through the feet, by least squares: how it rises along x and along y of the body. */
function slopes(feet: readonly Vector[]): [number, number] {
  const middle = scale(feet.reduce(add), 1 / feet.length);
  let [xx, xy, yy, xz, yz] = [0, 0, 0, 0, 0];
  for (const foot of feet) {
    const [x, y, z] = [foot.x - middle.x, foot.y - middle.y, foot.z - middle.z];
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xz += x * z;
    yz += y * z;
  }
  const determinant = xx * yy - xy * xy;
  // Feet in one line: no plane to tell.
  if (determinant < 1e-9) return [0, 0];
  return [(xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant];
}
