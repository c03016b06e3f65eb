/** From header fields to header blocks (RFC 7541 §6). */
import type { HeaderFields } from "../../grpc/header-fields.ts";
import type { ByteSink } from "../byte-sink.ts";
import { DEFAULT_TABLE_BYTES, DynamicTable, fieldBytes } from "./dynamic-table.ts";
import { writeInteger } from "./integer.ts";
import { STATIC_NAMES } from "./static-table.ts";
import { writeString } from "./string-literal.ts";

/**
 * Never indexed, by us or by whoever sends them on (§7.1.3): short secrets that could be guessed value by value from the
 * size of blocks. `authorization` is not among them: a robot's token is hundreds of random characters, which are not
 * guessed, and nobody but the caller puts fields into our blocks. Indexed it travels once instead of with every call.
 */
const NEVER_INDEXED: ReadonlySet<string> = /* @__PURE__ */ new Set(["cookie", "set-cookie", "proxy-authorization"]);
/** Different from call to call: their names are worth an entry, their further values are not. */
const CHANGING: ReadonlySet<string> = /* @__PURE__ */ new Set(["grpc-timeout", "content-length"]);

/** Where a name stands in the dynamic table: the number of its newest entry, and of the newest with each value. */
interface DynamicName {
  newest: number;
  readonly byValue: Map<string, number>;
}

/** Writes every block of a connection, in order: they share a table. */
export class HeaderEncoder {
  readonly #names = new Map<string, DynamicName>();
  readonly #table = new DynamicTable((entry, number) => this.#forget(entry.name, entry.value, number));
  /** The smallest size since the last block, and the last one, where they are still to be told (§4.2). */
  #smallestSize: number | undefined;
  #newSize: number | undefined;

  /** Use no more of the peer's memory than this: its SETTINGS_HEADER_TABLE_SIZE. Ours is never above the default. */
  limitTable(peerBytes: number): void {
    const bytes = Math.min(peerBytes, DEFAULT_TABLE_BYTES);
    if (this.#newSize === undefined && bytes === this.#table.maxBytes) return;
    this.#smallestSize = Math.min(this.#smallestSize ?? bytes, bytes);
    this.#newSize = bytes;
    this.#table.resize(bytes);
  }

  /** Changes whenever the same fields may come to be written otherwise. */
  get generation(): number {
    return this.#table.generation;
  }

  /**
   * Write the fields, in their order, as one block.
   * @returns whether it could be sent again as it is, until the generation changes
   */
  encode(fields: HeaderFields, out: ByteSink): boolean {
    const hasSize = this.#newSize !== undefined;
    const { generation } = this;
    this.#tellSize(out);
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (typeof value === "string") this.#field(name, value, out);
      else for (const each of value ?? []) this.#field(name, each, out);
    }
    return !hasSize && generation === this.generation;
  }

  #tellSize(out: ByteSink): void {
    if (this.#newSize === undefined) return;
    // "the smallest maximum table size that occurs in that interval MUST be signaled" (§4.2), then the final one.
    if (this.#smallestSize !== this.#newSize) writeInteger(out, 5, 0x20, this.#smallestSize as number);
    writeInteger(out, 5, 0x20, this.#newSize);
    this.#smallestSize = this.#newSize = undefined;
  }

  #field(name: string, value: string, out: ByteSink): void {
    const fixed = STATIC_NAMES.get(name);
    const fixedIndex = fixed?.byValue.get(value);
    if (fixedIndex !== undefined) {
      writeInteger(out, 7, 0x80, fixedIndex);
      return;
    }
    const known = this.#names.get(name);
    const nameIndex = fixed?.index ?? (known === undefined ? 0 : this.#table.indexOf(known.newest));
    if (NEVER_INDEXED.has(name)) {
      literal(out, 4, 0x10, nameIndex, name, value);
      return;
    }
    const number = known?.byValue.get(value);
    if (number !== undefined) {
      writeInteger(out, 7, 0x80, this.#table.indexOf(number));
      return;
    }
    // A field that would push out most of the table costs more than it saves.
    const isWorthAnEntry = fieldBytes(name, value) <= this.#table.maxBytes / 2;
    if (!isWorthAnEntry || (CHANGING.has(name) && nameIndex !== 0)) {
      literal(out, 4, 0x00, nameIndex, name, value);
      return;
    }
    literal(out, 6, 0x40, nameIndex, name, value);
    this.#table.insert({ name, value });
    this.#remember(name, value);
  }

  #remember(name: string, value: string): void {
    const number = this.#table.insertions;
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, { newest: number, byValue: new Map([[value, number]]) });
    else {
      known.newest = number;
      known.byValue.set(value, number);
    }
  }

  #forget(name: string, value: string, number: number): void {
    const known = this.#names.get(name);
    if (known?.byValue.get(value) === number) known.byValue.delete(value);
    if (known?.newest === number) this.#names.delete(name);
  }
}

function literal(
  out: ByteSink,
  prefixBits: number,
  pattern: number,
  nameIndex: number,
  name: string,
  value: string,
): void {
  writeInteger(out, prefixBits, pattern, nameIndex);
  if (nameIndex === 0) writeString(out, name);
  writeString(out, value);
}
