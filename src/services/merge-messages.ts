/** Merging of messages as protobuf defines it: lists are appended, nested messages merged, scalars that are set win. */
import type { MessageCodec } from "../grpc/index.ts";
import { newDataChunk } from "../messages/bosdyn/api/data_chunk.ts";
import { joinChunks } from "./data-chunks.ts";

/** The longest result of merging, encoded: 256 MiB. */
export const MAX_MERGED_BYTES = 268_435_456;

/**
 * Merge all messages of a stream into one. By definition that is what decoding their encodings, one after the other,
 * yields (protobuf encoding, "Last One Wins").
 * @param method `:path` of the call, for errors
 * @param maxBytes as long as all encodings together may be; default 256 MiB
 * @returns the default message if there were none
 * @throws {DataChunkError} `DATA_CHUNK_TOO_LARGE`: they are more bytes than that, or more than a million messages
 */
export async function mergeMessages<T extends Init, Init>(
  messages: AsyncIterable<T>,
  codec: MessageCodec<T, Init>,
  method: string,
  maxBytes: number = MAX_MERGED_BYTES,
): Promise<T> {
  const encodings = async function* (): AsyncGenerator<ReturnType<typeof newDataChunk>, undefined> {
    for await (const message of messages) yield { ...newDataChunk(), data: codec.encode(message) };
  };
  return codec.decode(await joinChunks(encodings(), method, maxBytes));
}
