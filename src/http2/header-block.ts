/** Puts header blocks together from HEADERS and CONTINUATION (RFC 9113 §4.3), and keeps them within bounds. */
import { ErrorCode } from "./error-code.ts";
import { protocolError } from "./frames/check.ts";
import { Flag, type Frame, FrameType } from "./frames/frame.ts";
import { readHeaders } from "./frames/headers.ts";
import { Http2Violation } from "./violation.ts";

/** Four times the list that we announce: what a block over that limit may take to be read for the table's sake. */
const MAX_BLOCK_BYTES = 64 * 1024;
/** Frames of one block. Without a bound a peer sends them for ever, one byte or none each (CVE-2024-27316 and its like). */
const MAX_CONTINUATIONS = 16;

/** A whole block. */
export interface HeaderBlock {
  readonly streamId: number;
  /** Compressed. */
  readonly bytes: Uint8Array;
  readonly endsStream: boolean;
}

/** Holds the block that is under way, if one is. */
export class HeaderBlockAssembler {
  #streamId = 0;
  #endsStream = false;
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  /**
   * Take any frame before it is looked at otherwise.
   * @returns the block that it completes, `"more"` if there is to come more of one, or `undefined`: it is none of ours
   * @throws {Http2Violation} it may not stand where it does, or the block is too large
   */
  push(frame: Frame): HeaderBlock | "more" | undefined {
    if (this.#streamId !== 0) {
      // "the receipt of any other type of frame or a frame on a different stream" in the middle of a block (§6.2).
      if (frame.type !== FrameType.CONTINUATION || frame.streamId !== this.#streamId) {
        throw protocolError("a header block is not continued");
      }
      return this.#add(frame, frame.payload);
    }
    if (frame.type === FrameType.CONTINUATION) throw protocolError("a CONTINUATION frame of no header block");
    if (frame.type !== FrameType.HEADERS) return undefined;
    const piece = readHeaders(frame);
    const endsStream = (frame.flags & Flag.END_STREAM) !== 0;
    if ((frame.flags & Flag.END_HEADERS) !== 0) return { streamId: frame.streamId, bytes: piece, endsStream };
    this.#streamId = frame.streamId;
    this.#endsStream = endsStream;
    return this.#add(frame, piece);
  }

  #add(frame: Frame, piece: Uint8Array): HeaderBlock | "more" {
    this.#pieces.push(piece.slice());
    this.#bytes += piece.length;
    if (this.#bytes > MAX_BLOCK_BYTES || this.#pieces.length > MAX_CONTINUATIONS) {
      throw new Http2Violation(ErrorCode.ENHANCE_YOUR_CALM, "a header block without end");
    }
    if ((frame.flags & Flag.END_HEADERS) === 0) return "more";
    const block = { streamId: this.#streamId, bytes: joined(this.#pieces, this.#bytes), endsStream: this.#endsStream };
    this.#streamId = this.#bytes = 0;
    this.#pieces = [];
    return block;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
