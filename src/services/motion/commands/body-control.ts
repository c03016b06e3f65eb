/** How the body is held while the feet stand or walk; goes into the mobility parameters. */
import { quaternionFromEulerZxy } from "../../../geometry/index.ts";
import type { SE3PoseInit } from "../../../messages/bosdyn/api/geometry.ts";
import type { BodyControlParamsInit } from "../../../messages/bosdyn/api/spot/robot_command.ts";
import { finite, finiteFields } from "./number-checks.ts";

/** Turns about the body's axes, applied as yaw about z, then roll about x, then pitch about y. */
export interface EulerAngles {
  /** Left is positive. Default 0. */
  readonly yawRadians?: number | undefined;
  /** Leaning to the right is positive. Default 0. */
  readonly rollRadians?: number | undefined;
  /** Nose down is positive. Default 0. */
  readonly pitchRadians?: number | undefined;
}

/** Where the body is held against its usual place above the feet. The robot keeps to what its legs can reach. */
export interface BodyOffset extends EulerAngles {
  /** Above (positive) or below the usual height, in metres. Default 0. */
  readonly bodyHeightMeters?: number | undefined;
}

/** A body pose that does not move along with the feet. */
export interface BodyPoseOptions {
  /** The frame in which the pose is given, for example `odom`. */
  readonly frameName: string;
  /** Where the body shall be in that frame: metres, and a unit quaternion. */
  readonly pose: SE3PoseInit;
}

/** How the body may help an arm that reaches. */
export interface BodyAssistOptions {
  /** Turn the body. Default true. */
  readonly isYawAssisted?: boolean | undefined;
  /** Raise and lower the hips. Default true. */
  readonly isHipHeightAssisted?: boolean | undefined;
}

/**
 * Hold the body at a height and orientation relative to its footprint: one trajectory point without a time, so the body
 * goes there and stays. The default is the usual stance, spelled out with an empty position as the reference does.
 * @throws {RangeError} a number is not finite
 */
export function bodyOffset(options: BodyOffset = {}): BodyControlParamsInit {
  const { bodyHeightMeters = 0, yawRadians = 0, rollRadians = 0, pitchRadians = 0 } = options;
  const rotation = quaternionFromEulerZxy({
    yawRadians: finite("yawRadians", yawRadians),
    rollRadians: finite("rollRadians", rollRadians),
    pitchRadians: finite("pitchRadians", pitchRadians),
  });
  const position = { z: finite("bodyHeightMeters", bodyHeightMeters) };
  return { baseOffsetRtFootprint: { points: [{ pose: { position, rotation } }] } };
}

/**
 * Hold the body at a pose of a frame that stays where it is, while the feet stand: for looking around, or to carry the
 * arm's base to a place. One trajectory point without a time.
 * @throws {RangeError} a number is not finite
 */
export function bodyPose({ frameName, pose }: BodyPoseOptions): BodyControlParamsInit {
  return {
    bodyPose: { rootFrameName: frameName, baseOffsetRtRoot: { points: [{ pose: finiteFields("pose", pose) }] } },
  };
}

/** Let the body move along as the arm reaches. It then leans and turns by itself: leave room around it. */
export function bodyAssist({
  isYawAssisted = true,
  isHipHeightAssisted = true,
}: BodyAssistOptions = {}): BodyControlParamsInit {
  return {
    bodyAssistForManipulation: { enableBodyYawAssist: isYawAssisted, enableHipHeightAssist: isHipHeightAssisted },
  };
}
