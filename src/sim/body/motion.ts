/**
 * What the simulated robot does with itself: it stands and shifts its weight, its feet where they are. Everything
 * follows from the body's path and the legs' geometry, so joints, feet, frames and velocities agree with one another.
 */
import { anglesForFoot, HIP_OFFSET, type Leg, type LegAngles, LEGS, torquesForWeight } from "./legs.ts";
import {
  add,
  compose,
  composePoses,
  fromYawPitchRoll,
  inverseRotation,
  type Pose,
  rotate,
  scale,
  subtract,
  type Vector,
} from "./vector.ts";

/** One leg at one instant. */
export interface LegState {
  readonly leg: Leg;
  /** Where the foot stands, in the body frame. */
  readonly footInBody: Vector;
  /** Radians, radians per second, newton metres. */
  readonly position: LegAngles;
  readonly velocity: LegAngles;
  readonly load: LegAngles;
}

/** The whole body at one instant. */
export interface BodyState {
  readonly odomTformBody: Pose;
  /** `vision` corrects what `odom` drifts. */
  readonly visionTformBody: Pose;
  readonly visionTformOdom: Pose;
  /** Of the body as seen from and expressed in odom: metres and radians per second. */
  readonly linearVelocity: Vector;
  readonly angularVelocity: Vector;
  /** What the IMU feels, gravity included, in the body frame: metres per second squared. */
  readonly acceleration: Vector;
  readonly legs: readonly LegState[];
}

/** Height of the body above the ground when standing, metres. */
const STANDING_HEIGHT = 0.52;
const MASS_KG = 32.7;
const GRAVITY = 9.81;
/** Half the width of the difference that stands for a derivative, seconds. */
const STEP = 0.001;

/** Where each foot stands, in odom: straight below its hip. */
const FEET_IN_ODOM: readonly Vector[] = LEGS.map(({ hip, side }) => ({
  x: hip.x,
  y: hip.y + side * HIP_OFFSET,
  z: 0,
}));

/** The body at a time since boot, in seconds. */
export function bodyAt(seconds: number): BodyState {
  const before = bodyPose(seconds - STEP);
  const now = bodyPose(seconds);
  const after = bodyPose(seconds + STEP);
  const perStep = 1 / (2 * STEP);
  const secondDifference = subtract(add(before.position, after.position), scale(now.position, 2));
  const felt = add(scale(secondDifference, 1 / STEP ** 2), { x: 0, y: 0, z: GRAVITY });
  const visionTformOdom = drift(seconds);
  return {
    odomTformBody: now,
    visionTformOdom,
    visionTformBody: composePoses(visionTformOdom, now),
    linearVelocity: scale(subtract(after.position, before.position), perStep),
    angularVelocity: angularVelocity(before, after),
    acceleration: rotate(inverseRotation(now.rotation), felt),
    legs: LEGS.map((leg, i) => legState(leg, FEET_IN_ODOM[i] as Vector, before, now, after)),
  };
}

/** A slow sway: a few centimetres and degrees, with periods that do not repeat together. */
function bodyPose(seconds: number): Pose {
  const wave = (period: number, phase: number): number => Math.sin((2 * Math.PI * seconds) / period + phase);
  return {
    position: {
      x: 0.03 * wave(4.1, 0),
      y: 0.025 * wave(3.3, 1),
      z: STANDING_HEIGHT + 0.015 * wave(2.7, 2),
    },
    rotation: fromYawPitchRoll(0.08 * wave(6.1, 0.5), 0.05 * wave(3.7, 1.5), 0.04 * wave(2.9, 2.5)),
  };
}

/** Odometry drifts by millimetres a minute. */
function drift(seconds: number): Pose {
  const minutes = seconds / 60;
  return {
    position: { x: 0.004 * minutes, y: -0.003 * minutes, z: 0 },
    rotation: fromYawPitchRoll(0.001 * minutes, 0, 0),
  };
}

function legState(leg: Leg, footInOdom: Vector, before: Pose, now: Pose, after: Pose): LegState {
  const footIn = ({ position, rotation }: Pose): Vector =>
    rotate(inverseRotation(rotation), subtract(footInOdom, position));
  const position = anglesForFoot(leg, footIn(now));
  const earlier = anglesForFoot(leg, footIn(before));
  const later = anglesForFoot(leg, footIn(after));
  const rate = (joint: keyof LegAngles): number => (later[joint] - earlier[joint]) / (2 * STEP);
  return {
    leg,
    footInBody: footIn(now),
    position,
    velocity: { hx: rate("hx"), hy: rate("hy"), kn: rate("kn") },
    load: torquesForWeight(position, leg, (MASS_KG * GRAVITY) / LEGS.length),
  };
}

/** The small turn from one rotation to the next, as a vector per second. */
function angularVelocity(before: Pose, after: Pose): Vector {
  const turn = compose(after.rotation, inverseRotation(before.rotation));
  // For a small turn the vector part is half the angle about each axis.
  const sign = turn.w < 0 ? -1 : 1;
  return scale({ x: turn.x, y: turn.y, z: turn.z }, sign / STEP);
}
