/** Moving the hand to poses in space, and pressing with it. */
import {
  type ArmCartesianCommand_RequestInit,
  ArmCartesianCommand_Request_AxisMode,
} from "../../../messages/bosdyn/api/arm_command.ts";
import type { SE3PoseInit, SE3VelocityInit, WrenchInit } from "../../../messages/bosdyn/api/geometry.ts";
import { AngularInterpolation, PositionalInterpolation } from "../../../messages/bosdyn/api/trajectory.ts";
import type { BoolValueInit } from "../../../messages/google/protobuf/wrappers.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import { type ArmJoints, wrapped } from "./arm-joint-commands.ts";
import {
  armCommand,
  type ArmCommandOf,
  type ArmOptions,
  type HandLimits,
  handLimits,
  type TaskFrameOptions,
  taskFrames,
} from "./arm-request.ts";
import type { CommandTime } from "./command-time.ts";
import { duration, finiteFields, optionalDouble } from "./number-checks.ts";

/** How long the hand has to get there, in milliseconds. */
const DEFAULT_DURATION_MS = 5000;

/** What commands to the hand have in common. */
export interface HandOptions extends ArmOptions, HandLimits, TaskFrameOptions {
  /** Cancel when the hand is further than this from where it should be. Default: the robot's. */
  readonly maxTrackingErrorMeters?: number | undefined;
  /** Cancel when the hand is turned further than this from how it should be. Default: the robot's. */
  readonly maxTrackingErrorRadians?: number | undefined;
  /** Joint angles to stay near, in radians, where several lead to the pose; `current` for those of now. */
  readonly preferredJoints?: ArmJoints | "current" | undefined;
  /** Take away the robot's own limit of the hand's speed, which protects people. Never on by default. */
  readonly disableVelocityLimiting?: boolean | undefined;
}

/** Where the hand goes. */
export interface ArmPoseCommandOptions extends HandOptions {
  /** The tool in the task frame: metres, and a unit quaternion. */
  readonly pose: SE3PoseInit;
  /** How long it may take, in milliseconds. Default 5000. */
  readonly durationMs?: number | undefined;
}

/** Where the hand is at some time. */
export interface ArmPosePoint {
  /** The tool in the task frame: metres, and a unit quaternion. */
  readonly pose: SE3PoseInit;
  /** How the hand passes through: metres and radians per second. Default: left to the interpolation. */
  readonly velocity?: SE3VelocityInit | undefined;
  /** Milliseconds after the reference time. */
  readonly afterMs: number;
}

/** Along which way the hand goes. */
export interface ArmTrajectoryCommandOptions extends HandOptions {
  /** In the order of their times. */
  readonly points: readonly ArmPosePoint[];
  /** From when the points' times count. Default: when the robot receives the command. */
  readonly referenceTime?: CommandTime | undefined;
}

/** How the hand presses. */
export interface ArmWrenchCommandOptions extends HandOptions {
  /** Force in newtons and torque in newton metres, in the task frame, at the tool. */
  readonly wrench: WrenchInit;
  /** How long it may take to reach it, in milliseconds. Default 5000. */
  readonly durationMs?: number | undefined;
}

/**
 * Move the hand to a pose: a trajectory of one point. The arm does not look out for what is in its way. Done when
 * `armProgress` says so.
 * @throws {RangeError} a number is not finite
 */
export function armPoseCommand({ pose, durationMs, ...hand }: ArmPoseCommandOptions): LocalRobotCommand {
  const timeSinceReference = duration("durationMs", durationMs ?? DEFAULT_DURATION_MS);
  return cartesian(
    { poseTrajectoryInTask: { points: [{ pose: finiteFields("pose", pose), timeSinceReference }] } },
    hand,
  );
}

/**
 * Lead the hand through poses, smoothly: cubic in position and in Euler angles.
 * @throws {RangeError} there is no point, or a number is not finite
 */
export function armTrajectoryCommand(options: ArmTrajectoryCommandOptions): LocalRobotCommand {
  const { points, referenceTime, ...hand } = options;
  if (points.length === 0) throw new RangeError("points is empty: it must hold a pose at least");
  const poseTrajectoryInTask = {
    points: points.map(({ pose, velocity, afterMs }, index) => ({
      pose: finiteFields(`points[${index}].pose`, pose),
      velocity: finiteFields(`points[${index}].velocity`, velocity),
      timeSinceReference: duration(`points[${index}].afterMs`, afterMs),
    })),
    referenceTime,
    posInterpolation: PositionalInterpolation.POS_INTERP_CUBIC,
    angInterpolation: AngularInterpolation.ANG_INTERP_CUBIC_EULER,
  };
  return cartesian({ poseTrajectoryInTask }, hand);
}

/**
 * Press and turn with the hand: all six axes are under force control, so where nothing resists the hand moves off. Start
 * in contact and with little force.
 * @throws {RangeError} a number is not finite
 */
export function armWrenchCommand({ wrench, durationMs, ...hand }: ArmWrenchCommandOptions): LocalRobotCommand {
  const { AXIS_MODE_FORCE: force } = ArmCartesianCommand_Request_AxisMode;
  const timeSinceReference = duration("durationMs", durationMs ?? DEFAULT_DURATION_MS);
  const points = [{ wrench: finiteFields("wrench", wrench), timeSinceReference }];
  const axes = { xAxis: force, yAxis: force, zAxis: force, rxAxis: force, ryAxis: force, rzAxis: force };
  return cartesian({ wrenchTrajectoryInTask: { points }, ...axes }, hand);
}

function cartesian<T extends object>(
  goal: T,
  hand: HandOptions,
): ArmCommandOf<{ armCartesianCommand: T & CommonRequest }> {
  return armCommand({ armCartesianCommand: { ...goal, ...commonRequest(hand) } }, hand);
}

type CommonRequest = Omit<ArmCartesianCommand_RequestInit, "poseTrajectoryInTask" | "wrenchTrajectoryInTask">;

function commonRequest(hand: HandOptions): CommonRequest {
  const { preferredJoints, disableVelocityLimiting } = hand;
  return {
    ...taskFrames(hand),
    ...handLimits(hand),
    maxPosTrackingError: optionalDouble("maxTrackingErrorMeters", hand.maxTrackingErrorMeters),
    maxRotTrackingError: optionalDouble("maxTrackingErrorRadians", hand.maxTrackingErrorRadians),
    ...jointConfiguration(preferredJoints),
    disableVelocityLimiting: optionalBool(disableVelocityLimiting),
  };
}

function jointConfiguration(preferred: HandOptions["preferredJoints"]): CommonRequest {
  if (preferred === undefined) return {};
  if (preferred === "current") return { forceRemainNearCurrentJointConfiguration: true };
  return { preferredJointConfiguration: wrapped("preferredJoints", preferred) };
}

function optionalBool(value: boolean | undefined): BoolValueInit | undefined {
  return value === undefined ? undefined : { value };
}
