/**
 * Questions to a frame tree: where one frame stands in another, and what a velocity is there. Frames are given as in
 * `a_T_b`, the one to express in first. All answer `undefined` for a frame that is not in the tree.
 */
import type { FrameTreeSnapshotInit, SE2VelocityInit, SE3VelocityInit } from "../messages/bosdyn/api/geometry.ts";
import { se2FromSe3 } from "./flatten.ts";
import { rootTformFrame, severalRoots } from "./frame-tree.ts";
import { transformVelocitySe2 } from "./se2.ts";
import { inverseSe3, multiplySe3, transformVelocitySe3 } from "./se3.ts";
import type { Pose2, Pose3, Velocity2, Velocity3 } from "./shapes.ts";

/**
 * Find the pose of frame b in frame a: inverse(root_T_a) · root_T_b. `undefined` when one is not in the tree. Only the two
 * ways to the root are looked at; {@link validateFrameTree} looks at all. NaN in a pose on the way gives NaN.
 * @throws {FrameTreeError} `FRAME_TREE_UNKNOWN_PARENT`, `FRAME_TREE_CYCLE`, `FRAME_TREE_SEVERAL_ROOTS`.
 */
export function aTformB(tree: FrameTreeSnapshotInit, frameA: string, frameB: string): Pose3 | undefined {
  const a = rootTformFrame(tree, frameA);
  const b = rootTformFrame(tree, frameB);
  if (a === undefined || b === undefined) return undefined;
  if (a.root !== b.root) throw severalRoots(a.root, b.root);
  return multiplySe3(inverseSe3(a.pose), b.pose);
}

/**
 * Find x, y and heading of frame b in frame a. `undefined` when one is not in the tree, or a is not gravity-aligned.
 * @throws {FrameTreeError} as {@link aTformB}.
 */
export function se2ATformB(tree: FrameTreeSnapshotInit, frameA: string, frameB: string): Pose2 | undefined {
  const pose = aTformB(tree, frameA, frameB);
  return pose && se2FromSe3(frameA, pose);
}

/**
 * Express a velocity in frame a that is given in frame b, as {@link transformVelocitySe3} does. `undefined` when a frame
 * is not in the tree.
 * @throws {FrameTreeError} as {@link aTformB}.
 */
export function velocityInFrame(
  tree: FrameTreeSnapshotInit,
  frameA: string,
  frameB: string,
  velocityInB: SE3VelocityInit,
): Velocity3 | undefined {
  const pose = aTformB(tree, frameA, frameB);
  return pose && transformVelocitySe3(pose, velocityInB);
}

/**
 * Express a velocity in the plane in frame a that is given in frame b, as {@link transformVelocitySe2} does. `undefined`
 * when a frame is not in the tree, or a is not gravity-aligned.
 * @throws {FrameTreeError} as {@link aTformB}.
 */
export function se2VelocityInFrame(
  tree: FrameTreeSnapshotInit,
  frameA: string,
  frameB: string,
  velocityInB: SE2VelocityInit,
): Velocity2 | undefined {
  const pose = se2ATformB(tree, frameA, frameB);
  return pose && transformVelocitySe2(pose, velocityInB);
}
