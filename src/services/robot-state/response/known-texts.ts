/**
 * Names and words of which every state has the same few: each is made into a string once, and found again by its bytes. The
 * memory is bounded, and no text comes out that is not, byte for byte, the one that went in.
 */

/** Longer ones have a length of two bytes and are left to the generated codec. */
const MAX_BYTES = 127;
/** Many times what a robot says, so that hardly two have the same slot; those that do have its neighbour besides. */
const SLOT_BITS = 9;
/** Odd, with its bits well mixed. */
const HASH_FACTOR = 0x5bd1_e995;

const texts: string[] = /* @__PURE__ */ new Array<string>(1 << SLOT_BITS).fill("");
/** Of each: its first four bytes and its last four. */
const ends = /* @__PURE__ */ new Int32Array(2 << SLOT_BITS);
let turn = 0;

/**
 * Read an ASCII text from part of an array.
 * @param view on the same memory as `bytes`
 * @returns `undefined` for one that is long or not ASCII
 */
export function knownText(bytes: Uint8Array, view: DataView, start: number, end: number): string | undefined {
  const length = end - start;
  if (length === 0) return "";
  if (length > MAX_BYTES) return undefined;
  const first = length < 4 ? shortWord(bytes, start, end) : view.getInt32(start, true);
  const last = length < 4 ? 0 : view.getInt32(end - 4, true);
  const mixed = Math.imul(first ^ (last << 1), HASH_FACTOR);
  const slot = Math.imul(mixed ^ (mixed >>> 15), HASH_FACTOR) >>> (32 - SLOT_BITS);
  for (let way = 0; way < 2; way++) {
    const place = slot ^ way;
    if (ends[2 * place] !== first || ends[2 * place + 1] !== last) continue;
    const text = texts[place] as string;
    if (text.length === length && hasMiddle(bytes, start, text)) return text;
  }
  const text = asciiText(bytes, start, end);
  if (text !== undefined) {
    // In turn, so that two texts with the same two slots soon have one each.
    turn ^= 1;
    texts[slot ^ turn] = text;
    ends[2 * (slot ^ turn)] = first;
    ends[2 * (slot ^ turn) + 1] = last;
  }
  return text;
}

/** Up to three bytes as one number. */
function shortWord(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let i = start; i < end; i++) word = (word << 8) | (bytes[i] as number);
  return word;
}

/** Whether a text of the same length, with the same ends, is the same in between. */
function hasMiddle(bytes: Uint8Array, start: number, text: string): boolean {
  for (let i = 4; i < text.length - 4; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  for (let i = start; i < end; i++) if ((bytes[i] as number) >= 0x80) return undefined;
  return String.fromCharCode(...bytes.subarray(start, end));
}
