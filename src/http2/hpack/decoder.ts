/** From header blocks to header lists (RFC 7541 §3, §6). */
import { BlockReader, compressionError } from "./block-reader.ts";
import type { BlockRecorder } from "./block-recorder.ts";
import { DEFAULT_TABLE_BYTES, DynamicTable, fieldBytes } from "./dynamic-table.ts";
import { readInteger } from "./integer.ts";
import { type Field, STATIC_TABLE } from "./static-table.ts";
import { readString } from "./string-literal.ts";

/** The fields of a block in their order, or `undefined` where they were more than is taken. */
export type HeaderList = readonly Field[] | undefined;

/** What an inspector of other people's connections needs otherwise than a party to one. */
export interface HeaderDecoderOptions {
  /**
   * Stands in for entries that a table lacks because the connection's beginning was not seen. Default: there is none, and
   * an index beyond both tables is the error that it is between the parties.
   */
  readonly unseen?: ((index: number) => Field | undefined) | undefined;
}

/** Reads every block of a connection, in order, each exactly once: they share a table. */
export class HeaderDecoder {
  readonly #maxListBytes: number;
  readonly #unseen: HeaderDecoderOptions["unseen"];
  readonly #table = new DynamicTable();
  #maxTableBytes: number = DEFAULT_TABLE_BYTES;

  /** @param maxListBytes what a list may count (RFC 9113 §6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE) */
  constructor(maxListBytes: number, { unseen }: HeaderDecoderOptions = {}) {
    this.#maxListBytes = maxListBytes;
    this.#unseen = unseen;
  }

  /** Changes whenever the same bytes may come to mean something else. */
  get generation(): number {
    return this.#table.generation;
  }

  /** Allow the sender so large a table: what was announced to it. Default 4096 (SETTINGS_HEADER_TABLE_SIZE). */
  limitTable(maxBytes: number): void {
    this.#maxTableBytes = maxBytes;
  }

  /**
   * Decode a block. One whose list is too large is read to its end, for the table's sake; its fields are not kept.
   * @param recorder told of every part, those before a fault included
   * @throws {Http2Violation} COMPRESSION_ERROR: what follows cannot be read any more
   */
  decode(block: Uint8Array, recorder?: BlockRecorder): HeaderList {
    const reader = new BlockReader(block);
    while (!reader.isAtEnd && (reader.peek() & 0xe0) === 0x20) this.#resize(reader, recorder);
    const fields: Field[] = [];
    let bytes = 0;
    while (!reader.isAtEnd) {
      const field = this.#field(reader, recorder);
      recorder?.end(field, reader.position);
      bytes += fieldBytes(field.name, field.value);
      if (bytes <= this.#maxListBytes) fields.push(field);
    }
    return bytes <= this.#maxListBytes ? fields : undefined;
  }

  #field(reader: BlockReader, recorder: BlockRecorder | undefined): Field {
    const pattern = reader.peek();
    if (pattern >= 0x80) {
      // §6.1
      recorder?.begin("indexed", reader.position);
      return this.#indexed(readNumber(reader, 7, recorder));
    }
    if (pattern >= 0x40) {
      recorder?.begin("incremental", reader.position);
      const field = this.#literal(reader, 6, recorder); // §6.2.1
      this.#table.insert(field);
      return field;
    }
    // A size update "MUST occur at the beginning of the first header block" (§4.2), before any field.
    if (pattern >= 0x20) throw compressionError("a table size update in the middle of a header block");
    // Without indexing (§6.2.2), or never (§6.2.3): a difference only to who sends it on.
    recorder?.begin(pattern >= 0x10 ? "never-indexed" : "without-indexing", reader.position);
    return this.#literal(reader, 4, recorder);
  }

  #literal(reader: BlockReader, prefixBits: number, recorder: BlockRecorder | undefined): Field {
    const index = readNumber(reader, prefixBits, recorder);
    const name = index === 0 ? readString(reader, recorder) : this.#indexed(index).name;
    return { name, value: readString(reader, recorder) };
  }

  /** Index 0 "MUST be treated as a decoding error" (§6.1), and so must one beyond both tables (§2.3.3). */
  #indexed(index: number): Field {
    const known = index === 0 ? undefined : (STATIC_TABLE[index] ?? this.#table.at(index));
    const field = known ?? (index === 0 ? undefined : this.#unseen?.(index));
    if (field === undefined) throw compressionError(`a header block names index ${index}, which is no field`);
    return field;
  }

  #resize(reader: BlockReader, recorder: BlockRecorder | undefined): void {
    recorder?.begin("size-update", reader.position);
    const maxBytes = readNumber(reader, 5, recorder);
    // "A value that exceeds this limit MUST be treated as a decoding error" (§6.3).
    if (maxBytes > this.#maxTableBytes) throw compressionError(`a table size of ${maxBytes} bytes was never allowed`);
    this.#table.resize(maxBytes);
    recorder?.end(undefined, reader.position);
  }
}

function readNumber(reader: BlockReader, prefixBits: number, recorder: BlockRecorder | undefined): number {
  const value = readInteger(reader, prefixBits);
  recorder?.integer(value, reader.position);
  return value;
}
