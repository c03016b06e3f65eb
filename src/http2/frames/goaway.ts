/** GOAWAY: no more streams, and which of them were looked at (RFC 9113 §6.8). */
import type { ByteSink } from "../byte-sink.ts";
import { frameSizeError, requireConnection } from "./check.ts";
import { Flag, type Frame, FrameType, uint31, uint32, writeFrameHeader } from "./frame.ts";

/** What a peer says as it goes. */
export interface GoAway {
  /** The last stream that it may have acted upon. */
  readonly lastStreamId: number;
  readonly code: number;
  /** What it says besides, for people; a view. */
  readonly debug: Uint8Array;
}

const FIXED_BYTES = 8;

/** Read a frame. @throws {Http2Violation} it is on a stream, or too short */
export function readGoAway(frame: Frame): GoAway {
  requireConnection(frame, "GOAWAY");
  const { payload } = frame;
  if (payload.length < FIXED_BYTES) throw frameSizeError("GOAWAY", payload.length);
  return { lastStreamId: uint31(payload, 0), code: uint32(payload, 4), debug: payload.subarray(FIXED_BYTES) };
}

/** Write ours. The peer opens no streams, so the last one is 0. */
export function writeGoAway(out: ByteSink, code: number): void {
  writeFrameHeader(out, FrameType.GOAWAY, Flag.NONE, 0, FIXED_BYTES);
  out.uint32(0);
  out.uint32(code);
}
