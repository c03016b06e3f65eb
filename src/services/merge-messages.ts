/** Merging of messages as protobuf defines it: lists are appended, nested messages merged, scalars that are set win. */
import type { MessageCodec } from "../grpc/index.ts";

/**
 * Merge all messages of a stream into one. By definition that is what decoding their encodings, one after the other,
 * yields (protobuf encoding, "Last One Wins").
 * @returns the default message if there were none
 */
export async function mergeMessages<T extends Init, Init>(
  messages: AsyncIterable<T>,
  codec: MessageCodec<T, Init>,
): Promise<T> {
  const encodings: Uint8Array[] = [];
  let length = 0;
  for await (const message of messages) {
    const encoding = codec.encode(message);
    encodings.push(encoding);
    length += encoding.length;
  }
  const all = new Uint8Array(length);
  let offset = 0;
  for (const encoding of encodings) {
    all.set(encoding, offset);
    offset += encoding.length;
  }
  return codec.decode(all);
}
