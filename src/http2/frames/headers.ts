/** HEADERS, and CONTINUATION where one frame is too small for a block (RFC 9113 §6.2, §6.10). */
import type { ByteSink } from "../byte-sink.ts";
import { frameSizeError, requireStream } from "./check.ts";
import { Flag, type Frame, FrameType, MAX_PAYLOAD_BYTES, writeFrameHeader } from "./frame.ts";
import { withoutPadding } from "./padding.ts";

/** A stream it depends on, and a weight: deprecated (§5.3.2), and passed over. */
const PRIORITY_BYTES = 5;

/** Read a HEADERS frame: its part of the block. @throws {Http2Violation} it is on no stream, too short or badly padded */
export function readHeaders(frame: Frame): Uint8Array {
  requireStream(frame, "HEADERS");
  const content = withoutPadding(frame, "HEADERS");
  if ((frame.flags & Flag.PRIORITY) === 0) return content;
  if (content.length < PRIORITY_BYTES) throw frameSizeError("HEADERS", frame.payload.length);
  return content.subarray(PRIORITY_BYTES);
}

/** Write a block of ours, which opens a stream; DATA follows. */
export function writeHeaders(out: ByteSink, streamId: number, block: Uint8Array): void {
  for (let at = 0; at === 0 || at < block.length; at += MAX_PAYLOAD_BYTES) {
    const piece = block.subarray(at, at + MAX_PAYLOAD_BYTES);
    const type = at === 0 ? FrameType.HEADERS : FrameType.CONTINUATION;
    const flags = at + MAX_PAYLOAD_BYTES >= block.length ? Flag.END_HEADERS : Flag.NONE;
    writeFrameHeader(out, type, flags, streamId, piece.length);
    out.append(piece);
  }
}
