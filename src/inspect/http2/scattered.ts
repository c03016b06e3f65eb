/** A whole whose bytes lie in several frames: a header block, a message. Its tree is cut as its bytes were. */
import { clipped, moved, type Span } from "../span.ts";
import type { OpenFrame } from "./open-frame.ts";

interface Piece {
  readonly frame: OpenFrame;
  /** Of the frame. */
  readonly part: number;
  /** In the frame. */
  readonly start: number;
  end: number;
}

/** Puts the pieces together, and gives each frame what lies in it once that is known. */
export class Scattered {
  #pieces: Piece[] = [];
  #length = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The frame of the last piece. */
  get lastFrame(): OpenFrame | undefined {
    return this.#pieces.at(-1)?.frame;
  }

  /** Add bytes of a frame, those behind what was added last. A frame that has any is not done until `resolve`. */
  add(frame: OpenFrame, start: number, end: number): void {
    const last = this.#pieces.at(-1);
    if (last?.frame === frame && last.end === start) last.end = end;
    else this.#pieces.push({ frame, part: frame.reserve(), start, end });
    this.#length += end - start;
  }

  /** All bytes so far; a view where they lie in one frame. */
  bytes(): Uint8Array {
    const [first] = this.#pieces;
    if (first !== undefined && this.#pieces.length === 1) return first.frame.bytes.subarray(first.start, first.end);
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const { frame, start, end } of this.#pieces) {
      whole.set(frame.bytes.subarray(start, end), at);
      at += end - start;
    }
    return whole;
  }

  /** Give each frame its part of a tree over all bytes, and begin anew. */
  resolve(span: Span): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#length = 0;
    let at = 0;
    for (const { frame, part, start, end } of pieces) {
      const isNothing = start === end && pieces.length > 1;
      const own = pieces.length === 1 ? span : isNothing ? undefined : clipped(span, at, at + end - start);
      frame.fill(part, own && moved(own, start - at));
      at += end - start;
    }
  }

  /** Give each frame its piece as a whole of its own. */
  resolveEach(spanOf: (bytes: Uint8Array) => Span): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#length = 0;
    for (const { frame, part, start, end } of pieces) {
      frame.fill(part, start === end ? undefined : moved(spanOf(frame.bytes.subarray(start, end)), start));
    }
  }
}
