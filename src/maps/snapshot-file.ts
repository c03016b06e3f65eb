/**
 * Looking a serialised message over in its file, without reading it whole: its fields are walked through, those that are
 * short are decoded, and the contents of longer ones are passed over.
 */
import type { FileHandle } from "node:fs/promises";

/** Fields up to this long are decoded: 1 MiB. A message is the sum of its fields, so each can be decoded by itself. */
const MAX_DECODED_BYTES = 1_048_576;
const WINDOW_BYTES = 65_536;
/** A tag and a length, or a tag and a number. */
const MAX_HEAD_BYTES = 20;
/** No message nests deeper than this, groups included. */
const MAX_DEPTH = 100;

/**
 * Say what is wrong with a file.
 * @param size its length in bytes
 * @param codec of the message that it should be
 * @returns `undefined` if nothing is, as far as was looked
 * @throws {Error} the file cannot be read
 */
export async function findDamage(
  handle: FileHandle,
  size: number,
  codec: { decode(bytes: Uint8Array): unknown },
): Promise<string | undefined> {
  const window = new FileWindow(handle, size);
  const groups: number[] = [];
  let at = 0;
  while (at < size) {
    const field = fieldOf(await window.read(at, MAX_HEAD_BYTES));
    if (field === undefined || at + field.length > size) return `no field begins at byte ${at}, or it is cut short`;
    if (field.wireType === 3) {
      if (groups.length === MAX_DEPTH) return `more than ${MAX_DEPTH} groups are nested at byte ${at}`;
      groups.push(field.number);
    } else if (field.wireType === 4) {
      if (groups.pop() !== field.number) return `group ${field.number} ends at byte ${at} but never began`;
    } else if (groups.length === 0 && field.length <= MAX_DECODED_BYTES) {
      try {
        codec.decode(await window.read(at, field.length));
      } catch (error) {
        return `in the field at byte ${at}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    at += field.length;
  }
  return groups.length === 0 ? undefined : "it ends within a group";
}

interface Field {
  readonly number: number;
  readonly wireType: number;
  /** From its tag to the end of its value; of a group, its tag alone. */
  readonly length: number;
}

/** The field that begins here, or `undefined` if none can. */
function fieldOf(bytes: Uint8Array): Field | undefined {
  const tag = varint(bytes, 0);
  if (tag === undefined || tag.value > 0xffff_ffff || tag.value < 8) return undefined;
  const [number, wireType] = [Math.floor(tag.value / 8), tag.value % 8];
  if (wireType === 3 || wireType === 4) return { number, wireType, length: tag.end };
  if (wireType === 1 || wireType === 5) return { number, wireType, length: tag.end + (wireType === 1 ? 8 : 4) };
  const value = varint(bytes, tag.end);
  if (value === undefined || wireType > 5) return undefined;
  return { number, wireType, length: value.end + (wireType === 2 ? value.value : 0) };
}

/** A varint, rounded where it is longer than any length. */
function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  return undefined;
}

/** Reads a file forwards, some at a time. */
class FileWindow {
  readonly #handle: FileHandle;
  readonly #size: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** The bytes from a place on, fewer at the end of the file. */
  async read(at: number, count: number): Promise<Uint8Array> {
    const end = Math.min(at + count, this.#size);
    if (at < this.#start || end > this.#start + this.#bytes.length) {
      const bytes = new Uint8Array(Math.min(Math.max(count, WINDOW_BYTES), this.#size - at));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await this.#handle.read(bytes, filled, bytes.length - filled, at + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      this.#bytes = bytes.subarray(0, filled);
      this.#start = at;
    }
    return this.#bytes.subarray(at - this.#start, end - this.#start);
  }
}
