/**
 * Trees that cannot be made again from the bytes of their frame alone, those of header blocks above all, in a few bytes each.
 * Most are equal to one that came before, on another stream, and are kept once.
 */
import type { Span, SpanKind } from "../../inspect/index.ts";
import type { StringTable } from "./string-table.ts";

const KINDS: readonly SpanKind[] = [
  "preface",
  "frame",
  "entry",
  "message",
  "field",
  "header",
  "tag",
  "length",
  "value",
  "padding",
  "unread",
];
const IS_PART = 0x10;
const KIND_BITS = 0x0f;

const BLOCK_BYTES = 64 * 1024;
/** Different trees of which each is looked for once more; what comes after is kept as it comes. */
const MOST_KNOWN = 100_000;

/** What of a frame's tree is kept: its root without its place and length, and what is below it. */
export type KeptTree = Pick<Span, "kind" | "label" | "text" | "fault" | "isPart"> & {
  /** Counted from the start of the frame. */
  readonly children: readonly Span[];
};

/** Keeps trees by number. */
export class TreeStore {
  readonly #strings: StringTable;
  readonly #blocks: Uint8Array[] = [];
  /** By a hash of their bytes: the latest of each. */
  readonly #known = new Map<number, number>();
  #end = 0;
  /** Where a tree is written before it is known whether it is new. */
  #scratch: Uint8Array = new Uint8Array(1024);
  #length = 0;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** Memory that the trees take, texts not counted. */
  get bytes(): number {
    return this.#blocks.length * BLOCK_BYTES;
  }

  /** Keep a tree. @returns its number */
  keep(tree: KeptTree): number {
    this.#length = 0;
    this.#write(tree, 0);
    const bytes = this.#scratch.subarray(0, this.#length);
    const hash = hashOf(bytes);
    const known = this.#known.get(hash);
    if (known !== undefined && this.#isAt(known, bytes)) return known;
    const place = this.#append(bytes);
    if (this.#known.size < MOST_KNOWN) this.#known.set(hash, place);
    return place;
  }

  /** The tree of a number. @param start of its children: what comes before them is not kept */
  tree(number: number, start: number): KeptTree {
    return this.#read({ at: number }, start, true);
  }

  /** The root of a tree, without what is below it. */
  root(number: number): KeptTree {
    return this.#read({ at: number }, 0, false);
  }

  #write(span: KeptTree, length: number): void {
    const { kind, label, text, fault, isPart, children } = span;
    this.#varint(KINDS.indexOf(kind) | (isPart === true ? IS_PART : 0));
    this.#varint(length);
    for (const each of [label, text === "" ? undefined : text, fault, (span as Partial<Span>).typeName])
      this.#varint(this.#strings.numberOf(each));
    this.#varint(children.length);
    for (const child of children) this.#write(child, child.end - child.start);
  }

  #read(cursor: { at: number }, start: number, isWhole: boolean): Span {
    const head = this.#next(cursor);
    const length = this.#next(cursor);
    const label = this.#strings.textOf(this.#next(cursor)) ?? "";
    const text = this.#strings.textOf(this.#next(cursor)) ?? "";
    const fault = this.#strings.textOf(this.#next(cursor));
    const typeName = this.#strings.textOf(this.#next(cursor));
    const children: Span[] = [];
    let at = start;
    for (let left = isWhole ? this.#next(cursor) : 0; left > 0; left--) {
      const child = this.#read(cursor, at, true);
      children.push(child);
      at = child.end;
    }
    return {
      kind: KINDS[head & KIND_BITS] as SpanKind,
      start,
      end: start + length,
      label,
      text,
      children,
      ...(typeName !== undefined && { typeName }),
      ...(fault !== undefined && { fault }),
      ...((head & IS_PART) !== 0 && { isPart: true }),
    };
  }

  #varint(value: number): void {
    if (this.#length + 8 > this.#scratch.length) {
      const larger = new Uint8Array(2 * this.#scratch.length);
      larger.set(this.#scratch);
      this.#scratch = larger;
    }
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      this.#scratch[this.#length++] = rest < 128 ? rest : (rest % 128) + 128;
      if (rest < 128) return;
    }
  }

  #next(cursor: { at: number }): number {
    for (let value = 0, weight = 1; ; weight *= 128) {
      const byte = this.#byte(cursor.at++);
      value += (byte % 128) * weight;
      if (byte < 128) return value;
    }
  }

  #byte(at: number): number {
    return (this.#blocks[Math.floor(at / BLOCK_BYTES)] as Uint8Array)[at % BLOCK_BYTES] as number;
  }

  #isAt(place: number, bytes: Uint8Array): boolean {
    for (let i = 0; i < bytes.length; i++) {
      if (place + i >= this.#end || this.#byte(place + i) !== bytes[i]) return false;
    }
    return true;
  }

  #append(bytes: Uint8Array): number {
    const place = this.#end;
    for (let at = 0; at < bytes.length;) {
      const within = this.#end % BLOCK_BYTES;
      if (within === 0) this.#blocks.push(new Uint8Array(BLOCK_BYTES));
      const count = Math.min(BLOCK_BYTES - within, bytes.length - at);
      this.#blocks.at(-1)?.set(bytes.subarray(at, at + count), within);
      this.#end += count;
      at += count;
    }
    return place;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193);
  return hash >>> 0;
}
