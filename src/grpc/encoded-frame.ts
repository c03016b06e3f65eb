/** From a message to its frame, prefix and message in one buffer: encoding is all the copying there is. */
import type { MessageEncoder } from "../wire/message-codec.ts";
import { PREFIX_BYTES, writeLength } from "./framing.ts";

/**
 * Encode a message behind its prefix.
 * @throws {RangeError} it does not encode
 * @throws {TypeError} the encoder, written by hand, does not know `headroom`
 */
export function encodeFrame<T>(encoder: Pick<MessageEncoder<T>, "typeName" | "encode">, message: T): Uint8Array {
  const frame = encoder.encode(message, PREFIX_BYTES);
  // No message begins with a zero: no field has that number.
  if (frame.length < PREFIX_BYTES || frame[0] !== 0) {
    throw new TypeError(`the encoder of ${encoder.typeName} leaves no room for a prefix: see MessageEncoder.encode`);
  }
  writeLength(frame, frame.length - PREFIX_BYTES);
  return frame;
}
