/**
 * Makes a `MessageCodec`, or half of one, of the straight-line functions that the generator emits, or that someone writes by hand.
 */
import { WireError } from "./errors.ts";
import { fieldNameAt, propertyName, type FieldNames } from "./field-names.ts";
import type { MessageCodec, MessageDecoder, MessageEncoder } from "./message-codec.ts";
import { WireReader } from "./reader.ts";
import { nameWriteError } from "./write-failure.ts";
import { WireWriter, writeZeros } from "./writer.ts";

/** What a writer begins with. Framed messages share it, one behind the other: an array for each would cost far more. */
const SHARED_BYTES = 16_384;
/** A longer message gets an array of its own: its cost no longer tells, and a share of that size would hold much else. */
const MAX_SHARE_BYTES = 4_096;
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
  write: (writer: WireWriter, message: Init) => void,
  read: (reader: WireReader, message: T) => T,
  create: () => T,
): MessageCodec<T, Init> {
  return { ...messageEncoder(typeName, write), ...messageDecoder(typeName, read, create) };
}

/** Put the sending half together. Parameters as of {@link messageCodec}. */
export function messageEncoder<Init>(
  typeName: string,
  write: (writer: WireWriter, message: Init) => void,
): MessageEncoder<Init> {
  const writeNamed = (writer: WireWriter, message: Init): void => {
    try {
      write(writer, message);
    } catch (error) {
      throw nameWriteError(writer, error, typeName);
    }
  };
  /** Length of the last message of this type: those of one type are mostly alike. */
  let usual = 0;
  return {
    typeName,
    encode(message: Init, headroom: number = 0): Uint8Array {
      const writer = takeWriter(2 * usual);
      const { bytes: before, length: start } = writer;
      writeZeros(writer, headroom);
      writeNamed(writer, message);
      usual = writer.length - start;
      let bytes: Uint8Array;
      if (headroom > 0 && usual <= MAX_SHARE_BYTES) bytes = new Uint8Array(writer.bytes.buffer, start, usual);
      else {
        bytes = writer.finish(start);
        // What lies before it is in use, unless the writer grew and left it where it was.
        writer.reset(writer.bytes === before ? start : 0);
      }
      // After an error it is not put back.
      if (writer.bytes.length <= MAX_IDLE_BYTES) idleWriter = writer;
      return bytes;
    },
    write: writeNamed,
  };
}

/** Take the idle writer, or a new one where so many bytes would not fit behind what it holds. */
function takeWriter(count: number): WireWriter {
  const writer = idleWriter;
  // Taken while in use: a getter in the message may encode another one.
  idleWriter = undefined;
  const isFull = writer === undefined || (writer.length > 0 && writer.length + count + 256 > writer.bytes.length);
  return isFull ? new WireWriter(SHARED_BYTES) : writer;
}

/** Put the receiving half together. Parameters as of {@link messageCodec}. */
export function messageDecoder<T>(
  typeName: string,
  read: (reader: WireReader, message: T) => T,
  create: () => T,
): MessageDecoder<T> {
  return {
    typeName,
    decode(bytes: Uint8Array): T {
      try {
        return read(new WireReader(bytes), create());
      } catch (error) {
        throw error instanceof WireError ? error.nameMessage(typeName) : error;
      }
    },
  };
}

/** Wire types 6 and 7 do not exist: such a tag belongs to no field, whatever its number. */
function isNoTag(tag: number): boolean {
  return (tag & 6) === 6;
}

/** A map key in an error's path is cut off here: hostile bytes may hold one of any length. */
const MAX_SHOWN_KEY = 64;

/**
 * Add a level to the path of a `WireError` on its way out of a read function; anything else passes unchanged.
 * @param tag the last tag read, 0 before the first
 * @param message what was being read: a field that repeats is told apart by how many came before
 * @param names each field's name by number; not needed where `fieldNameAt` can find it
 * @returns the error to throw on
 */
export function locateWireError(error: unknown, tag: number, message: object, names?: FieldNames): unknown {
  if (!(error instanceof WireError) || isNoTag(tag)) return error;
  const name = names === undefined ? fieldNameAt(message, tag >>> 3) : names[tag >>> 3];
  if (name === undefined) return error;
  const value: unknown = Reflect.get(message, propertyName(name));
  return error.enclose(Array.isArray(value) ? `${name}[${value.length}]` : name);
}

/**
 * Do the same for the entry of a map: its value is known by its key.
 * @param key the key as far as it was read
 */
export function locateEntryError(error: unknown, tag: number, key: string | number | bigint | boolean): unknown {
  if (!(error instanceof WireError) || isNoTag(tag)) return error;
  if (tag >>> 3 === 1) return error.enclose("key");
  if (tag >>> 3 !== 2) return error;
  if (typeof key !== "string") return error.enclose(`[${key}]`);
  return error.enclose(`[${JSON.stringify(key.length > MAX_SHOWN_KEY ? `${key.slice(0, MAX_SHOWN_KEY)}…` : key)}]`);
}
