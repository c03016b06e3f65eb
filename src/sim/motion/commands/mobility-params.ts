/** `bosdyn.api.spot.MobilityParams` of a mobility command: what of it this robot heeds. */
import type { SE2Velocity } from "../../../messages/bosdyn/api/geometry.ts";
import type { SE3Trajectory } from "../../../messages/bosdyn/api/trajectory.ts";
import {
  type BodyControlParams,
  MobilityParams,
  SwingHeight,
} from "../../../messages/bosdyn/api/spot/robot_command.ts";
import type { Any } from "../../../messages/google/protobuf/any.ts";
import {
  composePoses,
  fromYawPitchRoll,
  inversePose,
  inverseRotation,
  type Pose,
  rotate,
  yawOf,
} from "../../body/vector.ts";
import type { GroundPose } from "../../parts.ts";
import { invalidRequest } from "../../services/response-header.ts";
import { type Carriage, STANDING_HEIGHT, withinReach } from "../carriage.ts";
import type { GroundVelocity, VelocityLimit } from "../drive.ts";
import type { Manner, Shift } from "../manner.ts";
import { checkFinite, checkPoints, instant, poseOf, secondsOf } from "./numbers.ts";
import type { CommandScene } from "./plan.ts";

/** What the parameters ask for. */
export interface ReadParams {
  readonly manner: Manner;
  readonly limit: VelocityLimit;
  /** Robot time, nanoseconds. */
  readonly referenceTimes: readonly bigint[];
  readonly unknownFrame?: string | undefined;
}

const SWING_HEIGHTS: Readonly<Record<number, number>> = {
  [SwingHeight.SWING_HEIGHT_LOW]: 0.05,
  [SwingHeight.SWING_HEIGHT_MEDIUM]: 0.08,
  [SwingHeight.SWING_HEIGHT_HIGH]: 0.12,
};

/**
 * Read the parameters. Heeded are limits of the velocity, the carriage of the body, and how high feet are lifted; hints
 * on gait, stairs, terrain and obstacles change nothing here.
 * @throws {HeaderError} they are malformed
 */
export function readParams(packed: Any | undefined, scene: CommandScene): ReadParams {
  const params = unpack(packed);
  const { velLimit, bodyControl, swingHeight = 0 } = params ?? {};
  return {
    limit: { max: bound("vel_limit.max_vel", velLimit?.maxVel), min: bound("vel_limit.min_vel", velLimit?.minVel) },
    ...readCarriage(bodyControl, SWING_HEIGHTS[swingHeight], scene),
  };
}

function unpack(packed: Any | undefined): MobilityParams | undefined {
  if (packed === undefined) return undefined;
  const type = packed.typeUrl.split("/").at(-1) ?? "";
  if (type !== MobilityParams.typeName) throw invalidRequest(`params are of type ${JSON.stringify(type)}`);
  try {
    return MobilityParams.decode(packed.value);
  } catch (error) {
    throw invalidRequest(`params cannot be read: ${(error as Error).message}`);
  }
}

/** A bound that is there limits every axis: what is left out of it is 0, and the robot will not move that way. */
function bound(field: string, velocity: SE2Velocity | undefined): GroundVelocity | undefined {
  if (velocity === undefined) return undefined;
  const { x = 0, y = 0 } = velocity.linear ?? {};
  if ([x, y, velocity.angular].some(Number.isNaN)) throw invalidRequest(`${field} holds a number that is none`);
  return { x, y, yaw: velocity.angular };
}

function readCarriage(
  control: BodyControlParams | undefined,
  swingHeight: number | undefined,
  scene: CommandScene,
): Pick<ReadParams, "manner" | "referenceTimes" | "unknownFrame"> {
  const { baseOffsetRtFootprint: offset, bodyPose } = control ?? {};
  if (bodyPose !== undefined) {
    const root = scene.worldFrame(bodyPose.rootFrameName);
    if (root === undefined) {
      return { manner: { swingHeight }, referenceTimes: [], unknownFrame: bodyPose.rootFrameName };
    }
    const footprint = levelPose(scene.locomotion.place);
    const toFootprint = composePoses(inversePose(footprint), levelPose(root));
    const trajectory = bodyPose.baseOffsetRtRoot;
    if (trajectory === undefined) throw invalidRequest("body_control.body_pose has no trajectory");
    return readShifts("body_pose.base_offset_rt_root", trajectory, swingHeight, (pose) =>
      carriageOf(composePoses(toFootprint, pose), 0),
    );
  }
  if (offset === undefined) return { manner: { swingHeight }, referenceTimes: [] };
  return readShifts("base_offset_rt_footprint", offset, swingHeight, (pose) => carriageOf(pose, STANDING_HEIGHT));
}

function readShifts(
  field: string,
  { points, referenceTime }: SE3Trajectory,
  swingHeight: number | undefined,
  carry: (pose: Pose) => Carriage,
): Pick<ReadParams, "manner" | "referenceTimes"> {
  checkPoints(field, points);
  let earlierSeconds = 0;
  const shifts = points.map(({ pose, timeSinceReference }): Shift => {
    const seconds = secondsOf(timeSinceReference) - earlierSeconds;
    earlierSeconds += seconds;
    return { carriage: withinReach(carry(poseOf(field, pose))), seconds };
  });
  const reference = instant(referenceTime);
  return { manner: { shifts, swingHeight }, referenceTimes: reference === undefined ? [] : [reference] };
}

/** @param height of the pose's origin above the ground, metres */
function carriageOf({ position, rotation }: Pose, height: number): Carriage {
  const yaw = yawOf(rotation);
  checkFinite("body_control", yaw);
  // Where up is, seen from the body, gives its lean.
  const up = rotate(inverseRotation(rotation), { x: 0, y: 0, z: 1 });
  const pitch = Math.asin(Math.max(-1, Math.min(1, -up.x)));
  return { x: position.x, y: position.y, z: height + position.z, roll: Math.atan2(up.y, up.z), pitch, yaw };
}

function levelPose({ x, y, yaw }: GroundPose): Pose {
  return { position: { x, y, z: 0 }, rotation: fromYawPitchRoll(yaw, 0, 0) };
}
