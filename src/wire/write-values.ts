/**
 * Writes protobuf values, one function for each scalar type, under its own name, each with the tag before it unless that
 * is 0 (protobuf encoding, "Message Structure"). They refuse values that do not fit their type, by `RangeError` or
 * `TypeError`, instead of wrapping them round.
 */
import { encodeUtf8 } from "./utf8.ts";
import { BARE_DOUBLE_TAG, MAX_DEPTH, zigzag32 } from "./varint.ts";
import { begin, grow, putVarint, type WireWriter, writeVarint } from "./writer.ts";
import { refuse } from "./write-failure.ts";

/** Up to here, a loop beats the call into TextEncoder. */
const SHORT_TEXT = 64;

/** Write an unsigned 32-bit number as a varint. @throws {RangeError} not an integer from 0 to 2³² − 1 */
export function writeUint32(writer: WireWriter, value: number, tag: number = 0): void {
  if (value >>> 0 !== value) refuseNumber(writer, value, "uint32");
  writeVarint(writer, value, tag);
}

/** Write a signed 32-bit number as a varint; a negative one takes ten bytes. @throws {RangeError} */
export function writeInt32(writer: WireWriter, value: number, tag: number = 0): void {
  if ((value | 0) !== value) refuseNumber(writer, value, "int32");
  if (value >= 0) writeVarint(writer, value, tag);
  // Sign-extended to 64 bits, so that a reader of int64 sees the same number.
  else putVarint64(writer, value >>> 0, 0xffff_ffff, begin(writer, tag, 10));
}

/** Write a signed 32-bit number as a zigzag varint. @throws {RangeError} */
export function writeSint32(writer: WireWriter, value: number, tag: number = 0): void {
  if ((value | 0) !== value) refuseNumber(writer, value, "sint32");
  writeVarint(writer, zigzag32(value), tag);
}

/** Write a truth value as a varint. @throws {TypeError} */
export function writeBool(writer: WireWriter, value: boolean, tag: number = 0): void {
  if (typeof value !== "boolean") refuseType(writer, value, "a boolean");
  writeVarint(writer, value ? 1 : 0, tag);
}

/** Write an unsigned 64-bit number as a varint. @throws {RangeError} negative, or 2⁶⁴ and above */
export function writeUint64(writer: WireWriter, value: bigint, tag: number = 0): void {
  check64(writer, value, "uint64", false);
  putBigVarint(writer, value, tag);
}

/** Write a signed 64-bit number as a varint in two's complement. @throws {RangeError} */
export function writeInt64(writer: WireWriter, value: bigint, tag: number = 0): void {
  check64(writer, value, "int64", true);
  putBigVarint(writer, value, tag);
}

/** Write a signed 64-bit number as a zigzag varint. @throws {RangeError} */
export function writeSint64(writer: WireWriter, value: bigint, tag: number = 0): void {
  check64(writer, value, "sint64", true);
  putBigVarint(writer, (value << 1n) ^ (value >> 63n), tag);
}

/** Write an unsigned 32-bit number in four bytes, little-endian. @throws {RangeError} */
export function writeFixed32(writer: WireWriter, value: number, tag: number = 0): void {
  if (value >>> 0 !== value) refuseNumber(writer, value, "fixed32");
  const at = beginFixed(writer, tag, 4);
  writer.view.setUint32(at, value, true);
}

/** Write a signed 32-bit number in four bytes, little-endian. @throws {RangeError} */
export function writeSfixed32(writer: WireWriter, value: number, tag: number = 0): void {
  if ((value | 0) !== value) refuseNumber(writer, value, "sfixed32");
  const at = beginFixed(writer, tag, 4);
  writer.view.setInt32(at, value, true);
}

/** Write an unsigned 64-bit number in eight bytes, little-endian. @throws {RangeError} */
export function writeFixed64(writer: WireWriter, value: bigint, tag: number = 0): void {
  check64(writer, value, "fixed64", false);
  const at = beginFixed(writer, tag, 8);
  writer.view.setBigUint64(at, value, true);
}

/** Write a signed 64-bit number in eight bytes, little-endian. @throws {RangeError} */
export function writeSfixed64(writer: WireWriter, value: bigint, tag: number = 0): void {
  check64(writer, value, "sfixed64", true);
  const at = beginFixed(writer, tag, 8);
  writer.view.setBigInt64(at, value, true);
}

/** Write an IEEE 754 single: rounded to the nearest, infinite past its range, NaN allowed. @throws {TypeError} */
export function writeFloat(writer: WireWriter, value: number, tag: number = 0): void {
  if (typeof value !== "number") refuseType(writer, value, "a number");
  const at = beginFixed(writer, tag, 4);
  writer.view.setFloat32(at, value, true);
}

/** Write an IEEE 754 double, NaN and infinities included. @throws {TypeError} */
export function writeDouble(writer: WireWriter, value: number, tag: number = 0): void {
  if (typeof value !== "number") refuseType(writer, value, "a number");
  let at = writer.length;
  // As `begin` does; a call less for what there is most of.
  if (at + 13 > writer.bytes.length) grow(writer, 13);
  if (tag >= 0x80) at = putVarint(writer.bytes, tag, at);
  else if (tag !== 0) writer.bytes[at++] = tag;
  writer.view.setFloat64(at, value, true);
  writer.length = at + 8;
}

/**
 * Write a tag and a nested message of nothing but a double numbered 1, as `google.protobuf.DoubleValue` is.
 * @returns whether it was written: not if the value is no number, or the message nests too deep
 */
export function writeBareDouble(writer: WireWriter, value: number = 0, tag: number): boolean {
  if (typeof value !== "number" || writer.depth >= MAX_DEPTH) return false;
  let at = writer.length;
  if (at + 15 > writer.bytes.length) grow(writer, 15);
  if (tag < 0x80) writer.bytes[at++] = tag;
  else at = putVarint(writer.bytes, tag, at);
  // 0 is the default and not written, but -0 is another double.
  const size = value === 0 && !Object.is(value, -0) ? 0 : 9;
  writer.bytes[at] = size;
  if (size > 0) {
    writer.bytes[at + 1] = BARE_DOUBLE_TAG;
    writer.view.setFloat64(at + 2, value, true);
  }
  writer.length = at + 1 + size;
  return true;
}

/**
 * Write a text as length-delimited UTF-8.
 * @throws {RangeError} half of a surrogate pair stands alone, which UTF-8 cannot say
 */
export function writeString(writer: WireWriter, value: string, tag: number = 0): void {
  if (typeof value !== "string") refuseType(writer, value, "a string");
  const count = value.length;
  if (count > SHORT_TEXT) {
    writeText(writer, value, tag);
    return;
  }
  // Nearly every text is short and plain ASCII: one byte a character, and a length of one byte.
  const start = begin(writer, tag, count + 1);
  const { bytes } = writer;
  bytes[start] = count;
  const body = start + 1;
  for (let i = 0; i < count; i++) {
    const unit = value.charCodeAt(i);
    if (unit >= 0x80) {
      writeText(writer, value, tag);
      return;
    }
    bytes[body + i] = unit;
  }
  writer.length = body + count;
}

function writeText(writer: WireWriter, value: string, tag: number): void {
  const encoded = encodeUtf8(value);
  if (encoded === undefined) {
    refuse(writer, RangeError, "half of a surrogate pair alone is not Unicode");
  }
  writeBytes(writer, encoded, tag);
}

/** Write length-delimited bytes, copied. @throws {TypeError} not a Uint8Array */
export function writeBytes(writer: WireWriter, value: Uint8Array, tag: number = 0): void {
  if (!(value instanceof Uint8Array)) refuseType(writer, value, "a Uint8Array");
  writeVarint(writer, value.length, tag);
  writer.raw(value);
}

/** Write singles as a packed repeated field, tag and length included. @throws {TypeError} one is no number */
export function writePackedFloats(writer: WireWriter, values: readonly number[], tag: number): void {
  const count = values.length;
  writeVarint(writer, count * 4, tag);
  let at = begin(writer, 0, count * 4);
  const { view } = writer;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (typeof value !== "number") refuseType(writer, value, "a number");
    view.setFloat32(at, value, true);
    at += 4;
  }
  writer.length = at;
}

/** Begin a value of exactly `count` bytes, and count them as written. */
function beginFixed(writer: WireWriter, tag: number, count: number): number {
  const at = begin(writer, tag, count);
  writer.length = at + count;
  return at;
}

function putBigVarint(writer: WireWriter, value: bigint, tag: number): void {
  const at = begin(writer, tag, 10);
  const { view } = writer;
  // Halved in the room that the varint will take: far faster than by arithmetic on bigints.
  view.setBigUint64(at, value, true);
  putVarint64(writer, view.getUint32(at, true), view.getUint32(at + 4, true), at);
}

function putVarint64(writer: WireWriter, lower: number, upper: number, at: number): void {
  const { bytes } = writer;
  while (upper > 0) {
    bytes[at++] = (lower & 0x7f) | 0x80;
    lower = ((lower >>> 7) | (upper << 25)) >>> 0;
    upper >>>= 7;
  }
  writer.length = putVarint(bytes, lower, at);
}

function check64(writer: WireWriter, value: bigint, type: string, isSigned: boolean): void {
  if (typeof value !== "bigint") refuseType(writer, value, "a bigint");
  if ((isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) !== value) {
    refuseNumber(writer, value, type);
  }
}

function refuseNumber(writer: WireWriter, value: unknown, type: string): never {
  if (typeof value !== "number" && typeof value !== "bigint") refuseType(writer, value, "a number");
  return refuse(writer, RangeError, `${value} does not fit ${type}`);
}

function refuseType(writer: WireWriter, value: unknown, wanted: string): never {
  return refuse(writer, TypeError, `${wanted} is wanted, not ${value === null ? "null" : typeof value}`);
}
