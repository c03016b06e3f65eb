/** Looking at a point with the camera in the gripper. */
import type { SE3PoseInit, Vec3Init } from "../../../messages/bosdyn/api/geometry.ts";
import type { RobotCommandInit } from "../../../messages/bosdyn/api/robot_command.ts";
import { armCommand, type ArmOptions, type HandLimits, handLimits } from "./arm-request.ts";
import { finiteFields } from "./number-checks.ts";

/** Where the hand goes while it looks. */
export interface GazeHand {
  /** The frame of the pose. */
  readonly frameName: string;
  /** The tool in that frame: metres, and a unit quaternion, of which the turn about the line of sight counts. */
  readonly pose: SE3PoseInit;
}

/** What to look at. */
export interface ArmGazeCommandOptions extends ArmOptions, HandLimits {
  /** The frame of the target. In a frame that stays put the arm keeps looking there as the body moves. */
  readonly frameName: string;
  /** What to look at, in metres. */
  readonly targetMeters: Vec3Init;
  /** Where to look from. Default: from where the hand is. */
  readonly hand?: GazeHand | undefined;
  /** The tool that looks, as seen from the wrist. Default: the robot's own. */
  readonly wristTformTool?: SE3PoseInit | undefined;
}

/**
 * Turn the hand so that it looks at a point, and go on doing so. The arm does not look out for what is in its way.
 * Done when `armProgress` says so.
 * @throws {RangeError} a number is not finite
 */
export function armGazeCommand(options: ArmGazeCommandOptions): RobotCommandInit {
  const { frameName, targetMeters, hand, wristTformTool } = options;
  const armGazeCommand = {
    targetTrajectoryInFrame1: { points: [{ point: finiteFields("targetMeters", targetMeters) }] },
    frame1Name: frameName,
    toolTrajectoryInFrame2: hand && { points: [{ pose: finiteFields("hand.pose", hand.pose) }] },
    frame2Name: hand?.frameName,
    wristTformTool: finiteFields("wristTformTool", wristTformTool),
    ...handLimits(options),
  };
  return armCommand({ armGazeCommand }, options);
}
