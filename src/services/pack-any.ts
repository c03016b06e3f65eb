/** Messages within an `Any`: a field that takes a message of whatever type. */
import type { MessageCodec } from "../grpc/index.ts";
import type { AnyInit } from "../messages/google/protobuf/any.ts";

/** An `Any` that says of which type its message is. */
export interface PackedMessage extends AnyInit {
  readonly typeUrl: string;
}

/**
 * Pack a message into an `Any`, for fields that take a message of whatever type.
 * @throws {RangeError} two members of one oneof are set, or a number does not fit its field
 * @example
 * ```ts
 * const params = packAny(MobilityParams, { vision: true });
 * ```
 */
export function packAny<Init>(
  codec: Pick<MessageCodec<unknown, Init>, "typeName" | "encode">,
  message: Init,
): PackedMessage {
  return { typeUrl: `type.googleapis.com/${codec.typeName}`, value: codec.encode(message) };
}
