/**
 * Reads protobuf values from a buffer, one at a time (protobuf encoding, "Message Structure"). It knows no message and
 * checks every bound before it allocates. Refused: truncation, varints past ten bytes, malformed tags and UTF-8,
 * mismatched groups, nesting past `MAX_DEPTH`.
 */
import { WireError } from "./errors.ts";
import { decodeText } from "./text-cache.ts";
import { BARE_DOUBLE_TAG, MAX_DEPTH, MAX_VARINT_BYTES, TWO_POW_32, unzigzag32, WireType } from "./varint.ts";

/**
 * A cursor over one message. Nested messages narrow `end` for their duration: no value may run past the message that
 * holds it.
 */
export class WireReader {
  /** Where the next read begins, in bytes from the start of the buffer. */
  offset = 0;
  /** Where the message being read ends. */
  end: number;
  /** Where the last tag began. */
  tagOffset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #depth = 0;
  /** The upper half of the last 64-bit varint, unsigned. */
  #upper = 0;

  /** @param bytes one whole message; read in place, not copied */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.byteLength;
  }

  /**
   * Read a tag: `fieldNumber << 3 | wireType`, as an unsigned 32-bit number.
   * @throws {WireError} `WIRE_INVALID_TAG` for field number 0, wire types 6 and 7, or more than 32 bits
   */
  tag(): number {
    const tag = this.rawTag();
    if (!isTag(tag)) throw invalidTag(tag, this.tagOffset);
    return tag;
  }

  /**
   * Read a tag for a caller that compares it with valid ones and gives any other to `skip`, which refuses what is none.
   * @throws {WireError} `WIRE_INVALID_TAG` for more than 32 bits
   */
  rawTag(): number {
    const start = this.offset;
    this.tagOffset = start;
    const first = this.#bytes[start] ?? 0x80;
    if (first >= 0x80 || start >= this.end) return this.#longTag(start);
    this.offset = start + 1;
    return first;
  }

  #longTag(start: number): number {
    const tag = this.#varintLower();
    if (this.#upper !== 0) throw invalidTag(this.#upper * TWO_POW_32 + tag, start);
    return tag;
  }

  /**
   * Read a varint as an unsigned 32-bit number, dropping bits above 32 (protobuf encoding, "Base 128 Varints").
   * @throws {WireError} `WIRE_TRUNCATED`, `WIRE_VARINT_OVERLONG`
   */
  uint32(): number {
    const start = this.offset;
    const first = this.#bytes[start] ?? 0x80;
    if (first < 0x80 && start < this.end) {
      this.offset = start + 1;
      return first;
    }
    return this.#varintLower();
  }

  /** Read a varint as a signed 32-bit number; negative ones take ten bytes, whose upper half is dropped. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** Read an enum's number, known or not: enums stay open. */
  enum(): number {
    return this.uint32() | 0;
  }

  /** Read a zigzag varint as a signed 32-bit number. */
  sint32(): number {
    return unzigzag32(this.uint32());
  }

  /** Read a varint as a truth value: anything but zero, in any of its 64 bits, is `true`. */
  bool(): boolean {
    const lower = this.#varintLower();
    return lower !== 0 || this.#upper !== 0;
  }

  /** Read a varint as an unsigned 64-bit number. */
  uint64(): bigint {
    this.#joinVarint();
    return joint.getBigUint64(0, true);
  }

  /** Read a varint as a signed 64-bit number in two's complement. */
  int64(): bigint {
    this.#joinVarint();
    return joint.getBigInt64(0, true);
  }

  /** Read a zigzag varint as a signed 64-bit number. */
  sint64(): bigint {
    const value = this.uint64();
    return (value >> 1n) ^ -(value & 1n);
  }

  /** Read four bytes, little-endian, as an unsigned number. */
  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Read four bytes, little-endian, as a signed number. */
  sfixed32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Read eight bytes, little-endian, as an unsigned number. */
  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** Read eight bytes, little-endian, as a signed number. */
  sfixed64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  /** Read an IEEE 754 single. */
  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** Read an IEEE 754 double. */
  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /**
   * Read a whole nested message of nothing but a double numbered 1, as `google.protobuf.DoubleValue` is.
   * @returns `undefined`, and nothing is read, if there is anything else, well-formed or not
   */
  bareDouble(): number | undefined {
    const start = this.offset;
    const end = start + 1 + (this.#bytes[start] ?? 0);
    if (end > this.end || this.#depth >= MAX_DEPTH) return undefined;
    if (end === start + 10 && this.#bytes[start + 1] === BARE_DOUBLE_TAG) {
      this.offset = end;
      return this.#view.getFloat64(start + 2, true);
    }
    if (end > start + 1) return undefined;
    this.offset = end;
    return 0;
  }

  /** Read a packed field of IEEE 754 singles onto the end of a list. */
  packedFloats(values: number[]): void {
    const outerEnd = this.enterPacked();
    const view = this.#view;
    let at = this.offset;
    for (const last = this.end - 4; at <= last; at += 4) values.push(view.getFloat32(at, true));
    this.offset = at;
    // What is left is no whole single.
    if (at < this.end) this.#require(4);
    this.end = outerEnd;
  }

  /**
   * Read length-delimited UTF-8.
   * @throws {WireError} `WIRE_INVALID_UTF8`: overlong forms, surrogates, past U+10FFFF, cut sequences
   */
  string(): string {
    let start = this.offset + 1;
    let length = this.#bytes[start - 1] ?? 0x80;
    // Nearly every text is short, its length one byte, and that byte and all behind it there.
    if (length < 0x80 && start + length <= this.end) this.offset = start + length;
    else {
      length = this.#length();
      start = this.#take(length);
    }
    const text = decodeText(this.#bytes, this.#view, start, start + length);
    if (text === undefined) throw new WireError("WIRE_INVALID_UTF8", start, "string is not valid UTF-8");
    return text;
  }

  /** Read length-delimited bytes into a new array that the caller owns. */
  bytes(): Uint8Array {
    return this.bytesView().slice();
  }

  /** Read length-delimited bytes as a view on the buffer: valid only as long as nobody reuses that buffer. */
  bytesView(): Uint8Array {
    const length = this.#length();
    const start = this.#take(length);
    return subarray(this.#bytes, start, start + length);
  }

  /** Copy an earlier part of the buffer, to keep what was skipped. */
  copy(start: number, end: number): Uint8Array {
    return subarray(this.#bytes, start, end).slice();
  }

  /**
   * Step into a length-delimited message: from here `end` is its end.
   * @returns the `end` to give back to `leaveMessage`
   * @throws {WireError} `WIRE_TRUNCATED` if it would outrun its enclosing message, `WIRE_TOO_DEEP`
   */
  enterMessage(): number {
    this.#descend();
    const outerEnd = this.end;
    const start = this.offset + 1;
    const length = this.#bytes[start - 1] ?? 0x80;
    // So is nearly every nested message.
    if (length >= 0x80 || start + length > outerEnd) return this.enterPacked();
    this.offset = start;
    this.end = start + length;
    return outerEnd;
  }

  /** Step out of a message that was read to its end. */
  leaveMessage(outerEnd: number): void {
    this.end = outerEnd;
    this.#depth--;
  }

  /** Step into a packed repeated field, which does not count as nesting. Undo with `leavePacked`. */
  enterPacked(): number {
    const outerEnd = this.end;
    const length = this.#length();
    this.#require(length);
    this.end = this.offset + length;
    return outerEnd;
  }

  /** Step out of a packed repeated field that was read to its end. */
  leavePacked(outerEnd: number): void {
    this.end = outerEnd;
  }

  /**
   * Skip the value that belongs to a tag just read; a group with everything in it.
   * @throws {WireError} `WIRE_BAD_GROUP` if the tag ends a group that did not start here, `WIRE_INVALID_TAG` as `tag`
   */
  skip(tag: number): void {
    if (!isTag(tag)) throw invalidTag(tag, this.tagOffset);
    switch (tag & 7) {
      case WireType.Varint:
        this.#varintLower();
        return;
      case WireType.Fixed64:
        this.#take(8);
        return;
      case WireType.Len:
        this.#take(this.#length());
        return;
      case WireType.StartGroup:
        this.#skipGroup(tag);
        return;
      case WireType.Fixed32:
        this.#take(4);
        return;
      default:
        throw new WireError("WIRE_BAD_GROUP", this.tagOffset, `group ${tag >>> 3} ends but never began`);
    }
  }

  #skipGroup(startTag: number): void {
    const start = this.tagOffset;
    this.#descend();
    // A group has no length: it lasts until the end tag that carries its own number.
    const endTag = startTag + (WireType.EndGroup - WireType.StartGroup);
    while (this.offset < this.end) {
      const tag = this.tag();
      if (tag === endTag) {
        this.#depth--;
        return;
      }
      if ((tag & 7) === WireType.EndGroup) {
        const detail = `group ${startTag >>> 3} is ended by the end of group ${tag >>> 3}`;
        throw new WireError("WIRE_BAD_GROUP", this.tagOffset, detail);
      }
      this.skip(tag);
    }
    throw new WireError("WIRE_TRUNCATED", start, `group ${startTag >>> 3} has no end`);
  }

  #descend(): void {
    if (this.#depth >= MAX_DEPTH) {
      throw new WireError("WIRE_TOO_DEEP", this.tagOffset, `more than ${MAX_DEPTH} nested messages or groups`);
    }
    this.#depth++;
  }

  /** Read a length prefix, refusing at once what cannot fit: a hostile length must not cost memory. */
  #length(): number {
    const lower = this.#varintLower();
    return this.#upper * TWO_POW_32 + lower;
  }

  #take(count: number): number {
    const start = this.offset;
    if (count > this.end - start) this.#require(count);
    this.offset = start + count;
    return start;
  }

  #require(count: number): void {
    const left = this.end - this.offset;
    if (count > left) {
      throw new WireError("WIRE_TRUNCATED", this.offset, `${count} bytes wanted, ${left} left in the message`);
    }
  }

  #joinVarint(): void {
    joint.setUint32(0, this.#varintLower(), true);
    joint.setUint32(4, this.#upper, true);
  }

  /** Read any varint: the lower 32 bits are returned, the upper 32 left in `#upper`; bits past 64 are dropped. */
  #varintLower(): number {
    const bytes = this.#bytes;
    const start = this.offset;
    const limit = Math.min(this.end, start + MAX_VARINT_BYTES);
    let at = start;
    let byte = 0x80;
    let lower = 0;
    for (let shift = 0; shift < 35 && byte >= 0x80 && at < limit; shift += 7) {
      byte = bytes[at++] ?? 0;
      lower |= (byte & 0x7f) << shift;
    }
    // The fifth byte straddles the halves: four bits below, three above.
    let upper = at === start + 5 ? (byte & 0x7f) >>> 4 : 0;
    for (let shift = 3; byte >= 0x80 && at < limit; shift += 7) {
      byte = bytes[at++] ?? 0;
      upper |= (byte & 0x7f) << shift;
    }
    if (byte >= 0x80) {
      if (at === start + MAX_VARINT_BYTES) {
        throw new WireError("WIRE_VARINT_OVERLONG", start, "varint longer than ten bytes");
      }
      throw new WireError("WIRE_TRUNCATED", start, "varint ends early");
    }
    this.offset = at;
    this.#upper = upper >>> 0;
    return lower >>> 0;
  }
}

/** Where two halves of 32 bits are joined: far faster than by arithmetic on bigints. */
const joint = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** A plain Uint8Array even where the caller's array is a Node Buffer, whose `slice` would not copy. */
function subarray(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

function isTag(tag: number): boolean {
  return tag >= 8 && (tag & 7) <= WireType.Fixed32;
}

function invalidTag(tag: number, offset: number): WireError {
  const detail = `tag ${tag} has field number ${Math.floor(tag / 8)}, wire type ${tag % 8}`;
  return new WireError("WIRE_INVALID_TAG", offset, `${detail}; no such field can exist`);
}
