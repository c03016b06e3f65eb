/**
 * Writes protobuf values into a buffer that grows (protobuf encoding, "Message Structure"). Methods carry the scalar
 * types' own names and chain, so hand-written bytes read like the `.proto`. It refuses values that do not fit their
 * type instead of wrapping them round. Long, for every scalar's method works on the same private buffer.
 */
import type { FieldNames } from "./field-names.ts";
import { encodeUtf8 } from "./utf8.ts";
import { BARE_DOUBLE_TAG, MAX_DEPTH, varint32Size, zigzag32, type WireType } from "./varint.ts";
import { WriteFailure } from "./write-failure.ts";

/** Enough for most requests; doubles from there. */
const INITIAL_BYTES = 256;
/** Up to here, a loop beats the call into TextEncoder. */
const SHORT_TEXT = 64;

/** A map's entry is a message of two fields (protobuf encoding, "Maps"). */
const ENTRY_NAMES: FieldNames = { 1: "key", 2: "value" };

/** Builds one message, or several in a row. */
export class WireWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;
  /** How many nested messages are being written. */
  #depth = 0;
  #failure: WriteFailure | undefined;

  /** @param capacity bytes to allocate at once; default 256 */
  constructor(capacity: number = INITIAL_BYTES) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Bytes held in memory, for a caller that keeps writers for reuse. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** Forget everything written from a place on, by default all of it, but keep the memory. */
  reset(start: number = 0): this {
    this.#length = start;
    this.#depth = 0;
    this.#failure = undefined;
    return this;
  }

  /**
   * Return what was written, in a new array of exactly that size that the caller owns.
   * @param start leave out what is before this place; default 0
   */
  finish(start: number = 0): Uint8Array {
    return this.#bytes.slice(start, this.#length);
  }

  /** Leave so many zero bytes; returns where they begin, for `finish` or `view`. @throws {RangeError} as `uint32` */
  skip(count: number): number {
    if (count >>> 0 !== count) this.#refuse(count, "uint32");
    const start = this.#begin(0, count);
    this.#length = start + count;
    // An earlier write may have left something behind its end.
    for (let at = start; at < this.#length; at++) this.#bytes[at] = 0;
    return start;
  }

  /** Return what was written since a place as a view on this writer's memory: valid until it is reset. */
  view(start: number): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, start, this.#length - start);
  }

  /** Write a tag; the value must follow. */
  tag(fieldNumber: number, wireType: WireType): this {
    this.#varint32(((fieldNumber << 3) | wireType) >>> 0, 0);
    return this;
  }

  /** Write an unsigned 32-bit number as a varint. @throws {RangeError} not an integer from 0 to 2³² − 1 */
  uint32(value: number, tag: number = 0): this {
    if (value >>> 0 !== value) this.#refuse(value, "uint32");
    this.#varint32(value, tag);
    return this;
  }

  /** Write a signed 32-bit number as a varint; a negative one takes ten bytes. @throws {RangeError} */
  int32(value: number, tag: number = 0): this {
    if ((value | 0) !== value) this.#refuse(value, "int32");
    if (value >= 0) this.#varint32(value, tag);
    // Sign-extended to 64 bits, so that a reader of int64 sees the same number.
    else this.#varint64(value >>> 0, 0xffff_ffff, this.#begin(tag, 10));
    return this;
  }

  /** Write an enum's number, known or not. @throws {RangeError} not a signed 32-bit integer */
  enum(value: number, tag: number = 0): this {
    return this.int32(value, tag);
  }

  /** Write a signed 32-bit number as a zigzag varint. @throws {RangeError} */
  sint32(value: number, tag: number = 0): this {
    if ((value | 0) !== value) this.#refuse(value, "sint32");
    this.#varint32(zigzag32(value), tag);
    return this;
  }

  /** Write a truth value as a varint. @throws {TypeError} */
  bool(value: boolean, tag: number = 0): this {
    if (typeof value !== "boolean") this.#mistype(value, "a boolean");
    this.#varint32(value ? 1 : 0, tag);
    return this;
  }

  /** Write an unsigned 64-bit number as a varint. @throws {RangeError} negative, or 2⁶⁴ and above */
  uint64(value: bigint, tag: number = 0): this {
    this.#check64(value, "uint64", false);
    this.#bigVarint(value, tag);
    return this;
  }

  /** Write a signed 64-bit number as a varint in two's complement. @throws {RangeError} */
  int64(value: bigint, tag: number = 0): this {
    this.#check64(value, "int64", true);
    this.#bigVarint(value, tag);
    return this;
  }

  /** Write a signed 64-bit number as a zigzag varint. @throws {RangeError} */
  sint64(value: bigint, tag: number = 0): this {
    this.#check64(value, "sint64", true);
    this.#bigVarint((value << 1n) ^ (value >> 63n), tag);
    return this;
  }

  /** Write an unsigned 32-bit number in four bytes, little-endian. @throws {RangeError} */
  fixed32(value: number, tag: number = 0): this {
    if (value >>> 0 !== value) this.#refuse(value, "fixed32");
    const at = this.#fixed(tag, 4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** Write a signed 32-bit number in four bytes, little-endian. @throws {RangeError} */
  sfixed32(value: number, tag: number = 0): this {
    if ((value | 0) !== value) this.#refuse(value, "sfixed32");
    const at = this.#fixed(tag, 4);
    this.#view.setInt32(at, value, true);
    return this;
  }

  /** Write an unsigned 64-bit number in eight bytes, little-endian. @throws {RangeError} */
  fixed64(value: bigint, tag: number = 0): this {
    this.#check64(value, "fixed64", false);
    const at = this.#fixed(tag, 8);
    this.#view.setBigUint64(at, value, true);
    return this;
  }

  /** Write a signed 64-bit number in eight bytes, little-endian. @throws {RangeError} */
  sfixed64(value: bigint, tag: number = 0): this {
    this.#check64(value, "sfixed64", true);
    const at = this.#fixed(tag, 8);
    this.#view.setBigInt64(at, value, true);
    return this;
  }

  /** Write an IEEE 754 single: rounded to the nearest, infinite past its range, NaN allowed. @throws {TypeError} */
  float(value: number, tag: number = 0): this {
    if (typeof value !== "number") this.#mistype(value, "a number");
    const at = this.#fixed(tag, 4);
    this.#view.setFloat32(at, value, true);
    return this;
  }

  /** Write an IEEE 754 double, NaN and infinities included. @throws {TypeError} */
  double(value: number, tag: number = 0): this {
    if (typeof value !== "number") this.#mistype(value, "a number");
    let at = this.#length;
    // As #begin does; a call less for what there is most of.
    if (at + 13 > this.#bytes.length) this.#grow(13);
    if (tag >= 0x80) at = this.#putVarint32(tag, at);
    else if (tag !== 0) this.#bytes[at++] = tag;
    this.#view.setFloat64(at, value, true);
    this.#length = at + 8;
    return this;
  }

  /**
   * Write a tag and a nested message of nothing but a double numbered 1, as `google.protobuf.DoubleValue` is.
   * @returns whether it was written: not if the value is no number, or the message nests too deep
   */
  bareDouble(tag: number, value: number = 0): boolean {
    if (typeof value !== "number" || this.#depth >= MAX_DEPTH) return false;
    let at = this.#length;
    // As #begin does; a call less for what there is most of.
    if (at + 15 > this.#bytes.length) this.#grow(15);
    if (tag < 0x80) this.#bytes[at++] = tag;
    else at = this.#putVarint32(tag, at);
    // 0 is the default and not written, but -0 is another double.
    const size = value === 0 && !Object.is(value, -0) ? 0 : 9;
    this.#bytes[at] = size;
    if (size > 0) {
      this.#bytes[at + 1] = BARE_DOUBLE_TAG;
      this.#view.setFloat64(at + 2, value, true);
    }
    this.#length = at + 1 + size;
    return true;
  }

  /**
   * Write a text as length-delimited UTF-8.
   * @throws {RangeError} half of a surrogate pair stands alone, which UTF-8 cannot say
   */
  string(value: string, tag: number = 0): this {
    if (typeof value !== "string") this.#mistype(value, "a string");
    const count = value.length;
    if (count > SHORT_TEXT) return this.#text(value, tag);
    // Nearly every text is short and plain ASCII: one byte a character, and a length of one byte.
    const start = this.#begin(tag, count + 1);
    const bytes = this.#bytes;
    bytes[start] = count;
    const body = start + 1;
    for (let i = 0; i < count; i++) {
      const unit = value.charCodeAt(i);
      if (unit >= 0x80) return this.#text(value, tag);
      bytes[body + i] = unit;
    }
    this.#length = body + count;
    return this;
  }

  #text(value: string, tag: number): this {
    const encoded = encodeUtf8(value);
    if (encoded === undefined) {
      return this.#fail(RangeError, "a string with half of a surrogate pair alone is not Unicode");
    }
    return this.bytes(encoded, tag);
  }

  /** Write length-delimited bytes, copied. @throws {TypeError} not a Uint8Array */
  bytes(value: Uint8Array, tag: number = 0): this {
    if (!(value instanceof Uint8Array)) this.#mistype(value, "a Uint8Array");
    this.#varint32(value.length, tag);
    return this.raw(value);
  }

  /** Append bytes as they are: no tag, no length. */
  raw(value: Uint8Array): this {
    const at = this.#begin(0, value.length);
    this.#bytes.set(value, at);
    this.#length = at + value.length;
    return this;
  }

  /**
   * Begin a nested message: its tag is written, its fields follow, `join` ends it.
   * @returns the place to give back to `join`
   * @throws {RangeError} nested deeper than `MAX_DEPTH`, which no reader would accept; an object that holds itself
   */
  fork(tag: number = 0): number {
    if (this.#depth >= MAX_DEPTH) this.#fail(RangeError, `more than ${MAX_DEPTH} nested messages`);
    this.#depth++;
    let at = this.#length;
    // As #begin does; a call less for what there is most of.
    if (at + 6 > this.#bytes.length) this.#grow(6);
    if (tag >= 0x80) at = this.#putVarint32(tag, at);
    else if (tag !== 0) this.#bytes[at++] = tag;
    this.#length = at + 1;
    return at;
  }

  /** End the nested message begun at `start`: put its length before it. */
  join(start: number): this {
    this.#depth--;
    const length = this.#length - start - 1;
    if (length < 0x80) this.#bytes[start] = length;
    else this.#joinLong(start, length);
    return this;
  }

  /** Begin a packed repeated field: its tag is written, its values follow, `joinPacked` ends it. */
  forkPacked(tag: number = 0): number {
    return this.#fixed(tag, 1);
  }

  /** End the packed field begun at `start`. */
  joinPacked(start: number): this {
    this.#depth++;
    return this.join(start);
  }

  /** Write singles as a packed repeated field, tag and length included. @throws {TypeError} one is no number */
  packedFloats(values: readonly number[], tag: number): this {
    const count = values.length;
    this.#varint32(count * 4, tag);
    let at = this.#begin(0, count * 4);
    const view = this.#view;
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (typeof value !== "number") this.#mistype(value, "a number");
      view.setFloat32(at, value, true);
      at += 4;
    }
    this.#length = at;
    return this;
  }

  /** One byte was left for the length; a long body makes way for the rest of it. */
  #joinLong(start: number, length: number): void {
    const body = start + 1;
    const extra = varint32Size(length) - 1;
    this.#begin(0, extra);
    this.#bytes.copyWithin(body + extra, body, body + length);
    this.#length = start;
    this.#varint32(length, 0);
    this.#length += length;
  }

  /**
   * Name the field that a value was refused for, one level at a time. Only write functions call this, from `catch`.
   * @param tag the last tag written in this message, 0 before the first
   * @param names each field's name by number, or what makes a message in which `fieldNameAt` finds it
   * @returns the same error, to be thrown on
   */
  locate(error: unknown, tag: number, names: FieldNames | (() => object)): unknown {
    if (error === this.#failure?.error) this.#failure?.enclose(tag, names);
    return error;
  }

  /** Do the same for the entry of a map. */
  locateEntry(error: unknown, tag: number): unknown {
    return this.locate(error, tag, ENTRY_NAMES);
  }

  /**
   * Put the outermost message's name and the path before what is wrong. Only codecs call this, from `catch`.
   * @returns the same error, to be thrown on
   */
  nameMessage(error: unknown, messageType: string): unknown {
    if (error === this.#failure?.error) this.#failure?.nameMessage(messageType);
    return error;
  }

  /**
   * Note that a member of a oneof is set.
   * @param before the member noted before, if there was one
   * @returns `member`, to be given back as `before`
   * @throws {RangeError} there was one: names the oneof and both members
   */
  oneofMember(oneof: string, before: string | undefined, member: string): string {
    if (before !== undefined) this.refuseOneof(oneof, before, member);
    return member;
  }

  /**
   * Refuse a message with two members of one oneof set.
   * @throws {RangeError} always; names the oneof and both members
   */
  refuseOneof(oneof: string, first: string, second: string): never {
    // The last tag written is of another field.
    return this.#fail(RangeError, `oneof ${oneof} holds one member, but ${first} and ${second} are both set`, true);
  }

  #check64(value: bigint, type: string, isSigned: boolean): void {
    if (typeof value !== "bigint") this.#mistype(value, "a bigint");
    if ((isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) !== value) this.#refuse(value, type);
  }

  #refuse(value: unknown, type: string): never {
    if (typeof value !== "number" && typeof value !== "bigint") this.#mistype(value, "a number");
    return this.#fail(RangeError, `${value} does not fit ${type}`);
  }

  #mistype(value: unknown, wanted: string): never {
    return this.#fail(TypeError, `${wanted} is wanted, not ${value === null ? "null" : typeof value}`);
  }

  #fail(kind: typeof RangeError | typeof TypeError, detail: string, isFieldless = false): never {
    this.#failure = new WriteFailure(new kind(detail), isFieldless);
    throw this.#failure.error;
  }

  /**
   * Make room for a value of up to `count` bytes, and write the tag before it unless that is 0; returns where the value
   * begins. It may exchange `#bytes` and `#view`, so call it before either is touched.
   */
  #begin(tag: number, count: number): number {
    const at = this.#length;
    if (at + count + 5 > this.#bytes.length) this.#grow(count + 5);
    if (tag === 0) return at;
    if (tag < 0x80) {
      this.#bytes[at] = tag;
      return at + 1;
    }
    return this.#putVarint32(tag, at);
  }

  /** Do so for a value of exactly `count` bytes, and count them as written. */
  #fixed(tag: number, count: number): number {
    const at = this.#begin(tag, count);
    this.#length = at + count;
    return at;
  }

  #grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.#length + count, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  #varint32(value: number, tag: number): void {
    const at = this.#begin(tag, 5);
    if (value < 0x80) {
      this.#bytes[at] = value;
      this.#length = at + 1;
    } else this.#length = this.#putVarint32(value, at);
  }

  /** Returns where the varint ends. */
  #putVarint32(value: number, at: number): number {
    const bytes = this.#bytes;
    while (value >= 0x80) {
      bytes[at++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    bytes[at] = value;
    return at + 1;
  }

  #bigVarint(value: bigint, tag: number): void {
    const at = this.#begin(tag, 10);
    // Halved in the room that the varint will take: far faster than by arithmetic on bigints.
    this.#view.setBigUint64(at, value, true);
    this.#varint64(this.#view.getUint32(at, true), this.#view.getUint32(at + 4, true), at);
  }

  #varint64(lower: number, upper: number, at: number): void {
    const bytes = this.#bytes;
    while (upper > 0 || lower >= 0x80) {
      bytes[at++] = (lower & 0x7f) | 0x80;
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    bytes[at] = lower;
    this.#length = at + 1;
  }
}
