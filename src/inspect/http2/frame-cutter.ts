/** Cuts the bytes of one side into frames, however they were cut on their way; what are no frames, it gives as what they are. */
import { FRAME_HEADER_BYTES } from "../../http2/frames/frame.ts";
import type { Side } from "../inspected.ts";
import { beginningOf, frameLength, PREFACE } from "./beginning.ts";
import { findFrame } from "./frame-search.ts";
import { HeldBytes } from "./held-bytes.ts";

/** A frame or something else, in order: together the pieces are all bytes of the side. */
export interface Piece {
  readonly is: "preface" | "frame" | "unread";
  /** A copy. */
  readonly bytes: Uint8Array;
  /** Why it is unread, or why a frame is not whole. */
  readonly fault: string | undefined;
}

/** Bytes that are no frames come in pieces of so many, or of what there is at the end. */
const UNREAD_BYTES = 16 * 1024;
/** Bytes that are looked at, at once, of those given: so that what is held does not grow with what is given. */
const STEP_BYTES = 64 * 1024;

const NOT_FOUND = "not HTTP/2: no frame begins here";
const OF_LONG_FRAME = "of a frame that is longer than is kept";

/** Reads one side. It holds one frame at most, or `UNREAD_BYTES` of what is none. */
export class FrameCutter {
  readonly #side: Side;
  readonly #maxFrameBytes: number;
  readonly #held = new HeldBytes();
  #state: "beginning" | "frames" | "searching" | "unread" = "beginning";
  /** Of a frame that is longer than is held. */
  #left = 0;
  #reason = "";
  /** Bytes held in which no frame begins. */
  #searched = 0;
  #isLate = false;
  #hasPreface = false;

  /** @param maxFrameBytes longest frame that is read, its header included */
  constructor(side: Side, maxFrameBytes: number) {
    this.#side = side;
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Whether it began with a client's preface. */
  get hasPreface(): boolean {
    return this.#hasPreface;
  }

  /** Whether frames were found that are not the first ones of the connection. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** Read on. */
  *push(bytes: Uint8Array): Generator<Piece, undefined, undefined> {
    for (let at = 0; at < bytes.length; at += STEP_BYTES) {
      this.#held.append(bytes.subarray(at, at + STEP_BYTES));
      yield* this.#read(false);
    }
  }

  /** No more is to come: what is left, as it is. What comes nevertheless is unread. */
  *end(): Generator<Piece, undefined, undefined> {
    yield* this.#read(true);
    const { length } = this.#held;
    if (length > 0 && this.#left > 0) {
      yield { is: "unread", bytes: this.#held.take(length), fault: OF_LONG_FRAME };
    } else if (length > 0 && this.#state === "frames") {
      const bytes = this.#held.take(length);
      const whole = length < FRAME_HEADER_BYTES ? undefined : frameLength(bytes, 0);
      const fault = `cut short: ${length} of ${whole ?? `at least ${FRAME_HEADER_BYTES}`} bytes`;
      yield { is: whole === undefined ? "unread" : "frame", bytes, fault };
    }
    this.#left = 0;
    this.#state = "unread";
    this.#reason = "it came after the end";
  }

  *#read(isAll: boolean): Generator<Piece, undefined, undefined> {
    if (this.#state === "beginning" && this.#held.length > 0) yield* this.#begin(isAll);
    if (this.#state === "searching") yield* this.#search(isAll);
    if (this.#state === "unread") yield* this.#giveUnread(this.#held.length, isAll, this.#reason);
    if (this.#state === "frames") yield* this.#giveFrames();
  }

  *#begin(isAll: boolean): Generator<Piece, undefined, undefined> {
    const beginning = beginningOf(this.#side, this.#held.view(), isAll);
    if (beginning === undefined) return;
    switch (beginning.is) {
      case "preface":
        yield { is: "preface", bytes: this.#held.take(PREFACE.length), fault: undefined };
        this.#hasPreface = true;
        this.#state = "frames";
        break;
      case "frames":
        this.#isLate = beginning.isLate;
        this.#state = "frames";
        break;
      case "unknown":
        this.#state = "searching";
        break;
      case "foreign":
        this.#state = "unread";
        this.#reason = beginning.reason;
    }
  }

  *#search(isAll: boolean): Generator<Piece, undefined, undefined> {
    const { skipped, isFound } = findFrame(this.#held.view(), this.#searched, isAll);
    const { length } = this.#held;
    yield* this.#giveUnread(skipped, isAll || isFound, NOT_FOUND);
    this.#searched = skipped - (length - this.#held.length);
    if (!isFound) return;
    this.#state = "frames";
    this.#isLate = true;
  }

  /** Give bytes that are no frames: in whole pieces of their own, and the rest where it is to be given. */
  *#giveUnread(length: number, isAll: boolean, fault: string): Generator<Piece, undefined, undefined> {
    for (let left = length; left >= UNREAD_BYTES || (isAll && left > 0);) {
      const bytes = this.#held.take(Math.min(left, UNREAD_BYTES));
      left -= bytes.length;
      yield { is: "unread", bytes, fault };
    }
  }

  *#giveFrames(): Generator<Piece, undefined, undefined> {
    for (;;) {
      const { length } = this.#held;
      if (this.#left > 0) {
        const size = Math.min(this.#left, this.#maxFrameBytes);
        if (length < size) return;
        this.#left -= size;
        yield { is: "unread", bytes: this.#held.take(size), fault: OF_LONG_FRAME };
        continue;
      }
      if (length < FRAME_HEADER_BYTES) return;
      const whole = frameLength(this.#held.view(), 0);
      const kept = Math.min(whole, this.#maxFrameBytes);
      if (length < kept) return;
      this.#left = whole - kept;
      const fault = kept < whole ? `longer than is kept: ${whole} bytes, of which ${kept} are here` : undefined;
      yield { is: "frame", bytes: this.#held.take(kept), fault };
    }
  }
}
