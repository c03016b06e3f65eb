/**
 * The Huffman code of RFC 7541 Appendix B. It is canonical: among codes of one length they count up with the symbols, and
 * each length goes on where the shorter one ended. So the lengths say all of it.
 */

/** Bits of the code of each octet, 0 to 255, and of EOS, 256. */
const LENGTHS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26, 30,
];

/** End of string: never sent whole; its first bits, all ones, pad the last octet (§5.2). */
export const EOS = 256;

/** Code and length of every symbol. */
export interface HuffmanCode {
  /** Right-aligned bits of each symbol. */
  readonly codes: Uint32Array;
  /** How many bits, 5 to 30. */
  readonly lengths: Uint8Array;
}

/** Give each symbol its code. */
function assignCodes(): HuffmanCode {
  const bySize = LENGTHS.map((length, symbol) => ({ length, symbol }));
  bySize.sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  const codes = new Uint32Array(LENGTHS.length);
  let next = 0;
  let lastLength = 0;
  for (const { length, symbol } of bySize) {
    next <<= length - lastLength;
    lastLength = length;
    codes[symbol] = next++;
  }
  return { codes, lengths: Uint8Array.from(LENGTHS) };
}

/** The code. */
export const HUFFMAN: HuffmanCode = /* @__PURE__ */ assignCodes();
