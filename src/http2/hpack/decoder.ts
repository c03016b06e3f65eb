/** From header blocks to header lists (RFC 7541 §3, §6). */
import { BlockReader, compressionError } from "./block-reader.ts";
import { DEFAULT_TABLE_BYTES, DynamicTable, fieldBytes } from "./dynamic-table.ts";
import { readInteger } from "./integer.ts";
import { type Field, STATIC_TABLE } from "./static-table.ts";
import { readString } from "./string-literal.ts";

/** The fields of a block in their order, or `undefined` where they were more than is taken. */
export type HeaderList = readonly Field[] | undefined;

/** Reads every block of a connection, in order, each exactly once: they share a table. */
export class HeaderDecoder {
  readonly #maxListBytes: number;
  readonly #table = new DynamicTable();

  /** @param maxListBytes what a list may count (RFC 9113 §6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE) */
  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes;
  }

  /** Changes whenever the same bytes may come to mean something else. */
  get generation(): number {
    return this.#table.generation;
  }

  /**
   * Decode a block. One whose list is too large is read to its end, for the table's sake; its fields are not kept.
   * @throws {Http2Violation} COMPRESSION_ERROR: what follows cannot be read any more
   */
  decode(block: Uint8Array): HeaderList {
    const reader = new BlockReader(block);
    while (!reader.isAtEnd && (reader.peek() & 0xe0) === 0x20) this.#resize(readInteger(reader, 5));
    const fields: Field[] = [];
    let bytes = 0;
    while (!reader.isAtEnd) {
      const field = this.#field(reader);
      bytes += fieldBytes(field.name, field.value);
      if (bytes <= this.#maxListBytes) fields.push(field);
    }
    return bytes <= this.#maxListBytes ? fields : undefined;
  }

  #field(reader: BlockReader): Field {
    const pattern = reader.peek();
    if (pattern >= 0x80) return this.#indexed(readInteger(reader, 7)); // §6.1
    if (pattern >= 0x40) {
      const field = this.#literal(reader, 6); // §6.2.1
      this.#table.insert(field);
      return field;
    }
    // A size update "MUST occur at the beginning of the first header block" (§4.2), before any field.
    if (pattern >= 0x20) throw compressionError("a table size update in the middle of a header block");
    // Without indexing (§6.2.2), or never (§6.2.3): a difference only to who sends it on.
    return this.#literal(reader, 4);
  }

  #literal(reader: BlockReader, prefixBits: number): Field {
    const index = readInteger(reader, prefixBits);
    const name = index === 0 ? readString(reader) : this.#indexed(index).name;
    return { name, value: readString(reader) };
  }

  /** Index 0 "MUST be treated as a decoding error" (§6.1), and so must one beyond both tables (§2.3.3). */
  #indexed(index: number): Field {
    const field = index === 0 ? undefined : (STATIC_TABLE[index] ?? this.#table.at(index));
    if (field === undefined) throw compressionError(`a header block names index ${index}, which is no field`);
    return field;
  }

  #resize(maxBytes: number): void {
    // "A value that exceeds this limit MUST be treated as a decoding error" (§6.3): we announce no other than the default.
    if (maxBytes > DEFAULT_TABLE_BYTES) throw compressionError(`a table size of ${maxBytes} bytes was never allowed`);
    this.#table.resize(maxBytes);
  }
}
