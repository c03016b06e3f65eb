/**
 * The frame of a BDDF file, version 1.0.0: magic, blocks, an end that points to the index, a checksum, magic. All numbers
 * are little endian.
 */
import { BddfError } from "./errors.ts";

/** "BDDF" opens a file. */
export const MAGIC: Uint8Array = /* @__PURE__ */ new TextEncoder().encode("BDDF");
/** "FDDB" closes it. */
export const END_MAGIC: Uint8Array = /* @__PURE__ */ new TextEncoder().encode("FDDB");
/** Type and size in eight bytes. */
export const BLOCK_HEADER_BYTES = 8;
/** SHA-1; also what stands there for a file without a checksum, all zero. */
export const CHECKSUM_BYTES = 20;
/** From the end block's header to the end of the file. */
export const END_BYTES: number = BLOCK_HEADER_BYTES + 8 + CHECKSUM_BYTES + 4;
/** What the end block's header gives for its size. Readers leave it out of account. */
const END_SIZE = 24;

/** The kinds of block. */
export const BlockType = { data: 0, descriptor: 1, end: 2 } as const;

/** A block's header. */
export interface BlockHeader {
  readonly type: number;
  /** Bytes after the header; of a data block without the four that give its descriptor's length. */
  readonly size: number;
}

/** Write a header: the type in the top byte, the size in the other seven. */
export function encodeBlockHeader({ type, size }: BlockHeader): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(type) << 56n) | BigInt(size), true);
  return bytes;
}

/** Read a header. @throws {BddfError} `BDDF_CORRUPT`, `BDDF_TOO_LARGE` */
export function decodeBlockHeader(bytes: Uint8Array, offset: number, maxBlockBytes: number): BlockHeader {
  const word = viewOf(bytes).getBigUint64(0, true);
  const type = Number(word >> 56n);
  if (type > BlockType.end) throw new BddfError("BDDF_CORRUPT", offset, `there is no block of type ${type}`);
  const size = Number(word & (2n ** 56n - 1n));
  if (type !== BlockType.end && size > maxBlockBytes) {
    throw new BddfError("BDDF_TOO_LARGE", offset, `a block of ${size} bytes, more than the limit of ${maxBlockBytes}`);
  }
  return { type, size };
}

/** The end block: where the index is, 0 for none. */
export function encodeEndBlock(indexOffset: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES + 8);
  bytes.set(encodeBlockHeader({ type: BlockType.end, size: END_SIZE }));
  viewOf(bytes).setBigUint64(BLOCK_HEADER_BYTES, BigInt(indexOffset), true);
  return bytes;
}

/** A view of just these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether bytes are a magic. */
export function isMagic(bytes: Uint8Array, magic: Uint8Array): boolean {
  return bytes.length === magic.length && magic.every((byte, i) => bytes[i] === byte);
}
