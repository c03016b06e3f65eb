/** Reading a file from its beginning to its end, as it comes: from a disk, or from a robot that is still sending it. */
import { createHash } from "node:crypto";
import { FileFormatDescriptor_CheckSumType, type SeriesDescriptor } from "../messages/bosdyn/api/bddf.ts";
import { type RobotTime, robotTimeFromTimestamp } from "../services/time.ts";
import { type Block, BlockParser, DEFAULT_MAX_BLOCK_BYTES } from "./block-parser.ts";
import { BddfError } from "./errors.ts";
import { CHECKSUM_BYTES } from "./format.ts";

/** The most series that a file may declare: what was recorded of a whole robot has some hundreds. */
export const MAX_SERIES = 100_000;
/** As many bytes as their descriptions may take together: all of them are kept while the file is read. */
export const MAX_SERIES_BYTES: number = 64 * 1024 * 1024;

/** One block of data: a message, or samples. */
export interface BddfRecord {
  readonly series: SeriesDescriptor;
  /** Robot time; of several samples, that of the first. */
  readonly timestamp: RobotTime;
  /** One for each of the series' additional index names. */
  readonly additionalIndexes: readonly bigint[];
  /** Its own copy. */
  readonly data: Uint8Array;
}

/** How to read. */
export interface ReadBddfOptions {
  /** Blocks that are larger are refused, in bytes. Default 256 MiB. */
  readonly maxBlockBytes?: number | undefined;
  /** Whether to compare the file's checksum at its end, if it has one. Default true. */
  readonly verifyChecksum?: boolean | undefined;
}

/**
 * Read a file from its chunks, cut anywhere. A file that is damaged or breaks off yields all that came before, and then
 * throws.
 * @throws {BddfError} `BDDF_NOT_A_FILE`, `BDDF_TRUNCATED`, `BDDF_CORRUPT`, `BDDF_CHECKSUM`, `BDDF_TOO_LARGE`, `BDDF_SERIES`
 * @example
 * ```ts
 * for await (const { series, timestamp, data } of readBddf(createReadStream("log.bddf"))) {
 *   if (series.messageType?.typeName === "bosdyn.api.RobotState") console.log(timestamp, RobotState.decode(data));
 * }
 * ```
 */
export async function* readBddf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { maxBlockBytes = DEFAULT_MAX_BLOCK_BYTES, verifyChecksum = true }: ReadBddfOptions = {},
): AsyncGenerator<BddfRecord, undefined, undefined> {
  const parser = new BlockParser(maxBlockBytes);
  const book = new SeriesBook();
  const checksum = verifyChecksum ? new TrailingChecksum() : undefined;
  for await (const chunk of chunks) {
    checksum?.update(chunk);
    for (const block of parser.push(chunk)) {
      const record = book.take(block);
      if (record !== undefined) yield record;
      else if (block.kind === "end" && book.hasChecksum) checksum?.verify(block.checksum, block.offset);
    }
  }
  parser.end();
}

/** Knows the series that the blocks so far have declared. */
export class SeriesBook {
  readonly #series = new Map<number, { readonly descriptor: SeriesDescriptor; readonly bytes: number }>();
  #seriesBytes = 0;
  #hasChecksum = false;

  /** Whether the file does not say that it has none. */
  get hasChecksum(): boolean {
    return this.#hasChecksum;
  }

  /** The series so far. */
  get series(): readonly SeriesDescriptor[] {
    return [...this.#series.values()].map(({ descriptor }) => descriptor);
  }

  /** Take a block in. @returns the record, if it is one @throws {BddfError} `BDDF_SERIES`, `BDDF_TOO_LARGE` */
  take(block: Block): BddfRecord | undefined {
    if (block.kind === "data") return this.record(block);
    if (block.kind === "end") return undefined;
    const { fileDescriptor, seriesDescriptor } = block.descriptor;
    if (fileDescriptor !== undefined) {
      this.#hasChecksum = fileDescriptor.checksumType !== FileFormatDescriptor_CheckSumType.CHECKSUM_TYPE_NONE;
      const major = fileDescriptor.version?.majorVersion ?? 0;
      if (major !== 1)
        throw new BddfError("BDDF_NOT_A_FILE", block.offset, `version ${major} of the format is unknown`);
    }
    if (seriesDescriptor !== undefined) this.#declare(seriesDescriptor, block.bytes, block.offset);
    return undefined;
  }

  /** A data block with the series that it belongs to. @throws {BddfError} `BDDF_SERIES` */
  record({ descriptor, data, offset }: Block & { readonly kind: "data" }): BddfRecord {
    const { seriesIndex, timestamp, additionalIndexes } = descriptor;
    const series = this.#series.get(seriesIndex)?.descriptor;
    if (series === undefined) {
      throw new BddfError("BDDF_SERIES", offset, `data of series ${seriesIndex}, which nothing has described`);
    }
    if (additionalIndexes.length !== series.additionalIndexNames.length) {
      const wanted = series.additionalIndexNames.length;
      throw new BddfError("BDDF_SERIES", offset, `${additionalIndexes.length} additional indexes, not ${wanted}`);
    }
    return { series, timestamp: robotTimeFromTimestamp(timestamp ?? {}), additionalIndexes, data };
  }

  /** Once more for the same series takes the place of what it was. */
  #declare(descriptor: SeriesDescriptor, bytes: number, offset: number): void {
    const { seriesIndex } = descriptor;
    this.#seriesBytes += bytes - (this.#series.get(seriesIndex)?.bytes ?? 0);
    this.#series.set(seriesIndex, { descriptor, bytes });
    if (this.#series.size > MAX_SERIES || this.#seriesBytes > MAX_SERIES_BYTES) {
      const limits = `${MAX_SERIES} series, or ${MAX_SERIES_BYTES} bytes of their descriptions`;
      throw new BddfError("BDDF_TOO_LARGE", offset, `the file declares more than ${limits}`);
    }
  }
}

/** SHA-1 of everything but the last bytes, which are the checksum and the closing magic. */
class TrailingChecksum {
  readonly #sha1 = createHash("sha1");
  #tail: Uint8Array = new Uint8Array(0);

  update(chunk: Uint8Array): void {
    const all = new Uint8Array(this.#tail.length + chunk.length);
    all.set(this.#tail);
    all.set(chunk, this.#tail.length);
    const kept = Math.min(all.length, CHECKSUM_BYTES + 4);
    this.#sha1.update(all.subarray(0, all.length - kept));
    this.#tail = all.slice(all.length - kept);
  }

  verify(expected: Uint8Array, offset: number): void {
    if (Buffer.compare(this.#sha1.digest(), expected) === 0) return;
    throw new BddfError("BDDF_CHECKSUM", offset, "the file's checksum is not that of its bytes: it is damaged");
  }
}
