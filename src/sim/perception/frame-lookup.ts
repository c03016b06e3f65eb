/** Where the frames of a tree are, read from the message as a client would. */
import type { FrameTreeSnapshotInit } from "../../messages/bosdyn/api/geometry.ts";
import { composePoses, inversePose, type Pose } from "../body/vector.ts";
import { poseOf } from "./pose-message.ts";

/** A tree is never deeper than this; a longer way up is a loop. */
const MAX_DEPTH = 100;

/** `a_T_b`, or `undefined` if the tree does not join the two. */
export function frameInFrame(tree: FrameTreeSnapshotInit | undefined, a: string, b: string): Pose | undefined {
  const [up, down] = [fromRoot(tree, a), fromRoot(tree, b)];
  if (up === undefined || down === undefined || up.root !== down.root) return undefined;
  return composePoses(inversePose(up.pose), down.pose);
}

function fromRoot(tree: FrameTreeSnapshotInit | undefined, name: string): { root: string; pose: Pose } | undefined {
  let pose: Pose = poseOf(undefined);
  let frame = name;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const edge = tree?.childToParentEdgeMap?.get(frame);
    if (edge === undefined) return undefined;
    if ((edge.parentFrameName ?? "") === "") return { root: frame, pose };
    pose = composePoses(poseOf(edge.parentTformChild), pose);
    frame = edge.parentFrameName ?? "";
  }
  return undefined;
}
