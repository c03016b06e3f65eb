/**
 * What stays the same from one message of a state stream to the next: its tags, its lengths, its texts, and how many bytes
 * each varint takes. Where a message has the skeleton of an earlier one, the numbers are at the same places, and nothing
 * but the skeleton has to be compared.
 */
import type { StateStreamMemory } from "./memory.ts";
import { varint } from "./scan.ts";

/** Longer messages are read without. */
export const MAX_SKELETON_BYTES = 4096;
const FIRST_PLACES = 64;

/** What a varint is, and so where its number goes. */
export const SECONDS = 0;
export const NANOS = 1;
export const PACKET_SECONDS = 2;
export const PACKET_NANOS = 3;
export const KEY = 4;
export const CONTACT = 5;

const TWO_POW_28 = 0x1000_0000;
const TWO_POW_32 = 0x1_0000_0000;

/** A growing list of integers that keeps its memory. */
class Places {
  all: Int32Array = new Int32Array(FIRST_PLACES);
  count = 0;

  add(...places: readonly number[]): void {
    if (this.count + places.length > this.all.length) {
      const { all } = this;
      this.all = new Int32Array(2 * all.length);
      this.all.set(all);
    }
    for (const place of places) this.all[this.count++] = place;
  }

  /** Add a varint of five bytes at most: where it lies, its place in memory, and masks of its first four groups and the fifth. */
  addVarint(at: number, end: number, slot: number): void {
    const size = end - at;
    this.add(at, slot, size < 4 ? (1 << (7 * size)) - 1 : TWO_POW_28 - 1, size === 5 ? 0x7f : 0);
  }

  /** Add a double, to those right before it if it can be. */
  addDouble(at: number, slot: number, tag: number): void {
    const last = this.count - 4;
    const { all } = this;
    const size = last < 0 ? 0 : (all[last + 2] as number);
    if (size > 0 && all[last] === at - 9 * size && all[last + 1] === slot - size && all[last + 3] === tag - 8 * size) {
      all[last + 2] = size + 1;
    } else this.add(at, slot, 1, tag);
  }
}

/** One skeleton: noted while a message is read, then held against others. */
export class Skeleton {
  /** Bytes of the message; -1 if this is no skeleton yet. */
  length = -1;
  /** Which bits of the message are the skeleton, but for the tags of doubles. */
  readonly #mask: Uint8Array = new Uint8Array(MAX_SKELETON_BYTES + 4);
  /** The skeleton, four bytes at a time: where, which bits, and what they are. */
  readonly #windows: Places = new Places();
  /** Doubles with consecutive tags: where the first lies and its place in memory, how many, and the first tag. */
  readonly #doubles: Places = new Places();
  readonly #packetDoubles: Places = new Places();
  readonly #floats: readonly [Places, Places, Places] = [new Places(), new Places(), new Places()];
  /** Seconds and nanos, those of packets too, in five bytes at most: see `addVarint`. */
  readonly #times: readonly [Places, Places, Places, Places] = [new Places(), new Places(), new Places(), new Places()];
  /** Contacts in one byte: where, and their place in memory. */
  readonly #contacts: Places = new Places();
  /** Any other varint: where it lies, where it ends, its kind and its place in memory. */
  readonly #others: Places = new Places();
  #contactCount = 0;
  #present = 0;
  #packets: Uint8Array = new Uint8Array(0);
  #header = 0;
  #headerEnd = 0;
  /** `undefined` where the message has none. */
  #identifier: string | undefined;
  #mountingLinkName: string | undefined;

  /** Start over with a message of this length. */
  begin(length: number): void {
    this.length = -1;
    this.#mask.fill(0xff, 0, length);
    this.#mask.fill(0, length);
    this.#doubles.count = this.#packetDoubles.count = this.#contacts.count = this.#others.count = 0;
    for (const times of this.#times) times.count = 0;
    for (const floats of this.#floats) floats.count = 0;
  }

  /** Note that these bytes may differ: none of their bits count, or only those that make a varint go on. */
  release(at: number, end: number, mask: 0 | 0x80): void {
    this.#mask.fill(mask, at, end);
  }

  /** Note a double and the tag before it. */
  double(at: number, tag: number, slot: number, ofPacket: boolean): void {
    this.release(at - 1, at + 8, 0);
    (ofPacket ? this.#packetDoubles : this.#doubles).addDouble(at, slot, tag);
  }

  /** @param list 0 for positions, 1 for velocities, 2 for loads */
  floats(at: number, end: number, list: number): void {
    this.release(at, end, 0);
    this.#floats[list]?.add(at, end);
  }

  varint(at: number, end: number, kind: number, slot: number): void {
    this.release(at, end, 0x80);
    const times = end - at > 5 ? undefined : this.#times[kind];
    if (times !== undefined) times.addVarint(at, end, slot);
    else if (kind === CONTACT && end - at === 1) this.#contacts.add(at, slot);
    else this.#others.add(at, end, kind, slot);
  }

  /** The message has been read. */
  finish(state: StateStreamMemory): void {
    const mask = new DataView(this.#mask.buffer);
    this.#windows.count = 0;
    for (let at = 0; at < state.length; at++) {
      if (this.#mask[at] === 0) continue;
      const bits = mask.getInt32(at, true);
      this.#windows.add(at, bits, state.view.getInt32(at, true) & bits);
      at += 3;
    }
    this.#present = state.present;
    this.#contactCount = state.contacts.count;
    const { count, present } = state.packets;
    if (this.#packets.length !== count) this.#packets = new Uint8Array(count);
    for (let i = 0; i < count; i++) this.#packets[i] = present[i] as number;
    this.#header = state.headerStart;
    this.#headerEnd = state.headerEnd;
    this.#identifier = state.identifier.isSet ? state.identifier.known : undefined;
    this.#mountingLinkName = state.mountingLinkName.isSet ? state.mountingLinkName.known : undefined;
    this.length = state.length;
    state.skeleton = this;
  }

  /**
   * Read the numbers of the message in `state.bytes`, if it has this skeleton.
   * @returns whether it has; if not, the numbers in memory are worth nothing
   */
  read(state: StateStreamMemory): boolean {
    if (state.length !== this.length || !fits(state.view, this.#windows)) return false;
    if (state.skeleton !== this) this.#prepare(state);
    state.header = undefined;
    if (
      !readDoubles(state, this.#doubles, state.numbers) ||
      !readDoubles(state, this.#packetDoubles, state.packets.numbers)
    ) {
      state.skeleton = undefined;
      return false;
    }
    readFloats(state.view, this.#floats[0], state.position.all);
    readFloats(state.view, this.#floats[1], state.velocity.all);
    readFloats(state.view, this.#floats[2], state.load.all);
    const [seconds, nanos, packetSeconds, packetNanos] = this.#times;
    readSeconds(state, seconds, state.numbers);
    readNanos(state, nanos, state.numbers);
    readSeconds(state, packetSeconds, state.packets.numbers);
    readNanos(state, packetNanos, state.packets.numbers);
    readContacts(state, this.#contacts);
    readOthers(state, this.#others);
    return true;
  }

  /** Put everything but the numbers in its place. */
  #prepare(state: StateStreamMemory): void {
    state.clear();
    state.skeleton = this;
    state.present = this.#present;
    state.headerStart = this.#header;
    state.headerEnd = this.#headerEnd;
    if (this.#identifier !== undefined) state.identifier.set(this.#identifier);
    if (this.#mountingLinkName !== undefined) state.mountingLinkName.set(this.#mountingLinkName);
    for (let i = 0; i < this.#packets.length; i++)
      state.packets.present[state.packets.add()] = this.#packets[i] as number;
    const { position, velocity, load, contacts } = state;
    position.extend(floatCount(this.#floats[0]));
    velocity.extend(floatCount(this.#floats[1]));
    load.extend(floatCount(this.#floats[2]));
    contacts.extend(this.#contactCount);
  }
}

function floatCount(places: Places): number {
  let count = 0;
  for (let i = 0; i < places.count; i += 2) count += ((places.all[i + 1] as number) - (places.all[i] as number)) >> 2;
  return count;
}

function fits(view: DataView, { all, count }: Places): boolean {
  for (let i = 0; i < count; i += 3) {
    if ((view.getInt32(all[i] as number, true) & (all[i + 1] as number)) !== all[i + 2]) return false;
  }
  return true;
}

/** @returns whether they have the tags that they should have */
function readDoubles({ bytes, view }: StateStreamMemory, { all, count }: Places, into: Float64Array): boolean {
  for (let i = 0; i < count; i += 4) {
    let at = all[i] as number;
    let slot = all[i + 1] as number;
    let tag = all[i + 3] as number;
    let left = all[i + 2] as number;
    // Most are the three of a vector.
    for (; left >= 3; left -= 3) {
      if (bytes[at - 1] !== tag || bytes[at + 8] !== tag + 8 || bytes[at + 17] !== tag + 16) return false;
      into[slot] = view.getFloat64(at, true);
      into[slot + 1] = view.getFloat64(at + 9, true);
      into[slot + 2] = view.getFloat64(at + 18, true);
      at += 27;
      slot += 3;
      tag += 24;
    }
    for (; left > 0; left--) {
      if (bytes[at - 1] !== tag) return false;
      into[slot++] = view.getFloat64(at, true);
      at += 9;
      tag += 8;
    }
  }
  return true;
}

function readFloats(view: DataView, { all, count }: Places, into: Float32Array): void {
  let slot = 0;
  for (let i = 0; i < count; i += 2) {
    const end = all[i + 1] as number;
    let at = all[i] as number;
    for (; at + 12 <= end; at += 12) {
      into[slot++] = view.getFloat32(at, true);
      into[slot++] = view.getFloat32(at + 4, true);
      into[slot++] = view.getFloat32(at + 8, true);
    }
    for (; at < end; at += 4) into[slot++] = view.getFloat32(at, true);
  }
}

function readSeconds({ bytes, view }: StateStreamMemory, { all, count }: Places, into: Float64Array): void {
  for (let i = 0; i < count; i += 4) {
    const at = all[i] as number;
    const fifth = (bytes[at + 4] as number) & (all[i + 3] as number);
    into[all[i + 1] as number] = (fourGroups(view, at) & (all[i + 2] as number)) + fifth * TWO_POW_28;
  }
}

function readNanos({ bytes, view }: StateStreamMemory, { all, count }: Places, into: Float64Array): void {
  for (let i = 0; i < count; i += 4) {
    const at = all[i] as number;
    const fifth = (bytes[at + 4] as number) & (all[i + 3] as number);
    into[all[i + 1] as number] = (fourGroups(view, at) & (all[i + 2] as number)) | (fifth << 28);
  }
}

/** The first four groups of seven bits of a varint, at once: there is room behind every message. */
function fourGroups(view: DataView, at: number): number {
  const four = view.getInt32(at, true);
  return (four & 0x7f) | ((four >>> 1) & 0x3f80) | ((four >>> 2) & 0x1f_c000) | ((four >>> 3) & 0xfe0_0000);
}

function readContacts({ bytes, contacts }: StateStreamMemory, { all, count }: Places): void {
  for (let i = 0; i < count; i += 2) contacts.all[all[i + 1] as number] = bytes[all[i] as number] as number;
}

function readOthers(state: StateStreamMemory, { all, count }: Places): void {
  for (let i = 0; i < count; i += 4) {
    const slot = all[i + 3] as number;
    varint(state, all[i] as number, all[i + 1] as number);
    storeVarint(state, all[i + 2] as number, slot);
  }
}

/** Put the varint that was read last in its place. */
function storeVarint(state: StateStreamMemory, kind: number, slot: number): void {
  switch (kind) {
    case SECONDS:
    case PACKET_SECONDS:
      // Every second from here to 285 million years off is exact.
      (kind === SECONDS ? state.numbers : state.packets.numbers)[slot] = state.upper * TWO_POW_32 + (state.lower >>> 0);
      break;
    case NANOS:
    case PACKET_NANOS:
      (kind === NANOS ? state.numbers : state.packets.numbers)[slot] = state.lower;
      break;
    case KEY:
      state.numbers[slot] = state.lower >>> 0;
      break;
    default:
      state.contacts.all[slot] = state.lower;
  }
}
