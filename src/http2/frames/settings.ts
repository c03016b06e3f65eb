/** SETTINGS: what each side wants of the other (RFC 9113 §6.5). */
import type { ByteSink } from "../byte-sink.ts";
import { frameSizeError, requireConnection } from "./check.ts";
import { Flag, type Frame, FrameType, uint16, uint32, writeFrameHeader } from "./frame.ts";

/** Identifiers of settings (§6.5.2). A peer may send others, which mean nothing to us. */
export const Setting = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
} as const;

/** A setting and its value. */
export type SettingValue = readonly [identifier: number, value: number];

const ENTRY_BYTES = 6;

/**
 * Read a frame.
 * @returns the settings in their order, which counts, or `undefined` for the acknowledgement of ours
 * @throws {Http2Violation} it is on a stream, or of a wrong length
 */
export function readSettings(frame: Frame): SettingValue[] | undefined {
  requireConnection(frame, "SETTINGS");
  const { flags, payload } = frame;
  const isAck = (flags & Flag.ACK) !== 0;
  if (isAck ? payload.length > 0 : payload.length % ENTRY_BYTES !== 0) throw frameSizeError("SETTINGS", payload.length);
  if (isAck) return undefined;
  return Array.from({ length: payload.length / ENTRY_BYTES }, (_, i) => [
    uint16(payload, i * ENTRY_BYTES),
    uint32(payload, i * ENTRY_BYTES + 2),
  ]);
}

/** Write settings of ours. */
export function writeSettings(out: ByteSink, settings: readonly SettingValue[]): void {
  writeFrameHeader(out, FrameType.SETTINGS, Flag.NONE, 0, settings.length * ENTRY_BYTES);
  for (const [identifier, value] of settings) {
    out.uint16(identifier);
    out.uint32(value);
  }
}

/** Write the acknowledgement of the peer's. */
export function writeSettingsAck(out: ByteSink): void {
  writeFrameHeader(out, FrameType.SETTINGS, Flag.ACK, 0, 0);
}
