/** Where the body stands in the odometry frame, read off a frame tree. */
import { aTformB, FrameName, FrameTreeError, type Pose3, yawRadians } from "../geometry/index.ts";
import type { FrameTreeSnapshot } from "../messages/bosdyn/api/geometry.ts";

/** Position in metres, heading in radians, counted from the pose at which the robot booted. */
export interface OdometryPose {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yawRadians: number;
}

/** `odom_T_body`; `undefined` if the tree lacks one of them or is broken on the way between them. */
export function odometryPose(snapshot: FrameTreeSnapshot | undefined): OdometryPose | undefined {
  const pose = snapshot && odomTformBody(snapshot);
  return pose && { ...pose.position, yawRadians: yawRadians(pose.rotation) };
}

function odomTformBody(snapshot: FrameTreeSnapshot): Pose3 | undefined {
  try {
    return aTformB(snapshot, FrameName.ODOM, FrameName.BODY);
  } catch (error) {
    if (error instanceof FrameTreeError) return undefined;
    throw error;
  }
}
