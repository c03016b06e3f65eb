/** String literals: a bit for Huffman coding, a length, the octets (RFC 7541 §5.2). */
import type { ByteSink } from "../byte-sink.ts";
import type { BlockReader } from "./block-reader.ts";
import type { BlockRecorder } from "./block-recorder.ts";
import { readHuffman } from "./huffman-decode.ts";
import { huffmanLength, writeHuffman } from "./huffman-encode.ts";
import { readInteger, writeInteger } from "./integer.ts";
import { latin1 } from "./latin1.ts";

const HUFFMAN_BIT = 0x80;

/** Read a string. @throws {Http2Violation} it is cut short or badly coded */
export function readString(reader: BlockReader, recorder?: BlockRecorder): string {
  const isHuffman = (reader.peek() & HUFFMAN_BIT) !== 0;
  const length = readInteger(reader, 7);
  const lengthEnd = reader.position;
  const octets = reader.octets(length);
  const text = isHuffman ? readHuffman(octets) : latin1(octets);
  recorder?.string({ text, isHuffman, lengthEnd, end: reader.position });
  return text;
}

/** Write a string, coded where that is shorter. @param text characters 0 to 255 */
export function writeString(out: ByteSink, text: string): void {
  const coded = huffmanLength(text);
  if (coded < text.length) {
    writeInteger(out, 7, HUFFMAN_BIT, coded);
    writeHuffman(out, text);
  } else {
    writeInteger(out, 7, 0, text.length);
    out.latin1(text);
  }
}
