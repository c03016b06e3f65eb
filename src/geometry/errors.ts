/** What goes wrong with numbers that describe no rotation, direction or pose, and with frame trees that are none. */
import { SpotError } from "../errors.ts";

/** What the numbers fail to be. */
export type GeometryErrorCode = "GEOMETRY_NO_DIRECTION" | "GEOMETRY_NOT_A_ROTATION" | "GEOMETRY_NOT_A_POSE";

/** Numbers that describe no direction, rotation or pose: a zero-length quaternion, say. */
export class GeometryError extends SpotError {
  readonly code: GeometryErrorCode;
  readonly retryable = false;

  constructor(code: GeometryErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Why a frame tree is none. */
export type FrameTreeErrorCode =
  | "FRAME_TREE_EMPTY"
  | "FRAME_TREE_UNNAMED_FRAME"
  | "FRAME_TREE_UNKNOWN_PARENT"
  | "FRAME_TREE_CYCLE"
  | "FRAME_TREE_SEVERAL_ROOTS";

/** A frame tree that is no tree. */
export class FrameTreeError extends SpotError {
  readonly code: FrameTreeErrorCode;
  readonly retryable = false;
  /** The frame where it shows; `undefined` for an empty tree, "" for a frame without a name. */
  readonly frame: string | undefined;

  constructor(code: FrameTreeErrorCode, frame: string | undefined, detail: string) {
    super(`frame tree: ${detail}`);
    this.code = code;
    this.frame = frame;
  }
}
