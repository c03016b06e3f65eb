/** From Huffman-coded octets to text (RFC 7541 §5.2), four bits at a time: no code is shorter, so each step ends one at most. */
import { compressionError } from "./block-reader.ts";
import { EOS, HUFFMAN } from "./huffman-code.ts";
import { latin1 } from "./latin1.ts";

/** Of an entry of `steps`: bits 0 to 8 the node that follows, then these. */
const EMITS = 1 << 9;
const FAILS = 1 << 10;
const SYMBOL_SHIFT = 16;
const NODE_MASK = 0x1ff;

interface Decoder {
  /** One entry for each inner node of the code's tree and each four bits. */
  readonly steps: Uint32Array;
  /** Whether a string may end at a node: on a whole code, or on fewer than 8 bits of EOS. */
  readonly mayEnd: Uint8Array;
}

let decoder: Decoder | undefined;

/**
 * Decode a string.
 * @throws {Http2Violation} the padding is too long or not of ones, or EOS is part of the string
 */
export function readHuffman(coded: Uint8Array): string {
  const { steps, mayEnd } = (decoder ??= buildDecoder());
  const text = new Uint8Array(Math.floor((coded.length * 8) / 5)); // the shortest code has five bits
  let length = 0;
  let node = 0;
  for (let at = 0; at < coded.length * 2; at++) {
    const octet = coded[at >>> 1] as number;
    const nibble = (at & 1) === 0 ? octet >>> 4 : octet & 15;
    const step = steps[(node << 4) | nibble] as number;
    // "A Huffman-encoded string literal containing the EOS symbol MUST be treated as a decoding error" (§5.2).
    if ((step & FAILS) !== 0) throw compressionError("a Huffman-coded string contains EOS");
    if ((step & EMITS) !== 0) text[length++] = step >>> SYMBOL_SHIFT;
    node = step & NODE_MASK;
  }
  // Padding longer than 7 bits, or other than the first bits of EOS, "MUST be treated as a decoding error" (§5.2).
  if (mayEnd[node] === 0) throw compressionError("a Huffman-coded string is badly padded");
  return latin1(text, 0, length);
}

/** A node of the tree: two children, each another node (positive) or the complement of a symbol. */
type Node = [zero: number, one: number];

function buildTree(): Node[] {
  const tree: Node[] = [[0, 0]];
  for (let symbol = 0; symbol <= EOS; symbol++) {
    const length = HUFFMAN.lengths[symbol] as number;
    let at = 0;
    for (let bit = length - 1; bit >= 0; bit--) {
      const side = ((HUFFMAN.codes[symbol] as number) >>> bit) & 1;
      const node = tree[at] as Node;
      if (bit === 0) node[side] = ~symbol;
      else if (node[side] === 0) at = node[side] = tree.push([0, 0]) - 1;
      else at = node[side] as number;
    }
  }
  return tree;
}

function buildDecoder(): Decoder {
  const tree = buildTree();
  const steps = new Uint32Array(tree.length << 4);
  for (let start = 0; start < tree.length; start++) {
    for (let nibble = 0; nibble < 16; nibble++) steps[(start << 4) | nibble] = step(tree, start, nibble);
  }
  const mayEnd = new Uint8Array(tree.length);
  let ofOnes = 0;
  for (let bits = 0; bits < 8; bits++) {
    mayEnd[ofOnes] = 1;
    ofOnes = (tree[ofOnes] as Node)[1];
  }
  return { steps, mayEnd };
}

function step(tree: readonly Node[], start: number, nibble: number): number {
  let at = start;
  let emitted = 0;
  for (let bit = 3; bit >= 0; bit--) {
    const next = (tree[at] as Node)[(nibble >>> bit) & 1] as number;
    if (next >= 0) at = next;
    else if (~next === EOS) return FAILS;
    else {
      emitted = EMITS | (~next << SYMBOL_SHIFT);
      at = 0;
    }
  }
  return (emitted | at) >>> 0;
}
