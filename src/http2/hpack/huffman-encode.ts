/** From text to Huffman-coded octets (RFC 7541 §5.2). */
import type { ByteSink } from "../byte-sink.ts";
import { HUFFMAN } from "./huffman-code.ts";

/** How many octets a text takes once coded. @param text characters 0 to 255 */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits += HUFFMAN.lengths[text.charCodeAt(i)] as number;
  return Math.ceil(bits / 8);
}

/** Write a text. @param text characters 0 to 255 */
export function writeHuffman(out: ByteSink, text: string): void {
  // At most 7 bits wait for their octet, and at most 16 join them: no 32-bit operation overflows.
  let waiting = 0;
  let bits = 0;
  const push = (code: number, length: number): void => {
    waiting = (waiting << length) | code;
    bits += length;
    for (; bits >= 8; bits -= 8) out.uint8((waiting >>> (bits - 8)) & 0xff);
    waiting &= (1 << bits) - 1;
  };
  for (let i = 0; i < text.length; i++) {
    const symbol = text.charCodeAt(i);
    const code = HUFFMAN.codes[symbol] as number;
    const length = HUFFMAN.lengths[symbol] as number;
    if (length > 16) push(code >>> 16, length - 16);
    push(length > 16 ? code & 0xffff : code, Math.min(length, 16));
  }
  // The rest of the octet is the beginning of EOS, which is all ones.
  if (bits > 0) push((1 << (8 - bits)) - 1, 8 - bits);
}
