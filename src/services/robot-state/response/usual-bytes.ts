/**
 * The moves of the hand-tuned decoder: lengths, texts and varints as a robot sends them. Whatever is not so (a length in
 * more bytes than it needs, a text beyond ASCII, bytes that are missing) is marked as unusual, and nothing that was read
 * with it counts: the generated codec then decides what it means.
 */
import { knownText } from "./known-texts.ts";

/** One message's bytes, and whether they have been as usual so far. */
export class UsualBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** False once something was not as usual; what is read is then worth nothing. */
  isUsual = true;
  /** Where the value ends that was entered last, or the varint that was read last. */
  end = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** Step into a length-delimited value, which ends at `usual.end`, at most at `limit`. @returns where it begins */
export function enter(usual: UsualBytes, at: number, limit: number): number {
  const { bytes } = usual;
  let length = at < limit ? (bytes[at++] as number) : 0x80;
  if (length >= 0x80) {
    const second = at < limit ? (bytes[at++] as number) : 0x80;
    if (second >= 0x80) usual.isUsual = false;
    length = (length & 0x7f) | (second << 7);
  }
  usual.end = at + length;
  if (usual.end <= limit) return at;
  usual.isUsual = false;
  usual.end = limit;
  return limit;
}

/** Where a value of less than 128 bytes ends, at most at `limit`. It begins behind the one byte of its length, at `at`. */
export function shortEnd(usual: UsualBytes, at: number, limit: number): number {
  const length = at < limit ? (usual.bytes[at] as number) : 0x80;
  const end = at + 1 + length;
  if (length < 0x80 && end <= limit) return end;
  usual.isUsual = false;
  return limit;
}

/** Read a text that ends at `end`. */
export function readText(usual: UsualBytes, at: number, end: number): string {
  const text = at > end ? undefined : knownText(usual.bytes, usual.view, at, end);
  if (text !== undefined) return text;
  usual.isUsual = false;
  return "";
}

/** Read a varint in one byte: an enum or a truth value. */
export function readByte(usual: UsualBytes, at: number, end: number): number {
  const byte = at < end ? (usual.bytes[at] as number) : 0x80;
  if (byte >= 0x80) usual.isUsual = false;
  return byte;
}

/** Read a varint in no more than five bytes, behind which `usual.end` then is. */
export function readVarint(usual: UsualBytes, at: number, end: number): number {
  const { bytes } = usual;
  let value = 0;
  for (let weight = 1; weight <= 2 ** 28 && at < end; weight *= 128) {
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) {
      usual.end = at;
      return value;
    }
  }
  usual.isUsual = false;
  usual.end = end;
  return 0;
}
