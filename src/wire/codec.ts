/**
 * Makes a `MessageCodec` of the straight-line functions that the generator emits, or that someone writes by hand.
 */
import { WireError } from "./errors.ts";
import type { MessageCodec } from "./message-codec.ts";
import { WireReader } from "./reader.ts";
import { WireWriter } from "./writer.ts";

/** A writer that grew past this is left to the garbage collector, so that one image does not hold memory for ever. */
const MAX_IDLE_BYTES = 65_536;

/** The writer of the last `encode`, kept for the next. Encoding never waits, so one is enough. */
let idleWriter: WireWriter | undefined;

/**
 * Put a message type's functions together.
 * @param typeName full protobuf name
 * @param write appends a message's fields to a writer
 * @param read reads fields into a message until the reader's `end`; a field that occurs again merges or replaces
 * @param create makes a message whose every field has its default
 */
export function messageCodec<T, Init>(
  typeName: string,
  write: (message: Init, writer: WireWriter) => void,
  read: (reader: WireReader, message: T) => T,
  create: () => T,
): MessageCodec<T, Init> {
  return {
    typeName,
    encode(message: Init): Uint8Array {
      const writer = idleWriter ?? new WireWriter();
      // Taken while in use: a getter in the message may encode another one. After an error it is not put back.
      idleWriter = undefined;
      write(message, writer);
      const bytes = writer.finish();
      if (writer.capacity <= MAX_IDLE_BYTES) idleWriter = writer.reset();
      return bytes;
    },
    write,
    decode: (bytes: Uint8Array): T => read(new WireReader(bytes), create()),
  };
}

/**
 * Add a level to the path of a `WireError` on its way out of a read function; anything else passes unchanged.
 * @param messageType full name of the message being read
 * @param tag the last tag read, 0 before the first
 * @param names each field's name by number, with its index where it repeats
 * @returns the error to throw on
 */
export function locateWireError(
  error: unknown,
  messageType: string,
  tag: number,
  names: Readonly<Record<number, string>>,
): unknown {
  return error instanceof WireError ? error.enclose(messageType, names[tag >>> 3]) : error;
}
