/**
 * Reads protobuf values, one function for each scalar type, under its own name (protobuf encoding, "Message Structure").
 * Each moves the reader behind the value; any may throw a `WireError` with `WIRE_TRUNCATED`, varints `WIRE_VARINT_OVERLONG`
 * besides.
 */
import { WireError } from "./errors.ts";
import { enterPacked, readVarint, take, takeLength, viewFrom, type WireReader } from "./reader.ts";
import { decodeText } from "./text-cache.ts";
import { decodeUtf8 } from "./utf8.ts";
import { BARE_DOUBLE_TAG, MAX_DEPTH, unzigzag32 } from "./varint.ts";

/** Read a varint as an unsigned 32-bit number, dropping bits above 32 (protobuf encoding, "Base 128 Varints"). */
export function readUint32(reader: WireReader): number {
  const start = reader.offset;
  const first = reader.bytes[start] ?? 0x80;
  if (first < 0x80 && start < reader.end) {
    reader.offset = start + 1;
    return first;
  }
  return readVarint(reader);
}

/** Read a varint as a signed 32-bit number; negative ones take ten bytes, whose upper half is dropped. */
export function readInt32(reader: WireReader): number {
  return readUint32(reader) | 0;
}

/** Read a zigzag varint as a signed 32-bit number. */
export function readSint32(reader: WireReader): number {
  return unzigzag32(readUint32(reader));
}

/** Read a varint as a truth value: anything but zero, in any of its 64 bits, is `true`. */
export function readBool(reader: WireReader): boolean {
  const lower = readVarint(reader);
  return lower !== 0 || reader.upper !== 0;
}

/** Read a varint as an unsigned 64-bit number. */
export function readUint64(reader: WireReader): bigint {
  return joinVarint(reader).getBigUint64(0, true);
}

/** Read a varint as a signed 64-bit number in two's complement. */
export function readInt64(reader: WireReader): bigint {
  return joinVarint(reader).getBigInt64(0, true);
}

/** Read a zigzag varint as a signed 64-bit number. */
export function readSint64(reader: WireReader): bigint {
  const value = readUint64(reader);
  return (value >> 1n) ^ -(value & 1n);
}

/** Read four bytes, little-endian, as an unsigned number. */
export function readFixed32(reader: WireReader): number {
  return reader.view.getUint32(take(reader, 4), true);
}

/** Read four bytes, little-endian, as a signed number. */
export function readSfixed32(reader: WireReader): number {
  return reader.view.getInt32(take(reader, 4), true);
}

/** Read eight bytes, little-endian, as an unsigned number. */
export function readFixed64(reader: WireReader): bigint {
  return reader.view.getBigUint64(take(reader, 8), true);
}

/** Read eight bytes, little-endian, as a signed number. */
export function readSfixed64(reader: WireReader): bigint {
  return reader.view.getBigInt64(take(reader, 8), true);
}

/** Read an IEEE 754 single. */
export function readFloat(reader: WireReader): number {
  return reader.view.getFloat32(take(reader, 4), true);
}

/** Read an IEEE 754 double. */
export function readDouble(reader: WireReader): number {
  return reader.view.getFloat64(take(reader, 8), true);
}

/**
 * Read a whole nested message of nothing but a double numbered 1, as `google.protobuf.DoubleValue` is.
 * @returns `undefined`, and nothing is read, if there is anything else, well-formed or not
 */
export function readBareDouble(reader: WireReader): number | undefined {
  const { bytes, offset: start } = reader;
  const end = start + 1 + (bytes[start] ?? 0);
  if (end > reader.end || reader.depth >= MAX_DEPTH) return undefined;
  if (end === start + 10 && bytes[start + 1] === BARE_DOUBLE_TAG) {
    reader.offset = end;
    return reader.view.getFloat64(start + 2, true);
  }
  if (end > start + 1) return undefined;
  reader.offset = end;
  return 0;
}

/** Read a packed field of IEEE 754 singles onto the end of a list. */
export function readPackedFloats(reader: WireReader, values: number[]): void {
  const outerEnd = enterPacked(reader);
  const { view } = reader;
  let at = reader.offset;
  for (const last = reader.end - 4; at <= last; at += 4) values.push(view.getFloat32(at, true));
  reader.offset = at;
  // What is left is no whole single.
  if (at < reader.end) take(reader, 4);
  reader.end = outerEnd;
}

/**
 * Read length-delimited UTF-8.
 * @throws {WireError} `WIRE_INVALID_UTF8`: overlong forms, surrogates, past U+10FFFF, cut sequences
 */
export function readString(reader: WireReader): string {
  const start = takeText(reader);
  return decodeUtf8(reader.bytes, start, reader.offset) ?? refuseText(start);
}

/** Read one that has probably been read before, as the names in a robot's state: it is looked up by its bytes. */
export function readFamiliarString(reader: WireReader): string {
  const start = takeText(reader);
  return decodeText(reader.bytes, reader.view, start, reader.offset) ?? refuseText(start);
}

/** Pass over a text; returns where it begins. */
function takeText(reader: WireReader): number {
  const start = reader.offset + 1;
  const length = reader.bytes[start - 1] ?? 0x80;
  // Nearly every text is short, its length one byte, and that byte and all behind it there.
  if (length >= 0x80 || start + length > reader.end) return takeLength(reader);
  reader.offset = start + length;
  return start;
}

function refuseText(start: number): never {
  throw new WireError("WIRE_INVALID_UTF8", start, "string is not valid UTF-8");
}

/** Read length-delimited bytes into a new array that the caller owns. */
export function readBytes(reader: WireReader): Uint8Array {
  return readBytesView(reader).slice();
}

/** Read length-delimited bytes as a view on the buffer: valid only as long as nobody reuses that buffer. */
export function readBytesView(reader: WireReader): Uint8Array {
  return viewFrom(reader, takeLength(reader));
}

/** Where two halves of 32 bits are joined: far faster than by arithmetic on bigints. */
function joinVarint(reader: WireReader): DataView {
  joint.setUint32(0, readVarint(reader), true);
  joint.setUint32(4, reader.upper, true);
  return joint;
}

const joint = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));
