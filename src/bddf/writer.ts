/** Writing a file: series are declared, records follow, the index and the checksum come at the end. */
import { createHash } from "node:crypto";
import {
  DataDescriptor,
  DescriptorBlock,
  type DescriptorBlockInit,
  FileFormatDescriptor_CheckSumType,
  type PodTypeDescriptorInit,
  type SeriesBlockIndex_BlockEntryInit,
  type SeriesDescriptorInit,
  type SeriesIdentifierInit,
} from "../messages/bosdyn/api/bddf.ts";
import { type RobotTime, robotTimeToTimestamp } from "../services/time.ts";
import { BLOCK_HEADER_BYTES, BlockType, encodeBlockHeader, encodeEndBlock, END_MAGIC, MAGIC } from "./format.ts";
import { bytesPerSample, encodeSample, type PodSample } from "./pod.ts";
import { CHANNEL_KEY, seriesIdentifierHash, SeriesType, specKey } from "./series.ts";

/** Takes the bytes of a file in order; a promise holds the writer back. */
export type BddfSink = (bytes: Uint8Array) => void | Promise<void>;

/** What a record has beside its data. */
export interface RecordInit {
  /** Robot time. */
  readonly timestamp: RobotTime;
  /** One for each of the series' additional index names. */
  readonly additionalIndexes?: readonly bigint[] | undefined;
}

/** A series in the making. */
interface OpenSeries {
  readonly descriptor: SeriesDescriptorInit;
  readonly offset: number;
  readonly entries: SeriesBlockIndex_BlockEntryInit[];
  bytes: number;
  /** Samples that are not in a block yet. */
  packed: { readonly first: RecordInit; readonly parts: Uint8Array[]; bytes: number } | undefined;
}

/** Samples share a block up to this many bytes. */
const PACKED_BYTES = 2048;

/**
 * Writes one file. Calls must not overlap: await each.
 * @example
 * ```ts
 * const writer = new BddfWriter((bytes) => file.write(bytes).then(() => undefined));
 * const states = await writer.addMessages("bosdyn.api.RobotState");
 * await writer.write(states, { timestamp }, RobotState.encode(state));
 * await writer.close();
 * ```
 */
export class BddfWriter {
  readonly #sink: BddfSink;
  readonly #annotations: ReadonlyMap<string, string>;
  readonly #sha1 = createHash("sha1");
  readonly #series: OpenSeries[] = [];
  readonly #specs = new Set<string>();
  #offset = 0;
  #isClosed = false;

  /** @param annotations of the file: keys and values for people */
  constructor(sink: BddfSink, annotations: ReadonlyMap<string, string> = new Map()) {
    this.#sink = sink;
    this.#annotations = annotations;
  }

  /**
   * Declare a series of messages on a channel.
   * @param typeName full protobuf name
   * @param channel default: the type's name
   * @returns its index, for `write`
   * @throws {RangeError} there is one of the same specification already
   */
  addMessages(typeName: string, channel: string = typeName): Promise<number> {
    const seriesIdentifier = { seriesType: SeriesType.channel, spec: new Map([[CHANNEL_KEY, channel]]) };
    const messageType = { contentType: "application/protobuf", typeName };
    return this.addSeries({ seriesIdentifier, messageType });
  }

  /** Declare a series of plain numbers; `writeSample` fills it. @throws {RangeError} as `addSeries`, or no such type */
  async addSamples(seriesIdentifier: SeriesIdentifierInit, podType: PodTypeDescriptorInit): Promise<number> {
    bytesPerSample(podType);
    return this.addSeries({ seriesIdentifier, podType });
  }

  /**
   * Declare a series of any kind; index and hash are filled in.
   * @throws {RangeError} there is one of the same specification already
   */
  async addSeries(descriptor: SeriesDescriptorInit): Promise<number> {
    this.#throwIfClosed();
    const key = specKey(descriptor.seriesIdentifier?.spec ?? new Map<string, string>());
    if (this.#specs.has(key)) throw new RangeError(`there is a series of the specification ${key} already`);
    this.#specs.add(key);
    await this.#begin();
    const seriesIndex = this.#series.length;
    const identifierHash = seriesIdentifierHash(descriptor.seriesIdentifier ?? {});
    const whole = { ...descriptor, seriesIndex, identifierHash };
    this.#series.push({ descriptor: whole, offset: this.#offset, entries: [], bytes: 0, packed: undefined });
    await this.#writeDescriptor({ seriesDescriptor: whole });
    return seriesIndex;
  }

  /** Write one record. @throws {RangeError} no such series, or another count of additional indexes */
  async write(seriesIndex: number, record: RecordInit, data: Uint8Array): Promise<void> {
    await this.#writeData(this.#open(seriesIndex), record, data);
  }

  /**
   * Write one sample; several share a block, whose time is that of the first.
   * @throws {RangeError} the series has no numbers, or another count of them
   */
  async writeSample(seriesIndex: number, timestamp: RobotTime, sample: PodSample): Promise<void> {
    const series = this.#open(seriesIndex);
    const { podType } = series.descriptor;
    if (podType === undefined) throw new RangeError(`series ${seriesIndex} holds no plain numbers`);
    const bytes = encodeSample(podType, sample);
    if (series.packed !== undefined && series.packed.bytes + bytes.length > PACKED_BYTES) await this.#flush(series);
    series.packed ??= { first: { timestamp }, parts: [], bytes: 0 };
    series.packed.parts.push(bytes);
    series.packed.bytes += bytes.length;
  }

  /** Write what is left, the index and the checksum. Closing the sink is its owner's business. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#begin();
    for (const series of this.#series) await this.#flush(series);
    this.#isClosed = true;
    const offsets: bigint[] = [];
    for (const { entries, offset, bytes, descriptor } of this.#series) {
      offsets.push(BigInt(this.#offset));
      const { seriesIndex } = descriptor;
      const index = {
        seriesIndex,
        descriptorFileOffset: BigInt(offset),
        blockEntries: entries,
        totalBytes: BigInt(bytes),
      };
      await this.#writeDescriptor({ seriesBlockIndex: index });
    }
    const indexOffset = this.#offset;
    await this.#writeDescriptor({
      fileIndex: {
        seriesIdentifiers: this.#series.map(({ descriptor }) => descriptor.seriesIdentifier ?? {}),
        seriesBlockIndexOffsets: offsets,
        seriesIdentifierHashes: this.#series.map(({ descriptor }) => descriptor.identifierHash ?? 0n),
      },
    });
    await this.#put(encodeEndBlock(indexOffset));
    await this.#sink(this.#sha1.digest());
    await this.#sink(END_MAGIC);
  }

  async #begin(): Promise<void> {
    if (this.#offset > 0) return;
    await this.#put(MAGIC);
    const version = { majorVersion: 1 };
    const checksumType = FileFormatDescriptor_CheckSumType.CHECKSUM_TYPE_SHA1;
    await this.#writeDescriptor({
      fileDescriptor: { version, annotations: this.#annotations, checksumType, checksumNumBytes: 20 },
    });
  }

  #open(seriesIndex: number): OpenSeries {
    this.#throwIfClosed();
    const series = this.#series[seriesIndex];
    if (series === undefined) throw new RangeError(`there is no series ${seriesIndex}: add it first`);
    return series;
  }

  async #flush(series: OpenSeries): Promise<void> {
    if (series.packed === undefined) return;
    const { first, parts, bytes } = series.packed;
    series.packed = undefined;
    const data = new Uint8Array(bytes);
    let at = 0;
    for (const part of parts) {
      data.set(part, at);
      at += part.length;
    }
    await this.#writeData(series, first, data);
  }

  async #writeData(
    series: OpenSeries,
    { timestamp, additionalIndexes = [] }: RecordInit,
    data: Uint8Array,
  ): Promise<void> {
    const { seriesIndex, additionalIndexNames = [] } = series.descriptor;
    if (additionalIndexes.length !== additionalIndexNames.length) {
      const wanted = additionalIndexNames.length;
      throw new RangeError(`series ${seriesIndex} takes ${wanted} additional indexes, not ${additionalIndexes.length}`);
    }
    const at = robotTimeToTimestamp(timestamp);
    const descriptor = DataDescriptor.encode({ seriesIndex, timestamp: at, additionalIndexes });
    series.entries.push({ timestamp: at, fileOffset: BigInt(this.#offset), additionalIndexes });
    series.bytes += data.length;
    const head = new Uint8Array(BLOCK_HEADER_BYTES + 4);
    head.set(encodeBlockHeader({ type: BlockType.data, size: descriptor.length + data.length }));
    new DataView(head.buffer).setUint32(BLOCK_HEADER_BYTES, descriptor.length, true);
    await this.#put(head);
    await this.#put(descriptor);
    await this.#put(data);
  }

  async #writeDescriptor(block: DescriptorBlockInit): Promise<void> {
    const bytes = DescriptorBlock.encode(block);
    await this.#put(encodeBlockHeader({ type: BlockType.descriptor, size: bytes.length }));
    await this.#put(bytes);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#sha1.update(bytes);
    this.#offset += bytes.length;
    await this.#sink(bytes);
  }

  #throwIfClosed(): void {
    if (this.#isClosed) throw new TypeError("this writer is closed: the file is finished");
  }
}
