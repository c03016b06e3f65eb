/** Bytes of a file, cut anywhere, into its blocks. It knows no file: whoever has bytes pushes them. */
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
  | { readonly kind: "descriptor"; readonly offset: number; readonly descriptor: DescriptorBlock }
  | { readonly kind: "data"; readonly offset: number; readonly descriptor: DataDescriptor; readonly data: Uint8Array }
  | { readonly kind: "end"; readonly offset: number; readonly indexOffset: number; readonly checksum: Uint8Array };

/** Read the block that begins at the start of `bytes`, all of it there. @throws {BddfError} */
export function decodeBlock(header: BlockHeader, body: Uint8Array, offset: number): Block {
  if (header.type === BlockType.descriptor) {
    return { kind: "descriptor", offset, descriptor: decode(DescriptorBlock, body, offset) };
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
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  /** Where in the file the pending bytes begin. */
  #offset = 0;
  #header: BlockHeader | undefined;
  #hasMagic = false;
  #isEnded = false;

  constructor(maxBlockBytes: number = DEFAULT_MAX_BLOCK_BYTES) {
    this.#maxBlockBytes = maxBlockBytes;
  }

  /** Accept bytes; return the blocks that they complete. @throws {BddfError} */
  push(chunk: Uint8Array): Block[] {
    if (this.#isEnded && chunk.length > 0) throw new BddfError("BDDF_CORRUPT", this.#offset, "bytes after the end");
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    const blocks: Block[] = [];
    for (;;) {
      const block = this.#next();
      if (block === undefined) return blocks;
      blocks.push(block);
    }
  }

  /** There are no more bytes. @throws {BddfError} `BDDF_TRUNCATED`: the file broke off; what came before it holds */
  end(): void {
    if (!this.#isEnded) throw new BddfError("BDDF_TRUNCATED", this.#offset + this.#pendingBytes, "the file breaks off");
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
      if (this.#pendingBytes > 0) throw new BddfError("BDDF_CORRUPT", this.#offset, "bytes after the end");
    }
    return block;
  }

  /** Take so many bytes, if they are there. */
  #take(length: number): Uint8Array | undefined {
    if (this.#pendingBytes < length) return undefined;
    const taken = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const [first] = this.#pending as [Uint8Array];
      const part = first.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === first.length) this.#pending.shift();
      else this.#pending[0] = first.subarray(part.length);
    }
    this.#pendingBytes -= length;
    this.#offset += length;
    return taken;
  }
}

function decode<T>(codec: { decode(bytes: Uint8Array): T }, bytes: Uint8Array, offset: number): T {
  try {
    return codec.decode(bytes);
  } catch (cause) {
    throw new BddfError("BDDF_CORRUPT", offset, `a descriptor cannot be read: ${(cause as Error).message}`, { cause });
  }
}
