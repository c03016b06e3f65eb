/** Frame trees for tests, as they arrive from a robot. */
import { type Pose3, quaternionFromYaw } from "../../src/geometry/index.ts";
import {
  FrameTreeSnapshot,
  type FrameTreeSnapshot_ParentEdgeInit,
  type SE3PoseInit,
} from "../../src/messages/bosdyn/api/geometry.ts";

/** Child → its parent, and where the child stands there. */
export type TreeEdges = Readonly<Record<string, readonly [parent: string, pose?: SE3PoseInit]>>;

export function tree(edges: TreeEdges): FrameTreeSnapshot {
  const entries = Object.entries(edges).map(
    ([child, [parentFrameName, parentTformChild]]): [string, FrameTreeSnapshot_ParentEdgeInit] => [
      child,
      { parentFrameName, parentTformChild },
    ],
  );
  return FrameTreeSnapshot.decode(FrameTreeSnapshot.encode({ childToParentEdgeMap: new Map(entries) }));
}

export function level(x: number, y: number, z: number, yawRadians: number): Pose3 {
  return { position: { x, y, z }, rotation: quaternionFromYaw(yawRadians) };
}
