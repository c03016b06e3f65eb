/** What commands to the arm have in common. */
import type { ArmParamsInit } from "../../../messages/bosdyn/api/arm_command.ts";
import type { SE3PoseInit } from "../../../messages/bosdyn/api/geometry.ts";
import type { DoubleValueInit } from "../../../messages/google/protobuf/wrappers.ts";
import { finiteFields, optionalDouble } from "./number-checks.ts";

/** What the arm may do to the body. */
export interface ArmOptions {
  /**
   * Let the arm push harder than the body may be able to stand against: the robot may fall. Absent, the robot limits the
   * force; it is never switched off by default.
   */
  readonly disableBodyForceLimiter?: boolean | undefined;
}

/** How fast the hand may move. Left out, the robot has its own limits. */
export interface HandLimits {
  readonly maxLinearMetersPerSecond?: number | undefined;
  readonly maxAngularRadiansPerSecond?: number | undefined;
  /** In metres per second squared. */
  readonly maxAcceleration?: number | undefined;
}

/** Where a hand command takes place, and which part of the hand it is about. */
export interface TaskFrameOptions {
  /** The frame that all else hangs on, for example `odom`, `vision` or `body`. */
  readonly frameName: string;
  /** The task frame as seen from `frameName`; poses and wrenches are in it. Default: the same. */
  readonly rootTformTask?: SE3PoseInit | undefined;
  /** The tool as seen from the wrist. Default: the robot's own. */
  readonly wristTformTool?: SE3PoseInit | undefined;
}

/** A command that holds an arm request and nothing else. */
export interface ArmCommandOf<T> {
  readonly synchronizedCommand: { readonly armCommand: T & { readonly params?: ArmParamsInit } };
}

/** A command to the arm alone; legs and gripper go on with what they were doing. */
export function armCommand<T extends object>(
  request: T,
  { disableBodyForceLimiter }: ArmOptions = {},
): ArmCommandOf<T> {
  if (disableBodyForceLimiter === undefined) return { synchronizedCommand: { armCommand: request } };
  const params = { disableBodyForceLimiter: { value: disableBodyForceLimiter } };
  return { synchronizedCommand: { armCommand: { ...request, params } } };
}

/** Limits as the messages name them. @throws {RangeError} a number is not finite */
export function handLimits({ maxLinearMetersPerSecond, maxAngularRadiansPerSecond, maxAcceleration }: HandLimits): {
  maxLinearVelocity: DoubleValueInit | undefined;
  maxAngularVelocity: DoubleValueInit | undefined;
  maximumAcceleration: DoubleValueInit | undefined;
} {
  return {
    maxLinearVelocity: optionalDouble("maxLinearMetersPerSecond", maxLinearMetersPerSecond),
    maxAngularVelocity: optionalDouble("maxAngularRadiansPerSecond", maxAngularRadiansPerSecond),
    maximumAcceleration: optionalDouble("maxAcceleration", maxAcceleration),
  };
}

/** Frames as the messages name them. @throws {RangeError} a number is not finite */
export function taskFrames({ frameName, rootTformTask, wristTformTool }: TaskFrameOptions): {
  rootFrameName: string;
  rootTformTask: SE3PoseInit | undefined;
  wristTformTool: SE3PoseInit | undefined;
} {
  return {
    rootFrameName: frameName,
    rootTformTask: finiteFields("rootTformTask", rootTformTask),
    wristTformTool: finiteFields("wristTformTool", wristTformTool),
  };
}
