/**
 * Remembers short texts by their bytes. A robot says the same few names (joints, frames, faults) in every answer, and
 * to find such a text again is several times faster than to decode it. The memory is bounded, and no text comes out
 * that is not, byte for byte, the one that went in.
 */
import { decodeUtf8 } from "./utf8.ts";

/** Shorter texts are decoded as fast as they are found. */
const MIN_BYTES = 4;
/** Longer texts are seldom said twice. */
const MAX_BYTES = 40;
/** As many words as the longest text has, and one for the length. */
const SLOT_WORDS = 12;
/** A text may stand in the slot that its bytes give, or in that slot's neighbour. */
const SLOT_BITS = 9;
/** Odd, with its bits well mixed, and no more than 31 of them: the product stays an integer to the engine. */
const HASH_FACTOR = 0x5bd1_e995;

const texts: (string | undefined)[] = [];
let turn = 0;
const contents = /* @__PURE__ */ new Int32Array(SLOT_WORDS << SLOT_BITS);

/**
 * Read UTF-8 from part of an array, as `decodeUtf8` does.
 * @param view on the same memory as `bytes`
 * @returns `undefined` if the bytes are not valid UTF-8, which is not remembered
 */
export function decodeText(bytes: Uint8Array, view: DataView, start: number, end: number): string | undefined {
  const length = end - start;
  if (length < MIN_BYTES || length > MAX_BYTES) return decodeUtf8(bytes, start, end);
  // Four bytes at a time; the last four overlap those before where the length is no multiple.
  const last = end - 4;
  let hash = view.getInt32(last, true) ^ length;
  for (let i = start; i < last; i += 4) hash = Math.imul(hash, 31) ^ view.getInt32(i, true);
  const slot = Math.imul(hash ^ (hash >>> 15), HASH_FACTOR) >>> (32 - SLOT_BITS);
  for (let way = 0; way < 2; way++) {
    let word = (slot ^ way) * SLOT_WORDS;
    if (contents[word++] !== length || contents[word++] !== view.getInt32(last, true)) continue;
    let i = start;
    while (i < last && contents[word++] === view.getInt32(i, true)) i += 4;
    if (i >= last) return texts[slot ^ way];
  }
  const text = decodeUtf8(bytes, start, end);
  if (text !== undefined) {
    // In turn, so that two texts with the same two slots soon have one each.
    turn ^= 1;
    texts[slot ^ turn] = text;
    let word = (slot ^ turn) * SLOT_WORDS;
    contents[word++] = length;
    contents[word++] = view.getInt32(last, true);
    for (let i = start; i < last; i += 4) contents[word++] = view.getInt32(i, true);
  }
  return text;
}
