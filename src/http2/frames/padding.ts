/** Padding of DATA and HEADERS (RFC 9113 §6.1, §6.2). Ours have none. */
import { frameSizeError, protocolError } from "./check.ts";
import { Flag, type Frame } from "./frame.ts";

/**
 * The payload without its padding.
 * @throws {Http2Violation} there is no length of it, or it is as long as what it pads
 */
export function withoutPadding({ flags, payload }: Frame, name: string): Uint8Array {
  if ((flags & Flag.PADDED) === 0) return payload;
  const padding = payload[0];
  if (padding === undefined) throw frameSizeError(name, 0);
  // "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat this as a
  // connection error" (§6.1).
  if (padding >= payload.length) throw protocolError(`a ${name} frame of more padding than payload`);
  return payload.subarray(1, payload.length - padding);
}
