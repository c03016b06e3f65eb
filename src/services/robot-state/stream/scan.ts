/**
 * The few moves of the fast reader of state streams: varints, lengths, fields that are not known, texts, and headers, which
 * are looked through but not read. Each gives -1 or `false` where the generated codec has to decide.
 */
import type { RepeatedText, StateStreamMemory } from "./memory.ts";

/** Texts that are longer are left to the generated codec. */
const MAX_TEXT_BYTES = 127;

/** Read a varint into `state.lower` and `state.upper`. @returns where it ends, or -1 */
export function varint(state: StateStreamMemory, at: number, end: number): number {
  const { bytes } = state;
  let lower = 0;
  let upper = 0;
  for (let shift = 0; shift < 70 && at < end; shift += 7) {
    const byte = bytes[at++] as number;
    const bits = byte & 0x7f;
    if (shift < 28) lower |= bits << shift;
    else if (shift === 28) {
      lower |= bits << 28;
      upper = bits >>> 4;
    } else upper |= bits << (shift - 32);
    if (byte < 0x80) {
      state.lower = lower;
      state.upper = upper;
      return at;
    }
  }
  return -1;
}

/** Step into a length-delimited value, whose end `state.bodyEnd` then is. @returns where it begins, or -1 */
export function enter(state: StateStreamMemory, at: number, end: number): number {
  const { bytes } = state;
  if (at >= end) return -1;
  let length = bytes[at++] as number;
  if (length >= 0x80) {
    if (at >= end) return -1;
    const second = bytes[at++] as number;
    length = (length & 0x7f) | ((second & 0x7f) << 7);
    if (second >= 0x80) {
      if (at >= end) return -1;
      const third = bytes[at++] as number;
      if (third >= 0x80) return -1;
      length |= third << 14;
    }
  }
  if (length > end - at) return -1;
  state.bodyEnd = at + length;
  return at;
}

/** Whether a tag is that of a length-delimited field with a number from 1 to `last`. */
export function isMessageField(tag: number, last: number): boolean {
  return (tag & 7) === 2 && tag >= 10 && tag >>> 3 <= last;
}

/** Step over a field that is not known, its tag included. @returns where it ends, or -1 */
export function skip(state: StateStreamMemory, at: number, end: number): number {
  let tag = state.bytes[at++] as number;
  if (tag >= 0x80) {
    at = varint(state, at - 1, end);
    tag = state.lower;
    // A tag in more bytes than it needs may be of a field that is known.
    if (at < 0 || state.upper !== 0 || (tag >= 0 && tag < 0x80)) return -1;
  }
  if (tag >>> 3 === 0) return -1;
  const start = (tag & 7) === 2 ? enter(state, at, end) : at;
  if (start < 0) return -1;
  const next = valueEnd(state, tag, start, end);
  if (next >= 0) state.recording?.release(start, next, (tag & 7) === 0 ? 0x80 : 0);
  return next;
}

function valueEnd(state: StateStreamMemory, tag: number, at: number, end: number): number {
  switch (tag & 7) {
    case 0:
      return varint(state, at, end);
    case 1:
      return end - at < 8 ? -1 : at + 8;
    case 2:
      return state.bodyEnd;
    case 5:
      return end - at < 4 ? -1 : at + 4;
    default:
      return -1;
  }
}

/** Read a text, without making a string of one that is known. */
export function readText({ bytes }: StateStreamMemory, text: RepeatedText, at: number, end: number): boolean {
  const { known } = text;
  let same = end - at === known.length;
  for (let i = 0; same && i < known.length; i++) {
    const byte = bytes[at + i] as number;
    // Past ASCII a byte is no character.
    same = byte < 0x80 && byte === known.charCodeAt(i);
  }
  if (!same) {
    if (end - at > MAX_TEXT_BYTES || !isAscii(bytes, at, end)) return false;
    text.known = String.fromCharCode(...bytes.subarray(at, end));
  }
  text.isSet = true;
  return true;
}

/** Whether none of these bytes is past ASCII. */
export function isAscii(bytes: Uint8Array, at: number, end: number): boolean {
  for (; at < end; at++) if ((bytes[at] as number) >= 0x80) return false;
  return true;
}

/** The fields of a message that are texts or messages themselves, by their tags. */
interface Shape {
  readonly [tag: number]: Shape | "text";
}

const TIME: Shape = {};
const ANY: Shape = { 10: "text" };
const REQUEST_HEADER: Shape = { 10: TIME, 18: "text" };
const COMMON_ERROR: Shape = { 18: "text", 26: ANY };
const RESPONSE_HEADER: Shape = { 10: REQUEST_HEADER, 18: TIME, 26: TIME, 34: COMMON_ERROR, 42: ANY };

/** Whether these bytes are surely a `ResponseHeader`. */
export function isHeader(state: StateStreamMemory, at: number, end: number): boolean {
  return isSound(state, RESPONSE_HEADER, at, end);
}

function isSound(state: StateStreamMemory, shape: Shape, at: number, end: number): boolean {
  const { bytes } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    const field = shape[tag];
    if (field === undefined) {
      at = skip(state, at, end);
      if (at < 0) return false;
      continue;
    }
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    if (!(field === "text" ? isAscii(bytes, at, stop) : isSound(state, field, at, stop))) return false;
    at = stop;
  }
  return true;
}
