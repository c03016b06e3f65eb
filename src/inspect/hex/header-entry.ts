/** The length of a header field's value, put right after someone has edited the value by hand (RFC 7541 §5.2, §6.2). */
import { ByteSink } from "../../http2/byte-sink.ts";
import { BlockReader } from "../../http2/hpack/block-reader.ts";
import { readInteger, writeInteger } from "../../http2/hpack/integer.ts";
import { Http2Violation } from "../../http2/violation.ts";
import { AnnotatedHexError } from "../errors.ts";
import { concatenated, type HexLine } from "./parse.ts";

const HUFFMAN_BIT = 0x80;
/** First octets of literals, and how many bits of them are an index: the others are pattern. */
const INCREMENTAL = { pattern: 0x40, mask: 0xc0, prefixBits: 6 } as const;
const NOT_INDEXED = { pattern: 0x00, mask: 0xe0, prefixBits: 4 } as const;

/**
 * A literal with the length of its value. Whether that is Huffman-coded is left as its bit says; a name's length too.
 * @param inside the bytes of the lines below that are its own
 * @returns all of it
 * @throws {AnnotatedHexError} `INSPECT_HEX_LENGTH`: no literal begins there
 */
export function withValueLength({ line, bytes: first }: HexLine, inside: Uint8Array): Uint8Array {
  const bytes = concatenated([first, inside]);
  const reader = new BlockReader(bytes);
  try {
    const kind = [INCREMENTAL, NOT_INDEXED].find(({ pattern, mask }) => (reader.peek() & mask) === pattern);
    if (kind === undefined)
      throw new AnnotatedHexError("INSPECT_HEX_LENGTH", line, "no literal header field begins here");
    if (readInteger(reader, kind.prefixBits) === 0) reader.octets(readInteger(reader, 7)); // its name
    const before = bytes.subarray(0, reader.position);
    const pattern = reader.peek() & HUFFMAN_BIT;
    const announced = readInteger(reader, 7);
    const value = bytes.subarray(reader.position);
    if (announced === value.length) return bytes;
    const length = new ByteSink();
    writeInteger(length, 7, pattern, value.length);
    return concatenated([before, length.take(), value]);
  } catch (error) {
    if (!(error instanceof Http2Violation)) throw error;
    throw new AnnotatedHexError("INSPECT_HEX_LENGTH", line, `no literal header field begins here: ${error.message}`);
  }
}
