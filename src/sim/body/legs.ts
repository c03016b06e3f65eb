/**
 * Spot's legs: where the hips are, how long the links are, and the joint angles that put a foot somewhere. Each leg has
 * hip roll `hx`, hip pitch `hy` and knee `kn`; at zero the leg hangs straight down, and a standing leg bends its knee
 * to negative angles.
 */
import type { Vector } from "./vector.ts";

/** One leg. */
export interface Leg {
  /** Front or hind, left or right: as the robot's frames and joints are named. */
  readonly name: "fl" | "fr" | "hl" | "hr";
  /** Axis of the hip roll joint, in the body frame. */
  readonly hip: Vector;
  /** +1 for a left leg, −1 for a right one. */
  readonly side: 1 | -1;
}

/** Angles in radians. */
export interface LegAngles {
  readonly hx: number;
  readonly hy: number;
  readonly kn: number;
}

/** In the order of the joint-control arrays. */
export const LEGS: readonly Leg[] = [
  { name: "fl", hip: { x: 0.29785, y: 0.055, z: 0 }, side: 1 },
  { name: "fr", hip: { x: 0.29785, y: -0.055, z: 0 }, side: -1 },
  { name: "hl", hip: { x: -0.29785, y: 0.055, z: 0 }, side: 1 },
  { name: "hr", hip: { x: -0.29785, y: -0.055, z: 0 }, side: -1 },
];

/** From the hip roll axis sideways to the plane of the leg, metres. */
export const HIP_OFFSET = 0.110945;
/** Hip pitch axis to knee, metres. */
export const UPPER_LEG = 0.3205;
/** Knee to foot, metres. */
export const LOWER_LEG = 0.37;

/** The angles that put the foot at a point of the body frame; a point out of reach gets the nearest straight leg. */
export function anglesForFoot({ hip, side }: Leg, foot: Vector): LegAngles {
  const x = foot.x - hip.x;
  const y = foot.y - hip.y;
  const z = foot.z - hip.z;
  // Looking along x: the leg's plane is HIP_OFFSET to the side, the foot `depth` below the hip pitch axis in it.
  const depth = Math.sqrt(Math.max(y * y + z * z - HIP_OFFSET ** 2, 0));
  const hx = wrap(Math.atan2(z, y) - Math.atan2(-depth, side * HIP_OFFSET));
  // In the plane: two links from (0, 0) to (x, −depth).
  const reach = Math.min(Math.hypot(x, depth), UPPER_LEG + LOWER_LEG);
  const kn = -Math.acos(clamp((reach ** 2 - UPPER_LEG ** 2 - LOWER_LEG ** 2) / (2 * UPPER_LEG * LOWER_LEG)));
  const hy = Math.atan2(-x, depth) - Math.atan2(LOWER_LEG * Math.sin(kn), UPPER_LEG + LOWER_LEG * Math.cos(kn));
  return { hx, hy, kn };
}

/**
 * Torques in newton metres that hold a weight on the foot: each joint works against the upward push of the ground
 * times the lever to it.
 * @param weight newtons on this foot
 */
export function torquesForWeight({ hx, hy, kn }: LegAngles, { side }: Leg, weight: number): LegAngles {
  // A leg that is rolled to the side takes only a part of the push in its plane.
  const share = Math.cos(hx);
  const kneeLever = LOWER_LEG * Math.sin(hy + kn) * share;
  const hipLever = UPPER_LEG * Math.sin(hy) * share + kneeLever;
  const depth = UPPER_LEG * Math.cos(hy) + LOWER_LEG * Math.cos(hy + kn);
  const rollLever = side * HIP_OFFSET * Math.cos(hx) + depth * Math.sin(hx);
  return { hx: weight * rollLever, hy: weight * hipLever, kn: weight * kneeLever };
}

function wrap(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

function clamp(cosine: number): number {
  return Math.max(-1, Math.min(1, cosine));
}
