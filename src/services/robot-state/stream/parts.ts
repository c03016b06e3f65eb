/** Reads the small messages that a state is made of: times, vectors and quaternions, and pairs of them. */
import type { StateStreamMemory } from "./memory.ts";
import { enter, isMessageField, skip, varint } from "./scan.ts";
import { NANOS, PACKET_SECONDS, SECONDS } from "./skeleton.ts";

const TWO_POW_32 = 0x1_0000_0000;

/** Read a pose (three numbers and four) or a velocity (three and three). */
export function readPair(
  state: StateStreamMemory,
  slot: number,
  secondSize: number,
  bit: number,
  at: number,
  end: number,
): boolean {
  const { bytes, numbers } = state;
  state.present |= bit;
  while (at < end) {
    const tag = bytes[at] as number;
    if (!isMessageField(tag, 2)) {
      at = skip(state, at, end);
      if (at < 0) return false;
      continue;
    }
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    if (tag === 10) {
      state.present |= bit << 1;
      if (!readVector(state, numbers, slot, 3, at, stop)) return false;
    } else {
      state.present |= bit << 2;
      if (!readVector(state, numbers, slot + 3, secondSize, at, stop)) return false;
    }
    at = stop;
  }
  return true;
}

/** Read a message of doubles, numbered from 1: a vector's three, a quaternion's four. */
export function readVector(
  state: StateStreamMemory,
  into: Float64Array,
  slot: number,
  size: number,
  at: number,
  end: number,
): boolean {
  const { bytes, view } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    if ((tag & 7) === 1 && tag >= 9 && tag >>> 3 <= size) {
      if (end - at < 9) return false;
      const place = slot + (tag >>> 3) - 1;
      state.recording?.double(at + 1, tag, place, into !== state.numbers);
      into[place] = view.getFloat64(at + 1, true);
      at += 9;
    } else {
      at = skip(state, at, end);
      if (at < 0) return false;
    }
  }
  return true;
}

export function readTime(state: StateStreamMemory, into: Float64Array, slot: number, at: number, end: number): boolean {
  const { bytes } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    if (tag === 8 || tag === 16) {
      const next = varint(state, at + 1, end);
      if (next < 0) return false;
      const place = tag === 8 ? slot : slot + 1;
      const kind = (tag === 8 ? SECONDS : NANOS) + (into === state.numbers ? 0 : PACKET_SECONDS - SECONDS);
      state.recording?.varint(at + 1, next, kind, place);
      into[place] = tag === 8 ? state.upper * TWO_POW_32 + (state.lower >>> 0) : state.lower;
      at = next;
    } else {
      at = skip(state, at, end);
      if (at < 0) return false;
    }
  }
  return true;
}
