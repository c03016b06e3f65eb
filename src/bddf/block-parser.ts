/** Bytes of a file, cut anywhere, into its blocks. It knows no file: whoever has bytes pushes them. */
import { ByteQueue } from "./byte-queue.ts";
import { DataDescriptor, DescriptorBlock } from "../messages/bosdyn/api/bddf.ts";
import { BddfError } from "./errors.ts";
import {
  BLOCK_HEADER_BYTES,
  type BlockHeader,
  BlockType,
  CHECKSUM_BYTES,
  decodeBlockHeader,
  END_MAGIC,
  isMagic,
  MAGIC,
  viewOf,
} from "./format.ts";

/** Blocks larger than this are refused, in bytes: what a robot records is far smaller. */
export const DEFAULT_MAX_BLOCK_BYTES: number = 256 * 1024 * 1024;

/** One block of a file, and where its header begins. */
export type Block =
  | {
      readonly kind: "descriptor";
      readonly offset: number;
      readonly descriptor: DescriptorBlock;
      /** Bytes that it took in the file. */
      readonly bytes: number;
    }
  | { readonly kind: "data"; readonly offset: number; readonly descriptor: DataDescriptor; readonly data: Uint8Array }
  | { readonly kind: "end"; readonly offset: number; readonly indexOffset: number; readonly checksum: Uint8Array };

/** Read the block that begins at the start of `bytes`, all of it there. @throws {BddfError} */
export function decodeBlock(header: BlockHeader, body: Uint8Array, offset: number): Block {
  if (header.type === BlockType.descriptor) {
    return { kind: "descriptor", offset, descriptor: decode(DescriptorBlock, body, offset), bytes: body.length };
  }
  if (header.type === BlockType.end) {
    const indexOffset = Number(viewOf(body).getBigUint64(0, true));
    const checksum = body.subarray(8, 8 + CHECKSUM_BYTES);
    if (!isMagic(body.subarray(8 + CHECKSUM_BYTES), END_MAGIC)) {
      throw new BddfError("BDDF_CORRUPT", offset, "the file does not close with FDDB");
    }
    return { kind: "end", offset, indexOffset, checksum };
  }
  const descriptorLength = viewOf(body).getUint32(0, true);
  if (descriptorLength > header.size) {
    throw new BddfError(
      "BDDF_CORRUPT",
      offset,
      `a descriptor of ${descriptorLength} bytes in a block of ${header.size}`,
    );
  }
  const descriptor = decode(DataDescriptor, body.subarray(4, 4 + descriptorLength), offset);
  return { kind: "data", offset, descriptor, data: body.subarray(4 + descriptorLength) };
}

/** How many bytes follow a header. */
export function bodyBytes({ type, size }: BlockHeader): number {
  if (type === BlockType.end) return 8 + CHECKSUM_BYTES + END_MAGIC.length;
  return type === BlockType.data ? size + 4 : size;
}

/** Turns chunks into blocks. Each block's bytes are a copy of its own. */
export class BlockParser {
  readonly #maxBlockBytes: number;
  readonly #pending = new ByteQueue();
  /** Where in the file the pending bytes begin. */
  #offset = 0;
  #header: BlockHeader | undefined;
  #hasMagic = false;
  #isEnded = false;

  constructor(maxBlockBytes: number = DEFAULT_MAX_BLOCK_BYTES) {
    this.#maxBlockBytes = maxBlockBytes;
  }

  /**
   * Accept bytes; yield the blocks that they complete, those before any damage too.
   * @throws {BddfError}
   */
  *push(chunk: Uint8Array): Generator<Block, undefined, undefined> {
    if (chunk.length === 0) return;
    if (this.#isEnded) throw new BddfError("BDDF_CORRUPT", this.#offset, "bytes after the end");
    this.#pending.append(chunk);
    for (let block = this.#next(); block !== undefined; block = this.#next()) yield block;
  }

  /** There are no more bytes. @throws {BddfError} `BDDF_TRUNCATED`: the file broke off; what came before it holds */
  end(): void {
    if (!this.#isEnded)
      throw new BddfError("BDDF_TRUNCATED", this.#offset + this.#pending.length, "the file breaks off");
  }

  #next(): Block | undefined {
    if (!this.#hasMagic) {
      const magic = this.#take(MAGIC.length);
      if (magic === undefined) return undefined;
      if (!isMagic(magic, MAGIC)) throw new BddfError("BDDF_NOT_A_FILE", 0, "a file begins with BDDF");
      this.#hasMagic = true;
    }
    if (this.#isEnded) return undefined;
    if (this.#header === undefined) {
      const at = this.#offset;
      const bytes = this.#take(BLOCK_HEADER_BYTES);
      if (bytes === undefined) return undefined;
      this.#header = decodeBlockHeader(bytes, at, this.#maxBlockBytes);
    }
    const body = this.#take(bodyBytes(this.#header));
    if (body === undefined) return undefined;
    const offset = this.#offset - body.length - BLOCK_HEADER_BYTES;
    const block = decodeBlock(this.#header, body, offset);
    this.#header = undefined;
    if (block.kind === "end") {
      this.#isEnded = true;
      if (this.#pending.length > 0) throw new BddfError("BDDF_CORRUPT", this.#offset, "bytes after the end");
    }
    return block;
  }

  /** Take so many bytes, if they are there. */
  #take(length: number): Uint8Array | undefined {
    if (this.#pending.length < length) return undefined;
    this.#offset += length;
    // What the queue gives may be a view of a chunk that is far larger, and would keep all of it in memory.
    return this.#pending.take(length).slice();
  }
}

function decode<T>(codec: { decode(bytes: Uint8Array): T }, bytes: Uint8Array, offset: number): T {
  try {
    return codec.decode(bytes);
  } catch (cause) {
    throw new BddfError("BDDF_CORRUPT", offset, `a descriptor cannot be read: ${(cause as Error).message}`, { cause });
  }
}
