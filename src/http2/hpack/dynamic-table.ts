/** The table that both sides grow alike, oldest entries out first (RFC 7541 §2.3.2, §4). */
import { type Field, STATIC_TABLE } from "./static-table.ts";

/** What an entry counts above name and value (§4.1). */
export const ENTRY_OVERHEAD_BYTES = 32;
/** What the table may hold until SETTINGS say otherwise (RFC 9113 §6.5.2). */
export const DEFAULT_TABLE_BYTES = 4096;
/** Evicted entries that may stay at the front of the array before it is cut. */
const MOST_DEAD = 64;

/** Bytes that a field counts in a table or a list (§4.1; RFC 9113 §6.5.2). */
export function fieldBytes(name: string, value: string): number {
  return name.length + value.length + ENTRY_OVERHEAD_BYTES;
}

/** One side's dynamic table. Its first index is the one after the static table's last. */
export class DynamicTable {
  /** Oldest first; those before `#first` are evicted. */
  #entries: Field[] = [];
  #first = 0;
  #bytes = 0;
  #maxBytes: number = DEFAULT_TABLE_BYTES;
  #insertions = 0;
  #generation = 0;
  readonly #onEvict: ((entry: Field, number: number) => void) | undefined;

  /** @param onEvict told of each entry that goes, with the number of its insertion, counted from 1 */
  constructor(onEvict?: (entry: Field, number: number) => void) {
    this.#onEvict = onEvict;
  }

  /** Changes whenever an index comes to mean something else. */
  get generation(): number {
    return this.#generation;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** Entries ever inserted: the number of the newest. */
  get insertions(): number {
    return this.#insertions;
  }

  /** The field at an index, or `undefined`. @param index counted on from the static table; the newest entry is 62 */
  at(index: number): Field | undefined {
    const position = this.#entries.length - 1 - (index - STATIC_TABLE.length);
    return position < this.#first ? undefined : this.#entries[position];
  }

  /** The index of the entry with this number. */
  indexOf(number: number): number {
    return STATIC_TABLE.length + this.#insertions - number;
  }

  /** Add an entry; one that is larger than the table empties it (§4.4). */
  insert(entry: Field): void {
    const bytes = fieldBytes(entry.name, entry.value);
    this.#generation++;
    this.#evictTo(this.#maxBytes - bytes);
    if (bytes > this.#maxBytes) return;
    this.#entries.push(entry);
    this.#insertions++;
    this.#bytes += bytes;
  }

  /** Change what it may hold (§4.3). */
  resize(maxBytes: number): void {
    this.#generation++;
    this.#maxBytes = maxBytes;
    this.#evictTo(maxBytes);
  }

  #evictTo(bytes: number): void {
    while (this.#bytes > Math.max(bytes, 0)) {
      const entry = this.#entries[this.#first] as Field;
      const number = this.#insertions - (this.#entries.length - this.#first) + 1;
      this.#first++;
      this.#bytes -= fieldBytes(entry.name, entry.value);
      this.#onEvict?.(entry, number);
    }
    if (this.#first > MOST_DEAD) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}
