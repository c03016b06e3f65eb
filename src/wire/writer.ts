/**
 * A buffer that grows, and the frame of a message in it: tags, nested messages, packed fields (protobuf encoding,
 * "Message Structure"). What writes values is in `write-values.ts`.
 */
import { MAX_DEPTH, type WireType } from "./varint.ts";
import { refuse, type WriteFailure } from "./write-failure.ts";

/** Enough for most requests; doubles from there. */
const INITIAL_BYTES = 256;

/**
 * Builds one message, or several in a row. What writes values are functions, so that a bundle holds those it uses; the
 * fields are theirs.
 */
export class WireWriter {
  /** What was written, and room for more; exchanged when it grows. */
  bytes: Uint8Array;
  /** The same memory. */
  view: DataView;
  /** Bytes written so far. */
  length = 0;
  /** How many nested messages are being written. */
  depth = 0;
  /** The last value refused. */
  failure: WriteFailure | undefined;

  /** @param capacity bytes to allocate at once; default 256 */
  constructor(capacity: number = INITIAL_BYTES) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Forget everything written from a place on, by default all of it, but keep the memory. */
  reset(start: number = 0): this {
    this.length = start;
    this.depth = 0;
    this.failure = undefined;
    return this;
  }

  /** Append bytes as they are: no tag, no length. */
  raw(value: Uint8Array): void {
    const at = begin(this, 0, value.length);
    this.bytes.set(value, at);
    this.length = at + value.length;
  }

  /**
   * Return what was written, in a new array of exactly that size that the caller owns.
   * @param start leave out what is before this place; default 0
   */
  finish(start: number = 0): Uint8Array {
    return this.bytes.slice(start, this.length);
  }
}

/** Write a tag; the value must follow. */
export function writeTag(writer: WireWriter, fieldNumber: number, wireType: WireType): void {
  writeVarint(writer, ((fieldNumber << 3) | wireType) >>> 0, 0);
}

/**
 * Begin a nested message: its tag is written, its fields follow, `endMessage` ends it.
 * @returns the place to give back to `endMessage`
 * @throws {RangeError} nested deeper than `MAX_DEPTH`, which no reader would accept; an object that holds itself
 */
export function beginMessage(writer: WireWriter, tag: number = 0): number {
  if (writer.depth >= MAX_DEPTH) refuse(writer, RangeError, `more than ${MAX_DEPTH} nested messages`);
  writer.depth++;
  let at = writer.length;
  // As `begin` does; a call less for what there is most of.
  if (at + 6 > writer.bytes.length) grow(writer, 6);
  if (tag >= 0x80) at = putVarint(writer.bytes, tag, at);
  else if (tag !== 0) writer.bytes[at++] = tag;
  writer.length = at + 1;
  return at;
}

/** End the nested message begun at `start`: put its length before it. */
export function endMessage(writer: WireWriter, start: number): void {
  writer.depth--;
  const length = writer.length - start - 1;
  if (length < 0x80) writer.bytes[start] = length;
  else putLongLength(writer, start, length);
}

/** Begin a packed repeated field: its tag is written, its values follow, `endPacked` ends it. */
export function beginPacked(writer: WireWriter, tag: number = 0): number {
  const at = begin(writer, tag, 1);
  writer.length = at + 1;
  return at;
}

/** End the packed field begun at `start`. */
export function endPacked(writer: WireWriter, start: number): void {
  writer.depth++;
  endMessage(writer, start);
}

/** One byte was left for the length; a long body makes way for the rest of it. */
function putLongLength(writer: WireWriter, start: number, length: number): void {
  const body = start + 1;
  let extra = 0;
  for (let rest = length; rest >= 0x80; rest >>>= 7) extra++;
  begin(writer, 0, extra);
  writer.bytes.copyWithin(body + extra, body, body + length);
  writer.length = putVarint(writer.bytes, length, start) + length;
}

/** Leave so many zero bytes. @throws {RangeError} `count` is no integer from 0 to 2³² − 1 */
export function writeZeros(writer: WireWriter, count: number): void {
  if (count >>> 0 !== count) refuse(writer, RangeError, `${count} bytes cannot be left free`);
  const at = begin(writer, 0, count);
  writer.length = at + count;
  // An earlier write may have left something behind its end.
  const { bytes, length } = writer;
  for (let i = at; i < length; i++) bytes[i] = 0;
}

/**
 * Make room for a value of up to `count` bytes, and write the tag before it unless that is 0; returns where the value
 * begins. It may exchange `bytes` and `view`, so call it before either is touched, and counts no byte of the value.
 */
export function begin(writer: WireWriter, tag: number, count: number): number {
  const at = writer.length;
  if (at + count + 5 > writer.bytes.length) grow(writer, count + 5);
  if (tag === 0) return at;
  if (tag < 0x80) {
    writer.bytes[at] = tag;
    return at + 1;
  }
  return putVarint(writer.bytes, tag, at);
}

/** Make room for so many bytes more. */
export function grow(writer: WireWriter, count: number): void {
  const grown = new Uint8Array(Math.max(writer.length + count, writer.bytes.length * 2));
  grown.set(writer.bytes.subarray(0, writer.length));
  writer.bytes = grown;
  writer.view = new DataView(grown.buffer);
}

/** Write an unsigned 32-bit number as a varint. */
export function writeVarint(writer: WireWriter, value: number, tag: number): void {
  const at = begin(writer, tag, 5);
  if (value < 0x80) {
    writer.bytes[at] = value;
    writer.length = at + 1;
  } else writer.length = putVarint(writer.bytes, value, at);
}

/** Put one where there is room for it; returns where it ends. */
export function putVarint(bytes: Uint8Array, value: number, at: number): number {
  while (value >= 0x80) {
    bytes[at++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[at] = value;
  return at + 1;
}
