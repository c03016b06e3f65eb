/** Integers with a prefix: what fits in the bits left of an octet, or those bits full and the rest in sevens (RFC 7541 §5.1). */
import type { ByteSink } from "../byte-sink.ts";
import { type BlockReader, compressionError } from "./block-reader.ts";

/** Four octets after the prefix hold any length and index of ours many times over; what is longer is an attack or noise. */
const MAX_CONTINUATION_OCTETS = 4;

/**
 * Read an integer.
 * @param prefixBits 4 to 8; the higher bits of the first octet are not part of the number
 * @throws {Http2Violation} it is cut short, or longer than any number that we could use
 */
export function readInteger(reader: BlockReader, prefixBits: number): number {
  const mask = (1 << prefixBits) - 1;
  let value = reader.octet() & mask;
  if (value < mask) return value;
  for (let shift = 0; shift < 7 * MAX_CONTINUATION_OCTETS; shift += 7) {
    const octet = reader.octet();
    value += (octet & 0x7f) << shift;
    if (octet < 0x80) return value;
  }
  // "Integer encodings that exceed implementation limits -- in value or octet length -- MUST be treated as decoding
  // errors" (§5.1).
  throw compressionError("an integer of a header block is too long");
}

/**
 * Write an integer.
 * @param prefixBits 4 to 8
 * @param pattern the higher bits of the first octet
 * @param value 0 or more, below 2³¹
 */
export function writeInteger(out: ByteSink, prefixBits: number, pattern: number, value: number): void {
  const mask = (1 << prefixBits) - 1;
  if (value < mask) {
    out.uint8(pattern | value);
    return;
  }
  out.uint8(pattern | mask);
  let rest = value - mask;
  for (; rest >= 0x80; rest >>>= 7) out.uint8((rest & 0x7f) | 0x80);
  out.uint8(rest);
}
