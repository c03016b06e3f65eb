/**
 * A cursor over protobuf bytes, and what moves it from field to field (protobuf encoding, "Message Structure"). It knows
 * no message and checks every bound before it allocates. Refused: truncation, varints past ten bytes, malformed tags,
 * mismatched groups, nesting past `MAX_DEPTH`.
 */
import { WireError } from "./errors.ts";
import { MAX_DEPTH, MAX_VARINT_BYTES, TWO_POW_32, WireType } from "./varint.ts";

/**
 * A cursor over one message. Nested messages narrow `end` for their duration: no value may run past the message that
 * holds it. What reads values are functions, so that a bundle holds those it uses; the fields are theirs.
 */
export class WireReader {
  /** Where the next read begins, in bytes from the start of the buffer. */
  offset = 0;
  /** Where the message being read ends. */
  end: number;
  /** Where the last tag began. */
  tagOffset = 0;
  /** The buffer, read in place. */
  readonly bytes: Uint8Array;
  /** The same memory. */
  readonly view: DataView;
  /** How many messages and groups are open. */
  depth = 0;
  /** The upper half of the last varint, unsigned. */
  upper = 0;

  /** @param bytes one whole message; read in place, not copied */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.byteLength;
  }
}

/**
 * Read a tag: `fieldNumber << 3 | wireType`, as an unsigned 32-bit number.
 * @throws {WireError} `WIRE_INVALID_TAG` for field number 0, wire types 6 and 7, or more than 32 bits
 */
export function readTag(reader: WireReader): number {
  return checkTag(readRawTag(reader), reader.tagOffset);
}

/**
 * Read a tag for a caller that compares it with valid ones and gives any other to `skipField`, which refuses what is none.
 * @throws {WireError} `WIRE_INVALID_TAG` for more than 32 bits
 */
export function readRawTag(reader: WireReader): number {
  const start = reader.offset;
  reader.tagOffset = start;
  const first = reader.bytes[start] ?? 0x80;
  if (first >= 0x80 || start >= reader.end) return readLongTag(reader, start);
  reader.offset = start + 1;
  return first;
}

function readLongTag(reader: WireReader, start: number): number {
  const tag = readVarint(reader);
  // With an upper half it is a number too large for a tag.
  return reader.upper === 0 ? tag : checkTag(reader.upper * TWO_POW_32 + tag, start);
}

function checkTag(tag: number, offset: number): number {
  if (tag >= 8 && tag < TWO_POW_32 && (tag & 7) <= WireType.Fixed32) return tag;
  const detail = `no field can have number ${Math.floor(tag / 8)} and wire type ${tag % 8}`;
  throw new WireError("WIRE_INVALID_TAG", offset, detail);
}

/**
 * Step into a length-delimited message: from here `end` is its end.
 * @returns the `end` to give back to `leaveMessage`
 * @throws {WireError} `WIRE_TRUNCATED` if it would outrun its enclosing message, `WIRE_TOO_DEEP`
 */
export function enterMessage(reader: WireReader): number {
  descend(reader);
  const outerEnd = reader.end;
  const start = reader.offset + 1;
  const length = reader.bytes[start - 1] ?? 0x80;
  // Nearly every nested message is short, its length one byte, and that byte and all behind it there.
  if (length >= 0x80 || start + length > outerEnd) return enterPacked(reader);
  reader.offset = start;
  reader.end = start + length;
  return outerEnd;
}

/** Step out of a message that was read to its end. */
export function leaveMessage(reader: WireReader, outerEnd: number): void {
  reader.end = outerEnd;
  reader.depth--;
}

/** Step into a packed repeated field, which does not count as nesting. Undo with `leavePacked`. */
export function enterPacked(reader: WireReader): number {
  const outerEnd = reader.end;
  const start = takeLength(reader);
  reader.end = reader.offset;
  reader.offset = start;
  return outerEnd;
}

/** Step out of a packed repeated field that was read to its end. */
export function leavePacked(reader: WireReader, outerEnd: number): void {
  reader.end = outerEnd;
}

/**
 * Skip the value that belongs to a tag just read; a group with everything in it.
 * @throws {WireError} `WIRE_BAD_GROUP` if the tag ends a group that did not start here, `WIRE_INVALID_TAG` as `readTag`
 */
export function skipField(reader: WireReader, tag: number): void {
  switch (checkTag(tag, reader.tagOffset) & 7) {
    case WireType.Varint:
      readVarint(reader);
      return;
    case WireType.Fixed64:
      take(reader, 8);
      return;
    case WireType.Len:
      takeLength(reader);
      return;
    case WireType.StartGroup:
      skipGroup(reader, tag);
      return;
    case WireType.Fixed32:
      take(reader, 4);
      return;
    default:
      throw new WireError("WIRE_BAD_GROUP", reader.tagOffset, `group ${tag >>> 3} ends but never began`);
  }
}

function skipGroup(reader: WireReader, startTag: number): void {
  const start = reader.tagOffset;
  const group = `group ${startTag >>> 3}`;
  descend(reader);
  // A group has no length: it lasts until the end tag that carries its own number.
  const endTag = startTag + (WireType.EndGroup - WireType.StartGroup);
  while (reader.offset < reader.end) {
    const tag = readTag(reader);
    if (tag === endTag) {
      reader.depth--;
      return;
    }
    if ((tag & 7) === WireType.EndGroup) {
      throw new WireError("WIRE_BAD_GROUP", reader.tagOffset, `${group} is ended by the end of group ${tag >>> 3}`);
    }
    skipField(reader, tag);
  }
  throw new WireError("WIRE_TRUNCATED", start, `${group} has no end`);
}

function descend(reader: WireReader): void {
  if (reader.depth >= MAX_DEPTH) {
    throw new WireError("WIRE_TOO_DEEP", reader.tagOffset, `more than ${MAX_DEPTH} nested messages or groups`);
  }
  reader.depth++;
}

/** Read a length and pass over what it counts; returns where that begins. A hostile length must not cost memory. */
export function takeLength(reader: WireReader): number {
  const lower = readVarint(reader);
  return take(reader, reader.upper * TWO_POW_32 + lower);
}

/** Pass over so many bytes; returns where they begin. @throws {WireError} `WIRE_TRUNCATED` */
export function take(reader: WireReader, count: number): number {
  const start = reader.offset;
  if (count > reader.end - start) refuseLength(reader, count);
  reader.offset = start + count;
  return start;
}

function refuseLength({ offset, end }: WireReader, count: number): never {
  throw new WireError("WIRE_TRUNCATED", offset, `${count} bytes wanted, ${end - offset} left in the message`);
}

/** The bytes from a place to where the reader is: a plain `Uint8Array` even where the buffer is a Node `Buffer`. */
export function viewFrom({ bytes, offset }: WireReader, start: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, offset - start);
}

/**
 * Read any varint: the lower 32 bits are returned, the upper 32 left in `upper`; bits past 64 are dropped.
 * @throws {WireError} `WIRE_TRUNCATED`, `WIRE_VARINT_OVERLONG`
 */
export function readVarint(reader: WireReader): number {
  const { bytes, offset: start } = reader;
  const limit = Math.min(reader.end, start + MAX_VARINT_BYTES);
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
  reader.offset = at;
  reader.upper = upper >>> 0;
  return lower >>> 0;
}
