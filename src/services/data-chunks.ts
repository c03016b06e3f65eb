/**
 * Things too long for one message travel as a stream of `DataChunk`s: each holds a piece and the length of the whole.
 * Splitting copies nothing, and the pieces are made as the peer takes them; joining holds the whole once it is complete
 * and refuses what grows beyond its announced length or a limit.
 */
import type { DataChunk, DataChunkInit } from "../messages/bosdyn/api/data_chunk.ts";
import type { MessageCodec } from "../grpc/index.ts";
import { ServerError } from "./errors/response-errors.ts";

/** Pieces of graphs, snapshots and sounds: 1 MiB. */
export const GRAPH_PIECE_BYTES = 1_048_576;
/** Pieces of missions and autowalks: 1 000 000 bytes. */
export const MISSION_PIECE_BYTES = 1_000_000;
/** Pieces of stored data: 96 MiB, which leaves 4 MiB of the longest message for the rest of it. */
export const STORE_PIECE_BYTES = 100_663_296;
/** The longest whole that is joined unless a caller says otherwise: 1 GiB. */
export const MAX_JOINED_BYTES = 1_073_741_824;

/** The most pieces that are joined: a gigabyte in pieces of a kilobyte. Each costs memory beyond its bytes. */
export const MAX_JOINED_PIECES = 1_000_000;

/** The pieces do not make the whole that they announce. */
export class DataChunkError extends ServerError {
  override readonly code: "DATA_CHUNK_TRUNCATED" | "DATA_CHUNK_OVERRUN" | "DATA_CHUNK_TOO_LARGE";

  constructor(code: DataChunkError["code"], method: string, response: unknown, detail: string) {
    super({ method, response, status: 0, detail });
    this.code = code;
  }
}

/**
 * Split bytes into chunks of at most `pieceBytes`, each a view on `bytes`. No bytes make no chunk.
 * @throws {RangeError} `pieceBytes` is not a positive integer
 */
export function* splitIntoChunks(
  bytes: Uint8Array,
  pieceBytes: number,
): Generator<DataChunkInit, undefined, undefined> {
  if (!Number.isSafeInteger(pieceBytes) || pieceBytes < 1)
    throw new RangeError(`${pieceBytes} is no length of a piece`);
  const totalSize = BigInt(bytes.length);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield { totalSize, data: bytes.subarray(start, start + pieceBytes) };
  }
}

/**
 * Split bytes into messages that hold one chunk each. No bytes make one message without a chunk, so that whatever else
 * it says still arrives.
 * @param wrap makes the message of a chunk
 */
export function* splitIntoMessages<T>(
  bytes: Uint8Array,
  pieceBytes: number,
  wrap: (chunk: DataChunkInit | undefined) => T,
): Generator<T, undefined, undefined> {
  if (bytes.length === 0) yield wrap(undefined);
  for (const chunk of splitIntoChunks(bytes, pieceBytes)) yield wrap(chunk);
}

/** Take the chunk out of each message of a stream. */
export async function* pickChunks<T>(
  messages: AsyncIterable<T>,
  pick: (message: T) => DataChunk | undefined,
): AsyncGenerator<DataChunk | undefined, undefined, undefined> {
  for await (const message of messages) yield pick(message);
}

/**
 * Take the pieces out of the chunks of a stream, none of which is empty, and hold them against the length that they
 * announce.
 * @param method `:path` of the call, for errors
 * @param maxBytes the longest whole accepted; default 1 GiB
 * @throws {DataChunkError} the pieces are more or fewer bytes than announced, or more than `maxBytes`
 */
export async function* piecesOf(
  chunks: AsyncIterable<DataChunk | undefined>,
  method: string,
  maxBytes: number = MAX_JOINED_BYTES,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  let length = 0;
  let announced = 0n;
  for await (const chunk of chunks) {
    if (chunk === undefined) continue;
    // 0 with data: a peer that leaves it out. The reference client never looks at it.
    if (chunk.totalSize > announced) announced = chunk.totalSize;
    length += chunk.data.length;
    if (announced > BigInt(maxBytes) || length > maxBytes) {
      const bytes = announced > BigInt(length) ? announced : BigInt(length);
      throw new DataChunkError("DATA_CHUNK_TOO_LARGE", method, chunk, `${bytes} bytes are more than ${maxBytes}`);
    }
    if (announced !== 0n && BigInt(length) > announced) {
      const detail = `the chunks hold more than the ${announced} bytes they announce`;
      throw new DataChunkError("DATA_CHUNK_OVERRUN", method, chunk, detail);
    }
    // Empty ones would pile up for as long as the peer likes.
    if (chunk.data.length > 0) yield chunk.data;
  }
  if (BigInt(length) < announced) {
    const detail = `the stream ended after ${length} of ${announced} bytes`;
    throw new DataChunkError("DATA_CHUNK_TRUNCATED", method, undefined, detail);
  }
}

/**
 * Join the chunks of a stream, a million at most; empty ones count for nothing.
 * @param method `:path` of the call, for errors
 * @param maxBytes the longest whole accepted; default 1 GiB
 * @returns the whole; a view on the chunk where there was only one
 * @throws {DataChunkError} the pieces are more or fewer bytes than announced, or too many to hold
 */
export async function joinChunks(
  chunks: AsyncIterable<DataChunk | undefined>,
  method: string,
  maxBytes: number = MAX_JOINED_BYTES,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of piecesOf(chunks, method, maxBytes)) {
    if (pieces.length === MAX_JOINED_PIECES) {
      throw new DataChunkError("DATA_CHUNK_TOO_LARGE", method, piece, `more than ${MAX_JOINED_PIECES} pieces`);
    }
    pieces.push(piece);
    length += piece.length;
  }
  return concatenate(pieces, length);
}

/** Join the chunks of a stream and parse the whole. @throws {DataChunkError | WireError} */
export async function joinMessage<O, OI>(
  chunks: AsyncIterable<DataChunk | undefined>,
  method: string,
  codec: MessageCodec<O, OI>,
): Promise<O> {
  return codec.decode(await joinChunks(chunks, method));
}

function concatenate(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
