/** One instant as all sensors share it: the time, the body, its frames, and the room. */
import type { FrameTreeSnapshot_ParentEdgeInit, FrameTreeSnapshotInit } from "../../messages/bosdyn/api/geometry.ts";
import { frameTree, poseMessage } from "../body/frame-tree.ts";
import type { BodyState } from "../body/motion.ts";
import type { Pose } from "../body/vector.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { Locomotion } from "../parts.ts";
import type { Instant, Scene } from "../world/scene.ts";
import { CAMERA_PAIRS } from "./cameras.ts";

/** The cameras take fifteen pictures a second. */
const PERIOD_MS = 1000 / 15;

/** An instant. */
export interface Capture {
  /** Robot time, nanoseconds. */
  readonly time: bigint;
  readonly body: BodyState;
  /** The room at that time; its frame is `vision`. */
  readonly room: Instant;
}

/** Captures instants, fifteen a second: whoever asks in between gets the last one. */
export class Shutter {
  readonly #clock: SimClock;
  readonly #locomotion: Pick<Locomotion, "body">;
  readonly #scene: Scene;
  #last: { readonly frame: number; readonly capture: Capture } | undefined;

  constructor(clock: SimClock, locomotion: Pick<Locomotion, "body">, scene: Scene) {
    this.#clock = clock;
    this.#locomotion = locomotion;
    this.#scene = scene;
  }

  /** The latest instant. The same object as long as it is the same instant. */
  capture(): Capture {
    const uptimeMs = this.#clock.uptimeMs();
    const frame = Math.floor(uptimeMs / PERIOD_MS);
    if (this.#last?.frame !== frame) this.#last = { frame, capture: this.at(uptimeMs) };
    return this.#last.capture;
  }

  /**
   * The body as it is, at an instant that no camera has to have seen. In the middle of a step that is before now.
   * @param uptimeMs milliseconds since boot; default: now
   */
  at(uptimeMs: number = this.#clock.uptimeMs()): Capture {
    const agoMs = this.#clock.uptimeMs() - uptimeMs;
    return {
      time: this.#clock.now() - BigInt(Math.round(agoMs * 1e6)),
      body: this.#locomotion.body(),
      room: this.#scene.at(uptimeMs / 1000),
    };
  }
}

/** A frame to add to a tree: its name, its parent's, and its pose in the parent. */
export type ExtraFrame = readonly [name: string, parent: string, pose: Pose];

/** The frames of the body with those of sensors or objects. */
export function framesWith(body: BodyState, extra: Iterable<ExtraFrame>): FrameTreeSnapshotInit {
  const edges = new Map<string, FrameTreeSnapshot_ParentEdgeInit>(frameTree(body).childToParentEdgeMap);
  for (const [name, parentFrameName, pose] of extra) {
    edges.set(name, { parentFrameName, parentTformChild: poseMessage(pose) });
  }
  return { childToParentEdgeMap: edges };
}

/** The frames of the cameras. */
export function* cameraFrames(): Generator<ExtraFrame, undefined> {
  for (const { name, visual, bodyTformDepth, depthTformVisual } of CAMERA_PAIRS) {
    yield [name, "body", bodyTformDepth];
    yield [visual.frame, name, depthTformVisual];
  }
}
