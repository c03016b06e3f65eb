/** Looks for bytes, in all that a side has sent: they may lie in several frames. */
import type { Span } from "../../inspect/index.ts";
import { type ConnectionModel, withoutSecrets } from "./connection-model.ts";
import type { DetailOptions, SearchHit } from "./page-model.ts";
import { lineOf } from "./titles.ts";

const HEX_QUERY = /^\s*hex:\s*((?:[0-9a-f]{2}[\s,:]*)+)$/i;
/** Bytes that are looked through between two pauses. */
const PAUSE_BYTES = 64 * 1024;
const FRAME_COST_BYTES = 64;

/** The bytes that a query asks for: `hex: 0a 03`. @returns `undefined` if it asks for text */
export function hexNeedle(query: string): Uint8Array | undefined {
  const digits = HEX_QUERY.exec(query)?.[1]?.replace(/[\s,:]/g, "");
  if (digits === undefined) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Look through a connection: each hit is in the frame in which it begins. */
export function* searchBytes(
  connection: ConnectionModel,
  needle: Uint8Array,
  { showSecrets = false }: DetailOptions,
): Generator<SearchHit | undefined, undefined, undefined> {
  const { store, trees, number } = connection;
  const { frames, logs } = store;
  let work = 0;
  for (let row = 0; row < frames.length; row++) {
    const [offset, size, log] = [frames.offset(row), frames.size(row), logs[frames.side(row)]];
    const bytes = log.read(offset, offset + size + needle.length - 1);
    for (let at = indexOf(bytes, needle, 0); at >= 0; at = indexOf(bytes, needle, at + 1)) {
      if (showSecrets || isSeen(connection, row, at, needle)) {
        const { path, span } = deepestAt(trees.view(row).span, at);
        const shown = showSecrets ? span : deepestAt(withoutSecrets(trees.view(row)).span, at).span;
        yield { connection: number, frame: row, path, text: lineOf(shown) };
      }
      if ((work += needle.length) >= PAUSE_BYTES) {
        work = 0;
        yield undefined;
      }
    }
    work += size + FRAME_COST_BYTES;
    if (work < PAUSE_BYTES) continue;
    work = 0;
    yield undefined;
  }
}

function indexOf(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  const first = needle[0] as number;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + needle.length > bytes.length) return -1;
    if (needle.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

/** Whether no byte of a hit is of a secret. */
function isSeen({ store, trees }: ConnectionModel, row: number, at: number, needle: Uint8Array): boolean {
  const { frames } = store;
  let each: number | undefined = row;
  let place = at;
  for (let i = 0; i < needle.length; i++, place++) {
    while (each !== undefined && place >= frames.size(each)) {
      place -= frames.size(each);
      each = frames.rowOfByte(frames.side(each), frames.offset(each) + frames.size(each));
    }
    // Bytes of which nobody knows yet what they are.
    if (each === undefined) return false;
    const { bytes } = withoutSecrets(trees.view(each));
    if (bytes[place] !== needle[i]) return false;
  }
  return true;
}

/** The smallest part that a byte is in. */
function deepestAt(root: Span, at: number): { readonly path: number[]; readonly span: Span } {
  const path: number[] = [];
  let span = root;
  for (;;) {
    const number = span.children.findIndex(({ start, end }) => start <= at && at < end);
    const child = span.children[number];
    if (child === undefined) return { path, span };
    path.push(number);
    span = child;
  }
}
