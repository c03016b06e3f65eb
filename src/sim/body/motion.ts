/**
 * The body at one instant, worked out from where it and its feet are and go: joints, feet, frames and velocities follow
 * from one path, so that they agree with one another.
 */
import { anglesForFoot, type Leg, type LegAngles, LEGS, torquesForWeight } from "./legs.ts";
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
  /** Where the foot is, in the body frame. */
  readonly footInBody: Vector;
  /** Whether it stands on the ground. */
  readonly isInContact: boolean;
  /** Radians, radians per second, radians per second squared, newton metres. */
  readonly position: LegAngles;
  readonly velocity: LegAngles;
  readonly acceleration: LegAngles;
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

/** Where the body and its feet are, all in odom; feet in the order of `LEGS`. */
export interface Configuration {
  readonly pose: Pose;
  readonly feet: readonly Vector[];
}

/** What the feet carry. */
export interface Footing {
  /** Per foot, in the order of `LEGS`. */
  readonly contacts: readonly boolean[];
  /** The part of the robot's weight that its legs carry: 0 when it lies on its belly without strength, 1 when it stands. */
  readonly carried: number;
}

const MASS_KG = 32.7;
const GRAVITY = 9.81;
/** Half the width of the difference that stands for a derivative, seconds. */
const STEP = 0.001;

/**
 * Work the body out from its path.
 * @param path where it is, at a number of seconds from the instant; smooth for a few milliseconds to both sides
 * @param uptimeSeconds since boot, which the drift of odometry depends on
 */
export function bodyOn(path: (seconds: number) => Configuration, uptimeSeconds: number, footing: Footing): BodyState {
  const [before, now, after] = [path(-STEP), path(0), path(STEP)];
  const secondDifference = subtract(add(before.pose.position, after.pose.position), scale(now.pose.position, 2));
  const felt = add(scale(secondDifference, 1 / STEP ** 2), { x: 0, y: 0, z: GRAVITY });
  const standing = footing.contacts.filter(Boolean).length;
  const push = standing === 0 ? 0 : (MASS_KG * Math.max(felt.z, 0) * footing.carried) / standing;
  const visionTformOdom = odometryDrift(uptimeSeconds);
  return {
    odomTformBody: now.pose,
    visionTformOdom,
    visionTformBody: composePoses(visionTformOdom, now.pose),
    linearVelocity: scale(subtract(after.pose.position, before.pose.position), 1 / (2 * STEP)),
    angularVelocity: angularVelocity(before.pose, after.pose),
    acceleration: rotate(inverseRotation(now.pose.rotation), felt),
    legs: LEGS.map((leg, i) => {
      const isInContact = footing.contacts[i] === true;
      const feet = [before, now, after].map(({ pose, feet }) => inBody(pose, feet[i] as Vector));
      return legState(leg, feet, isInContact, isInContact ? push : 0);
    }),
  };
}

/** `vision_T_odom` at a time since boot: odometry drifts by millimetres a minute. */
export function odometryDrift(uptimeSeconds: number): Pose {
  const minutes = uptimeSeconds / 60;
  return {
    position: { x: 0.004 * minutes, y: -0.003 * minutes, z: 0 },
    rotation: fromYawPitchRoll(0.001 * minutes, 0, 0),
  };
}

function inBody({ position, rotation }: Pose, point: Vector): Vector {
  return rotate(inverseRotation(rotation), subtract(point, position));
}

function legState(leg: Leg, feet: readonly Vector[], isInContact: boolean, push: number): LegState {
  const [earlier, position, later] = feet.map((foot) => anglesForFoot(leg, foot)) as [LegAngles, LegAngles, LegAngles];
  const rate = (joint: keyof LegAngles): number => (later[joint] - earlier[joint]) / (2 * STEP);
  const change = (joint: keyof LegAngles): number => (later[joint] - 2 * position[joint] + earlier[joint]) / STEP ** 2;
  return {
    leg,
    footInBody: feet[1] as Vector,
    isInContact,
    position,
    velocity: { hx: rate("hx"), hy: rate("hy"), kn: rate("kn") },
    acceleration: { hx: change("hx"), hy: change("hy"), kn: change("kn") },
    load: torquesForWeight(position, leg, push),
  };
}

/** The small turn from one rotation to the next, as a vector per second. */
function angularVelocity(before: Pose, after: Pose): Vector {
  const turn = compose(after.rotation, inverseRotation(before.rotation));
  // For a small turn the vector part is half the angle about each axis.
  const sign = turn.w < 0 ? -1 : 1;
  return scale({ x: turn.x, y: turn.y, z: turn.z }, sign / STEP);
}
