/**
 * Frame trees as snapshots hold them: child → parent and `parent_T_child`, where the root has an empty parent name. What a
 * tree must be, and the way from a frame up to its root.
 */
import type { FrameTreeSnapshotInit, FrameTreeSnapshot_ParentEdgeInit } from "../messages/bosdyn/api/geometry.ts";
import { FrameTreeError } from "./errors.ts";
import { type Pose3, se3Pose } from "./shapes.ts";
import { multiplySe3 } from "./se3.ts";

type Edges = ReadonlyMap<string, FrameTreeSnapshot_ParentEdgeInit>;

/** A root and where a frame stands in it. */
export interface RootTformFrame {
  readonly root: string;
  readonly pose: Pose3;
}

/**
 * Check that a snapshot is one tree; return the name of its root. Poses are not looked at.
 * @throws {FrameTreeError} `FRAME_TREE_EMPTY`; `FRAME_TREE_UNNAMED_FRAME` (a child whose name is empty);
 * `FRAME_TREE_UNKNOWN_PARENT` (a parent that is nobody's child); `FRAME_TREE_CYCLE`; `FRAME_TREE_SEVERAL_ROOTS`.
 */
export function validateFrameTree(tree: FrameTreeSnapshotInit): string {
  const edges: Edges = tree.childToParentEdgeMap ?? new Map();
  if (edges.has("")) throw new FrameTreeError("FRAME_TREE_UNNAMED_FRAME", "", "a frame has no name");
  const rooted = new Set<string>();
  let root: string | undefined;
  for (const frame of edges.keys()) {
    const path = new Set<string>();
    for (let name = frame; !rooted.has(name);) {
      path.add(name);
      const parent = parentOf(edges, name);
      if (parent === "") {
        if (root !== undefined) throw severalRoots(root, name);
        root = name;
        break;
      }
      if (path.has(parent)) throw cycle(parent);
      name = parent;
    }
    for (const name of path) rooted.add(name);
  }
  if (root === undefined) throw new FrameTreeError("FRAME_TREE_EMPTY", undefined, "there is no frame in it");
  return root;
}

/**
 * Find where a frame stands in the root of its tree; `undefined` for a frame that is not in it. A missing pose, position
 * or rotation is the identity.
 * @throws {FrameTreeError} `FRAME_TREE_UNKNOWN_PARENT` or `FRAME_TREE_CYCLE`, where that is met on the way up.
 */
export function rootTformFrame(tree: FrameTreeSnapshotInit, frame: string): RootTformFrame | undefined {
  const edges: Edges = tree.childToParentEdgeMap ?? new Map();
  // The empty name is what a root's parent is called, and no frame.
  if (frame === "" || !edges.has(frame)) return undefined;
  let pose = se3Pose();
  let root = frame;
  for (let steps = 0; steps <= edges.size; steps++) {
    const parent = parentOf(edges, root);
    // A root's own pose, should it have one, is in no frame.
    if (parent === "") return { root, pose };
    pose = multiplySe3(edges.get(root)?.parentTformChild ?? {}, pose);
    root = parent;
  }
  throw cycle(root);
}

/** The empty text for a root; never a frame that is not in the tree. */
function parentOf(edges: Edges, frame: string): string {
  const parent = edges.get(frame)?.parentFrameName ?? "";
  if (parent !== "" && !edges.has(parent)) {
    const detail = `${JSON.stringify(frame)} hangs on ${JSON.stringify(parent)}, which is not in it`;
    throw new FrameTreeError("FRAME_TREE_UNKNOWN_PARENT", frame, detail);
  }
  return parent;
}

function cycle(frame: string): FrameTreeError {
  return new FrameTreeError("FRAME_TREE_CYCLE", frame, `${JSON.stringify(frame)} is its own ancestor`);
}

/** The error for two roots, of which `other` is the one that is too many. */
export function severalRoots(root: string, other: string): FrameTreeError {
  const detail = `${JSON.stringify(root)} and ${JSON.stringify(other)} are both roots`;
  return new FrameTreeError("FRAME_TREE_SEVERAL_ROOTS", other, detail);
}
