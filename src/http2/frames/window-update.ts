/** WINDOW_UPDATE: leave to send more (RFC 9113 §6.9). */
import type { ByteSink } from "../byte-sink.ts";
import { requireLength } from "./check.ts";
import { Flag, type Frame, FrameType, uint31, writeFrameHeader } from "./frame.ts";

/** Read a frame: the increment; whether 0 ends the stream or all is the reader's affair. @throws {Http2Violation} wrong length */
export function readWindowUpdate(frame: Frame): number {
  requireLength(frame, "WINDOW_UPDATE", 4);
  return uint31(frame.payload, 0);
}

/** Write a frame. @param streamId 0 for the window of the connection @param increment 1 to 2³¹−1 */
export function writeWindowUpdate(out: ByteSink, streamId: number, increment: number): void {
  writeFrameHeader(out, FrameType.WINDOW_UPDATE, Flag.NONE, streamId, 4);
  out.uint32(increment);
}
