/** Things too long for one message, in pieces: split for a download, joined from an upload within a limit. */
import type { DataChunk, DataChunkInit } from "../../messages/bosdyn/api/data_chunk.ts";

/** The longest piece that this robot sends. Spot's are at most 4 MB. */
export const PIECE_BYTES = 2_000_000;

/** Split bytes; no bytes make one message without a piece. */
export function* pieces(bytes: Uint8Array): Generator<DataChunkInit | undefined, undefined> {
  const totalSize = BigInt(bytes.length);
  if (bytes.length === 0) yield undefined;
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield { totalSize, data: bytes.subarray(start, start + PIECE_BYTES) };
  }
}

/** The most pieces that are joined: each costs memory beyond its bytes. */
export const MAX_PIECES = 100_000;

/** Why the pieces of an upload do not make a whole. */
export class BrokenUpload extends Error {
  override readonly name = "BrokenUpload";
}

/** Joins the pieces of one upload as they come. */
export class ChunkJoiner {
  readonly #maxBytes: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;
  #announced = 0n;

  /** @param maxBytes the longest whole that is taken */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Add a piece. @throws {BrokenUpload} the whole is longer than announced, or over a limit */
  add(chunk: DataChunk | undefined): void {
    if (chunk === undefined) return;
    this.#announced = chunk.totalSize > this.#announced ? chunk.totalSize : this.#announced;
    this.#length += chunk.data.length;
    if (this.#announced > BigInt(this.#maxBytes) || this.#length > this.#maxBytes) {
      throw new BrokenUpload(`more than ${this.#maxBytes} bytes`);
    }
    if (this.#announced > 0n && BigInt(this.#length) > this.#announced) {
      throw new BrokenUpload(`the chunks hold more than the ${this.#announced} bytes they announce`);
    }
    // Empty ones would pile up for as long as the client likes.
    if (chunk.data.length === 0) return;
    if (this.#pieces.length === MAX_PIECES) throw new BrokenUpload(`more than ${MAX_PIECES} pieces`);
    this.#pieces.push(chunk.data);
  }

  /** The whole. @throws {BrokenUpload} a part of it did not come */
  whole(): Uint8Array {
    if (BigInt(this.#length) < this.#announced) {
      throw new BrokenUpload(`the chunks hold ${this.#length} of the ${this.#announced} bytes they announce`);
    }
    const whole = new Uint8Array(this.#length);
    let offset = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, offset);
      offset += piece.length;
    }
    return whole;
  }
}
