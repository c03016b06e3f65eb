/** What every frame begins with: nine octets (RFC 9113 §4.1). */
import type { ByteSink } from "../byte-sink.ts";

/** Length of a frame's header. */
export const FRAME_HEADER_BYTES = 9;
/** The longest payload that a peer may send us, and the longest that we send: the default of SETTINGS_MAX_FRAME_SIZE. */
export const MAX_PAYLOAD_BYTES = 16_384;
/** Highest number of 31 bits: a stream identifier, a window, an increment. */
export const MAX_31_BITS = 0x7fff_ffff;

/** Types of frames (§6). Others exist, and mean nothing to us. */
export const FrameType = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

/** Flags; which of them a frame may have depends on its type, and others mean nothing. */
export const Flag = {
  NONE: 0,
  /** Of SETTINGS and PING. */
  ACK: 0x01,
  /** Of DATA and HEADERS. */
  END_STREAM: 0x01,
  END_HEADERS: 0x04,
  PADDED: 0x08,
  PRIORITY: 0x20,
} as const;

/** A frame that came in whole. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  /** 0 is the connection itself. */
  readonly streamId: number;
  /** A view; whoever keeps it keeps the chunk that it came in. */
  readonly payload: Uint8Array;
}

/** Write a frame's header. @param length of the payload, which the caller writes next */
export function writeFrameHeader(out: ByteSink, type: number, flags: number, streamId: number, length: number): void {
  out.uint24(length);
  out.uint8(type);
  out.uint8(flags);
  out.uint32(streamId);
}

/** Read 32 bits. */
export function uint32(bytes: Uint8Array, at: number): number {
  return (uint16(bytes, at) * 0x1_0000 + uint16(bytes, at + 2)) >>> 0;
}

/** Read 31 bits and pass over the one before them, which is reserved. */
export function uint31(bytes: Uint8Array, at: number): number {
  return uint32(bytes, at) & MAX_31_BITS;
}

/** Read 16 bits. */
export function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
