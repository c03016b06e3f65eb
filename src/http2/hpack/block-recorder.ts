/** How a header block is made up: told, part by part, to whoever wants to show it, by the decoder that reads it anyway. */
import type { Field } from "./static-table.ts";

/** What an entry of a block does (RFC 7541 §6). */
export type EntryKind = "indexed" | "incremental" | "without-indexing" | "never-indexed" | "size-update";

/** A name or a value as it stands in a block. */
export interface StringLiteral {
  readonly text: string;
  readonly isHuffman: boolean;
  /** Where its length ends, and its octets begin. */
  readonly lengthEnd: number;
  readonly end: number;
}

/** Hears of every part of a block, in order, as soon as it is read; offsets count from the start of the block. */
export interface BlockRecorder {
  begin(kind: EntryKind, start: number): void;
  /** The entry's number: an index, 0 where a name follows instead, or the size of a table. */
  integer(value: number, end: number): void;
  /** A literal of the entry: its name, where the index is 0, and then its value. */
  string(literal: StringLiteral): void;
  /** The entry is read whole. @param field `undefined` for a size update */
  end(field: Field | undefined, end: number): void;
}
