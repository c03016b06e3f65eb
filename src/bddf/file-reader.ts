/** Reading a finished file by its index: one series, or a span of time, without the rest. */
import { type FileHandle, open } from "node:fs/promises";
import type { SeriesBlockIndex, SeriesDescriptor } from "../messages/bosdyn/api/bddf.ts";
import { type RobotTime, robotTimeFromTimestamp } from "../services/time.ts";
import { type Block, bodyBytes, decodeBlock, DEFAULT_MAX_BLOCK_BYTES } from "./block-parser.ts";
import { BddfError } from "./errors.ts";
import { BLOCK_HEADER_BYTES, decodeBlockHeader, END_BYTES, END_MAGIC, isMagic, MAGIC, viewOf } from "./format.ts";
import { CHANNEL_KEY } from "./series.ts";
import { type BddfRecord, MAX_SERIES, type ReadBddfOptions, SeriesBook } from "./stream-reader.ts";

/** Which records of a series. */
export interface RecordSpan {
  /** The first instant, robot time. */
  readonly from?: RobotTime | undefined;
  /** The last instant, robot time. */
  readonly to?: RobotTime | undefined;
}

/** A file with its index. Open it with `openBddf`; hold it with `await using`. */
export class BddfFile implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #maxBlockBytes: number;
  readonly #book = new SeriesBook();
  readonly #indexes = new Map<number, SeriesBlockIndex>();

  /** Use `openBddf`. */
  constructor(handle: FileHandle, size: number, maxBlockBytes: number) {
    this.#handle = handle;
    this.#size = size;
    this.#maxBlockBytes = maxBlockBytes;
  }

  /** Every series of the file. */
  get series(): readonly SeriesDescriptor[] {
    return this.#book.series;
  }

  /** The series of a channel, whatever their type: robots and their tools name it differently. */
  channel(name: string): readonly SeriesDescriptor[] {
    return this.series.filter(({ seriesIdentifier }) => seriesIdentifier?.spec.get(CHANNEL_KEY) === name);
  }

  /** How many blocks a series has. */
  count({ seriesIndex }: SeriesDescriptor): number {
    return this.#indexes.get(seriesIndex)?.blockEntries.length ?? 0;
  }

  /**
   * The records of a series, in the order of the file. Samples share blocks: the block that `from` lies in is among them,
   * with its earlier samples too.
   * @throws {BddfError} the file is damaged
   */
  async *records(series: SeriesDescriptor, { from, to }: RecordSpan = {}): AsyncGenerator<BddfRecord, undefined> {
    const entries = this.#indexes.get(series.seriesIndex)?.blockEntries ?? [];
    for (const [i, { timestamp, fileOffset }] of entries.entries()) {
      const at = robotTimeFromTimestamp(timestamp ?? {});
      if (to !== undefined && at > to) continue;
      if (from !== undefined && at < from) {
        const next = entries[i + 1];
        const mayReach = next === undefined || robotTimeFromTimestamp(next.timestamp ?? {}) > from;
        if (series.podType === undefined || !mayReach) continue;
      }
      const block = await this.#block(Number(fileOffset));
      if (block.kind !== "data") throw new BddfError("BDDF_CORRUPT", block.offset, "the index points at no data");
      yield this.#book.record(block);
    }
  }

  /** Close the file. */
  close(): Promise<void> {
    return this.#handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Read the index, and what it points to. */
  async load(): Promise<void> {
    if (!isMagic(await this.#bytes(0, MAGIC.length), MAGIC)) {
      throw new BddfError("BDDF_NOT_A_FILE", 0, "a file begins with BDDF");
    }
    const tail = await this.#bytes(Math.max(0, this.#size - END_BYTES), END_BYTES);
    if (!isMagic(tail.subarray(-END_MAGIC.length), END_MAGIC)) {
      throw new BddfError("BDDF_TRUNCATED", this.#size, "it does not close with FDDB: read it as a stream instead");
    }
    const indexOffset = Number(viewOf(tail).getBigUint64(BLOCK_HEADER_BYTES, true));
    if (indexOffset === 0) {
      throw new BddfError("BDDF_CORRUPT", this.#size - END_BYTES, "the file has no index: read it as a stream instead");
    }
    this.#book.take(await this.#block(MAGIC.length));
    const { fileIndex } = await this.#descriptor(indexOffset);
    if (fileIndex === undefined) throw new BddfError("BDDF_CORRUPT", indexOffset, "there is no index here");
    if (fileIndex.seriesBlockIndexOffsets.length > MAX_SERIES) {
      throw new BddfError("BDDF_TOO_LARGE", indexOffset, `an index of more than ${MAX_SERIES} series`);
    }
    for (const offset of fileIndex.seriesBlockIndexOffsets) {
      const { seriesBlockIndex: index } = await this.#descriptor(Number(offset));
      if (index === undefined)
        throw new BddfError("BDDF_CORRUPT", Number(offset), "there is no index of a series here");
      this.#indexes.set(index.seriesIndex, index);
      this.#book.take(await this.#block(Number(index.descriptorFileOffset)));
    }
  }

  async #descriptor(offset: number): Promise<(Block & { readonly kind: "descriptor" })["descriptor"]> {
    const block = await this.#block(offset);
    if (block.kind === "descriptor") return block.descriptor;
    throw new BddfError("BDDF_CORRUPT", offset, "there is no descriptor here");
  }

  async #block(offset: number): Promise<Block> {
    const header = decodeBlockHeader(await this.#bytes(offset, BLOCK_HEADER_BYTES), offset, this.#maxBlockBytes);
    return decodeBlock(header, await this.#bytes(offset + BLOCK_HEADER_BYTES, bodyBytes(header)), offset);
  }

  async #bytes(offset: number, length: number): Promise<Uint8Array> {
    if (!(offset >= 0 && offset + length <= this.#size)) {
      throw new BddfError("BDDF_TRUNCATED", offset, `${length} bytes are not there, in a file of ${this.#size}`);
    }
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) throw new BddfError("BDDF_TRUNCATED", offset + filled, "the file has become shorter");
      filled += bytesRead;
    }
    return bytes;
  }
}

/**
 * Open a finished file by its index. Its checksum is not looked at, which would take reading all of it.
 * @throws {BddfError} it is none, has no index, or breaks off: `readBddf` reads those from the beginning
 */
export async function openBddf(path: string, options: Pick<ReadBddfOptions, "maxBlockBytes"> = {}): Promise<BddfFile> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const file = new BddfFile(handle, size, options.maxBlockBytes ?? DEFAULT_MAX_BLOCK_BYTES);
    await file.load();
    return file;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
