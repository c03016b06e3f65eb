/** RST_STREAM: the end of a stream, with a reason (RFC 9113 §6.4). */
import type { ByteSink } from "../byte-sink.ts";
import { requireLength, requireStream } from "./check.ts";
import { Flag, type Frame, FrameType, uint32, writeFrameHeader } from "./frame.ts";

/** Read a frame: its error code. @throws {Http2Violation} it is on no stream, or of a wrong length */
export function readRstStream(frame: Frame): number {
  requireStream(frame, "RST_STREAM");
  requireLength(frame, "RST_STREAM", 4);
  return uint32(frame.payload, 0);
}

/** Write a frame. */
export function writeRstStream(out: ByteSink, streamId: number, code: number): void {
  writeFrameHeader(out, FrameType.RST_STREAM, Flag.NONE, streamId, 4);
  out.uint32(code);
}
