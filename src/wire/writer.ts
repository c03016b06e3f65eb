/**
 * Writes protobuf values into a buffer that grows (protobuf encoding, "Message Structure"). Methods carry the scalar
 * types' own names and chain, so hand-written bytes read like the `.proto`. It refuses values that do not fit their
 * type instead of wrapping them round.
 */
import { fieldNameAt, type FieldNames } from "./field-names.ts";
import { encodeUtf8, maxUtf8Bytes } from "./utf8.ts";
import { MAX_DEPTH, varint32Size, zigzag32, type WireType } from "./varint.ts";

/** Enough for most requests; doubles from there. */
const INITIAL_BYTES = 256;
/** A text whose UTF-8 surely stays below 128 bytes has a one-byte length, known before it is encoded. */
const ONE_BYTE_LENGTH = 127;

/** A map's entry is a message of two fields (protobuf encoding, "Maps"). */
const ENTRY_NAMES: FieldNames = { 1: "key", 2: "value" };

/** Builds one message, or several in a row. */
export class WireWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;
  /** Field number of the last tag, to say which field a bad value was for; 0 before the first. */
  #field = 0;
  /** The fields whose nested messages are being written, outermost first. */
  readonly #enclosing: number[] = [];
  /** What this writer threw, with the path to it as far as it is known. */
  #failure: Error | undefined;
  #failureDetail = "";
  #failurePath = "";

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

  /** Forget everything written but keep the memory. */
  reset(): this {
    this.#length = 0;
    this.#field = 0;
    this.#enclosing.length = 0;
    this.#failure = undefined;
    return this;
  }

  /** Return what was written, in a new array of exactly that size that the caller owns. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Write a tag; the value must follow. */
  tag(fieldNumber: number, wireType: WireType): this {
    this.#field = fieldNumber;
    this.#varint32(((fieldNumber << 3) | wireType) >>> 0);
    return this;
  }

  /** Write an unsigned 32-bit number as a varint. @throws {RangeError} not an integer from 0 to 2³² − 1 */
  uint32(value: number): this {
    if (value >>> 0 !== value) this.#refuse(value, "uint32");
    this.#varint32(value);
    return this;
  }

  /** Write a signed 32-bit number as a varint; a negative one takes ten bytes. @throws {RangeError} */
  int32(value: number): this {
    if ((value | 0) !== value) this.#refuse(value, "int32");
    if (value >= 0) this.#varint32(value);
    // Sign-extended to 64 bits, so that a reader of int64 sees the same number.
    else this.#varint64(value >>> 0, 0xffff_ffff);
    return this;
  }

  /** Write an enum's number, known or not. @throws {RangeError} not a signed 32-bit integer */
  enum(value: number): this {
    return this.int32(value);
  }

  /** Write a signed 32-bit number as a zigzag varint. @throws {RangeError} */
  sint32(value: number): this {
    if ((value | 0) !== value) this.#refuse(value, "sint32");
    this.#varint32(zigzag32(value));
    return this;
  }

  /** Write a truth value as a varint. @throws {TypeError} */
  bool(value: boolean): this {
    if (typeof value !== "boolean") this.#mistype(value, "a boolean");
    this.#varint32(value ? 1 : 0);
    return this;
  }

  /** Write an unsigned 64-bit number as a varint. @throws {RangeError} negative, or 2⁶⁴ and above */
  uint64(value: bigint): this {
    if (typeof value !== "bigint") this.#mistype(value, "a bigint");
    if (BigInt.asUintN(64, value) !== value) this.#refuse(value, "uint64");
    this.#bigVarint(value);
    return this;
  }

  /** Write a signed 64-bit number as a varint in two's complement. @throws {RangeError} */
  int64(value: bigint): this {
    if (typeof value !== "bigint") this.#mistype(value, "a bigint");
    if (BigInt.asIntN(64, value) !== value) this.#refuse(value, "int64");
    this.#bigVarint(value < 0n ? BigInt.asUintN(64, value) : value);
    return this;
  }

  /** Write a signed 64-bit number as a zigzag varint. @throws {RangeError} */
  sint64(value: bigint): this {
    if (typeof value !== "bigint") this.#mistype(value, "a bigint");
    if (BigInt.asIntN(64, value) !== value) this.#refuse(value, "sint64");
    this.#bigVarint((value << 1n) ^ (value >> 63n));
    return this;
  }

  /** Write an unsigned 32-bit number in four bytes, little-endian. @throws {RangeError} */
  fixed32(value: number): this {
    if (value >>> 0 !== value) this.#refuse(value, "fixed32");
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** Write a signed 32-bit number in four bytes, little-endian. @throws {RangeError} */
  sfixed32(value: number): this {
    if ((value | 0) !== value) this.#refuse(value, "sfixed32");
    const at = this.#grow(4);
    this.#view.setInt32(at, value, true);
    return this;
  }

  /** Write an unsigned 64-bit number in eight bytes, little-endian. @throws {RangeError} */
  fixed64(value: bigint): this {
    if (typeof value !== "bigint") this.#mistype(value, "a bigint");
    if (BigInt.asUintN(64, value) !== value) this.#refuse(value, "fixed64");
    const at = this.#grow(8);
    this.#view.setBigUint64(at, value, true);
    return this;
  }

  /** Write a signed 64-bit number in eight bytes, little-endian. @throws {RangeError} */
  sfixed64(value: bigint): this {
    if (typeof value !== "bigint") this.#mistype(value, "a bigint");
    if (BigInt.asIntN(64, value) !== value) this.#refuse(value, "sfixed64");
    const at = this.#grow(8);
    this.#view.setBigInt64(at, value, true);
    return this;
  }

  /** Write an IEEE 754 single: rounded to the nearest, infinite past its range, NaN allowed. @throws {TypeError} */
  float(value: number): this {
    if (typeof value !== "number") this.#mistype(value, "a number");
    const at = this.#grow(4);
    this.#view.setFloat32(at, value, true);
    return this;
  }

  /** Write an IEEE 754 double, NaN and infinities included. @throws {TypeError} */
  double(value: number): this {
    if (typeof value !== "number") this.#mistype(value, "a number");
    const at = this.#grow(8);
    this.#view.setFloat64(at, value, true);
    return this;
  }

  /**
   * Write a text as length-delimited UTF-8.
   * @throws {RangeError} half of a surrogate pair stands alone, which UTF-8 cannot say
   */
  string(value: string): this {
    if (typeof value !== "string") this.#mistype(value, "a string");
    const room = maxUtf8Bytes(value);
    const start = this.#grow(room + 5);
    // The length comes first but is known last: leave the bytes it will surely take, move the text if it takes fewer.
    const prefix = room <= ONE_BYTE_LENGTH ? 1 : varint32Size(room);
    const written = encodeUtf8(value, this.#bytes, start + prefix);
    this.#length = start;
    if (written < 0) this.#fail(RangeError, "a string with half of a surrogate pair alone is not Unicode");
    this.#varint32(written);
    if (this.#length !== start + prefix) {
      this.#bytes.copyWithin(this.#length, start + prefix, start + prefix + written);
    }
    this.#length += written;
    return this;
  }

  /** Write length-delimited bytes, copied. @throws {TypeError} not a Uint8Array */
  bytes(value: Uint8Array): this {
    if (!(value instanceof Uint8Array)) this.#mistype(value, "a Uint8Array");
    this.#varint32(value.length);
    return this.raw(value);
  }

  /** Append bytes as they are: no tag, no length. */
  raw(value: Uint8Array): this {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  /**
   * Begin a nested message: its tag is written, its fields follow, `join` ends it.
   * @returns the place to give back to `join`
   * @throws {RangeError} nested deeper than `MAX_DEPTH`, which no reader would accept; an object that holds itself
   */
  fork(): number {
    if (this.#enclosing.length >= MAX_DEPTH) {
      this.#fail(RangeError, `more than ${MAX_DEPTH} nested messages`);
    }
    this.#enclosing.push(this.#field);
    this.#field = 0;
    return this.#grow(1);
  }

  /** End the nested message begun at `start`: put its length before it. */
  join(start: number): this {
    this.#field = this.#enclosing.pop() ?? 0;
    return this.joinPacked(start);
  }

  /** Begin a packed repeated field: its tag is written, its values follow, `joinPacked` ends it. */
  forkPacked(): number {
    return this.#grow(1);
  }

  /** End the packed field begun at `start`. */
  joinPacked(start: number): this {
    const body = start + 1;
    const length = this.#length - body;
    const extra = varint32Size(length) - 1;
    if (extra > 0) {
      // One byte was left for the length; a long body makes way for the rest of it.
      this.#grow(extra);
      this.#bytes.copyWithin(body + extra, body, body + length);
    }
    this.#length = start;
    this.#varint32(length);
    this.#length += length;
    return this;
  }

  /**
   * Name the field that a value was refused for, one level at a time. Only write functions call this, from `catch`.
   * @param names each field's name by number, or what makes a message in which `fieldNameAt` finds it
   * @returns the same error, to be thrown on
   */
  locate(error: unknown, names: FieldNames | (() => object)): unknown {
    if (error !== this.#failure) return error;
    const segment = typeof names === "function" ? fieldNameAt(names(), this.#field) : names[this.#field];
    this.#field = this.#enclosing.pop() ?? 0;
    if (segment !== undefined) {
      this.#failurePath = this.#failurePath === "" ? segment : `${segment}.${this.#failurePath}`;
    }
    return error;
  }

  /** Do the same for the entry of a map. */
  locateEntry(error: unknown): unknown {
    return this.locate(error, ENTRY_NAMES);
  }

  /**
   * Put the outermost message's name and the path before what is wrong. Only codecs call this, from `catch`.
   * @returns the same error, to be thrown on
   */
  nameMessage(error: unknown, messageType: string): unknown {
    if (error !== this.#failure || !(error instanceof Error)) return error;
    const place = this.#failurePath === "" ? messageType : `${messageType} ${this.#failurePath}`;
    error.message = `${place}: ${this.#failureDetail}`;
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
    this.#field = 0;
    return this.#fail(RangeError, `oneof ${oneof} holds one member, but ${first} and ${second} are both set`);
  }

  #refuse(value: unknown, type: string): never {
    if (typeof value !== "number" && typeof value !== "bigint") this.#mistype(value, "a number");
    return this.#fail(RangeError, `${value} does not fit ${type}`);
  }

  #mistype(value: unknown, wanted: string): never {
    return this.#fail(TypeError, `${wanted} is wanted, not ${value === null ? "null" : typeof value}`);
  }

  #fail(kind: typeof RangeError | typeof TypeError, detail: string): never {
    const error = new kind(detail);
    this.#failure = error;
    this.#failureDetail = detail;
    this.#failurePath = "";
    throw error;
  }

  /**
   * Make room for `count` more bytes and count them as written; returns where they begin. It may exchange `#bytes` and
   * `#view`, so call it before either is touched.
   */
  #grow(count: number): number {
    const start = this.#length;
    const length = start + count;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, start));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = length;
    return start;
  }

  #varint32(value: number): void {
    let at = this.#grow(5);
    while (value >= 0x80) {
      this.#bytes[at++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    this.#bytes[at++] = value;
    this.#length = at;
  }

  #bigVarint(value: bigint): void {
    const upper = Number(value >> 32n);
    this.#varint64(upper === 0 ? Number(value) : Number(value & 0xffff_ffffn), upper);
  }

  #varint64(lower: number, upper: number): void {
    let at = this.#grow(10);
    while (upper > 0 || lower >= 0x80) {
      this.#bytes[at++] = (lower & 0x7f) | 0x80;
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    this.#bytes[at++] = lower;
    this.#length = at;
  }
}
