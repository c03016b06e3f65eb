/** Between space and plane. */
import type { SE2PoseInit, SE3PoseInit } from "../messages/bosdyn/api/geometry.ts";
import { isGravityAligned } from "./frame-name.ts";
import { quaternionFromYaw, yawRadians } from "./roll-pitch-yaw.ts";
import { type Pose2, type Pose3, se2Pose, se3Pose } from "./shapes.ts";

/**
 * Flatten `a_T_b` to x, y and heading in [−π, π), given the name of a.
 *
 * `undefined` where a is not gravity-aligned ({@link isGravityAligned}): seen from a body that leans, x and y are not on the
 * ground. NaN gives NaN in what depends on it.
 */
export function se2FromSe3(frameA: string, aTformB: SE3PoseInit): Pose2 | undefined {
  if (!isGravityAligned(frameA)) return undefined;
  const { position, rotation } = se3Pose(aTformB);
  return { position: { x: position.x, y: position.y }, angle: yawRadians(rotation) };
}

/** Lift a pose in a plane into space, level, `zMeters` above the plane. NaN or an infinite angle gives NaN. */
export function se3FromSe2(pose: SE2PoseInit, zMeters = 0): Pose3 {
  const { position, angle } = se2Pose(pose);
  return { position: { x: position.x, y: position.y, z: zMeters }, rotation: quaternionFromYaw(angle) };
}
