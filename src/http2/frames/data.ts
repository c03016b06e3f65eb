/** DATA: what a stream is for (RFC 9113 §6.1). */
import type { ByteSink } from "../byte-sink.ts";
import { requireStream } from "./check.ts";
import { Flag, type Frame, FrameType, writeFrameHeader } from "./frame.ts";
import { withoutPadding } from "./padding.ts";

/** Read a frame: its bytes without padding. @throws {Http2Violation} it is on no stream, or badly padded */
export function readData(frame: Frame): Uint8Array {
  requireStream(frame, "DATA");
  return withoutPadding(frame, "DATA");
}

/** Write the header of a frame. @param length of the payload, which the caller writes next */
export function writeDataHeader(out: ByteSink, streamId: number, length: number, isLast: boolean): void {
  writeFrameHeader(out, FrameType.DATA, isLast ? Flag.END_STREAM : Flag.NONE, streamId, length);
}
