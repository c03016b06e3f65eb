/** PING: a question that is to be answered at once, with the same eight octets (RFC 9113 §6.7). */
import type { ByteSink } from "../byte-sink.ts";
import { requireConnection, requireLength } from "./check.ts";
import { Flag, type Frame, FrameType, uint32, writeFrameHeader } from "./frame.ts";

const PAYLOAD_BYTES = 8;

/** Check a frame. @returns whether it answers one of ours @throws {Http2Violation} it is on a stream, or of a wrong length */
export function isPingAck(frame: Frame): boolean {
  requireConnection(frame, "PING");
  requireLength(frame, "PING", PAYLOAD_BYTES);
  return (frame.flags & Flag.ACK) !== 0;
}

/** Write a question of ours. @param number told apart from our others by it */
export function writePing(out: ByteSink, number: number): void {
  writeFrameHeader(out, FrameType.PING, Flag.NONE, 0, PAYLOAD_BYTES);
  out.uint32(0);
  out.uint32(number);
}

/** Which question of ours an answer carries, or `undefined` if none of ours could be it. */
export function pingNumber({ payload }: Frame): number | undefined {
  return uint32(payload, 0) === 0 ? uint32(payload, 4) : undefined;
}

/** Write the answer to a question of the peer's. */
export function writePingAck(out: ByteSink, payload: Uint8Array): void {
  writeFrameHeader(out, FrameType.PING, Flag.ACK, 0, PAYLOAD_BYTES);
  out.append(payload);
}
