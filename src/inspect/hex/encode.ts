/**
 * Reads annotated hex back into bytes after someone has edited it by hand: lengths are put right from the nesting. Which
 * lines hold a length, and of what, their comments say (see `notation.ts`).
 */
import { PREFIX_BYTES } from "../../grpc/framing.ts";
import { WireError } from "../../wire/errors.ts";
import { readTag, WireReader } from "../../wire/reader.ts";
import { readUint64 } from "../../wire/read-values.ts";
import { WireType } from "../../wire/varint.ts";
import { WireWriter } from "../../wire/writer.ts";
import { writeUint32 } from "../../wire/write-values.ts";
import { AnnotatedHexError } from "../errors.ts";
import { withValueLength } from "./header-entry.ts";
import { FIELD_COMMENT, FOLLOW_COMMENT, FRAME_HEADER_BYTES, FRAME_LENGTH_BYTES, LITERAL_COMMENT } from "./notation.ts";
import { concatenated, type HexLine, hexLines } from "./parse.ts";

/** The most that 24 bits can say. */
const MAX_FRAME_LENGTH = 0xff_ffff;

/** A line and all that is indented deeper below it. */
interface Block {
  readonly indent: number;
  readonly length: number;
  /** How many parts it was put together from. */
  readonly parts: number;
  /** Whether it begins with the next message, or frame. */
  readonly isPrefix: boolean;
}

/**
 * Turn annotated hex into bytes, with lengths put right. A length that is right stays as it stands, however long its varint.
 * @returns a new array
 * @throws {AnnotatedHexError} `INSPECT_HEX_SYNTAX`, `INSPECT_HEX_CUT`, `INSPECT_HEX_LENGTH`
 */
export function encodeAnnotatedHex(text: string): Uint8Array {
  const lines = hexLines(text);
  const parts: Uint8Array[] = [];
  // Backwards: a length may grow by a byte, and that counts in the lengths above it.
  const below: Block[] = [];
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i] as HexLine;
    let inside = 0;
    let partsInside = 0;
    for (let block = below.at(-1); block !== undefined && block.indent > line.indent; block = below.at(-1)) {
      inside += block.length;
      partsInside += block.parts;
      below.pop();
    }
    const isPrefix = FOLLOW_COMMENT.test(line.comment);
    if (LITERAL_COMMENT.test(line.comment)) {
      // A long name goes on below, so the length of the value may stand there.
      const bytes = withValueLength(line, concatenated(parts.splice(parts.length - partsInside).reverse()));
      parts.push(bytes);
      below.push({ indent: line.indent, length: bytes.length, parts: 1, isPrefix });
      continue;
    }
    const bytes = isPrefix ? prefixOf(line, inside, below) : fieldOf(line, inside);
    parts.push(bytes);
    below.push({ indent: line.indent, length: bytes.length + inside, parts: 1 + partsInside, isPrefix });
  }
  return concatenated(parts.reverse());
}

/** Bytes of the lines at the same indentation, up to the next prefix. */
function siblings(below: readonly Block[], indent: number): number {
  let length = 0;
  for (let i = below.length - 1; i >= 0; i--) {
    const block = below[i] as Block;
    if (block.indent !== indent || block.isPrefix) break;
    length += block.length;
  }
  return length;
}

/** A gRPC message's prefix or a frame's header with its length. @param inside bytes that are indented deeper below it */
function prefixOf({ line, bytes, indent }: HexLine, inside: number, below: readonly Block[]): Uint8Array {
  const head = bytes.slice();
  if (bytes.length !== PREFIX_BYTES && bytes.length !== FRAME_HEADER_BYTES) {
    const wanted = `${PREFIX_BYTES} of a gRPC message's prefix or ${FRAME_HEADER_BYTES} of a frame's header`;
    throw new AnnotatedHexError("INSPECT_HEX_LENGTH", line, `${bytes.length} bytes have no length; it is in ${wanted}`);
  }
  const [start, end] = bytes.length === PREFIX_BYTES ? [1, PREFIX_BYTES] : [0, FRAME_LENGTH_BYTES];
  // What was empty stays empty beside others: what is to be in it is indented.
  const wasEmpty = bytes.subarray(start, end).every((byte) => byte === 0);
  let rest = inside > 0 || wasEmpty ? inside : siblings(below, indent);
  if (bytes.length === FRAME_HEADER_BYTES && rest > MAX_FRAME_LENGTH) {
    throw new AnnotatedHexError("INSPECT_HEX_LENGTH", line, `${rest} bytes do not fit one frame`);
  }
  for (let at = end - 1; at >= start; at--, rest >>>= 8) head[at] = rest;
  return head;
}

/** A field with its length, if the comment says that it has one. */
function fieldOf({ line, bytes, comment }: HexLine, inside: number): Uint8Array {
  const [, number] = FIELD_COMMENT.exec(comment) ?? [];
  if (number === undefined) return bytes;
  const reader = new WireReader(bytes);
  try {
    const tag = readTag(reader);
    if (tag >>> 3 !== Number(number)) {
      const detail = `the comment says field ${number}, the bytes are of field ${tag >>> 3}`;
      throw new AnnotatedHexError("INSPECT_HEX_LENGTH", line, detail);
    }
    if ((tag & 7) !== WireType.Len) return bytes;
    const before = bytes.subarray(0, reader.offset);
    const announced = readUint64(reader);
    const value = bytes.subarray(reader.offset);
    const length = value.length + inside;
    if (announced === BigInt(length)) return bytes;
    const prefix = new WireWriter(PREFIX_BYTES);
    writeUint32(prefix, length);
    return concatenated([before, prefix.finish(), value]);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new AnnotatedHexError("INSPECT_HEX_LENGTH", line, `no field ${number} begins here: ${error.detail}`);
  }
}
