/** From a response to its frame: encoded, held against the limit, and compressed where client and handler want it. */
import type { MessageCodec } from "../../wire/message-codec.ts";
import { encodeFrame } from "../encoded-frame.ts";
import { RpcError } from "../errors.ts";
import { frameMessage, PREFIX_BYTES } from "../framing.ts";
import type { MessageEncoding } from "../message-encoding.ts";

/** Whether to compress: every message, none, or as a function says of each. */
export type CompressChoice = boolean | ((message: unknown) => boolean);

/** How the responses of a call leave. */
export interface ResponseFramerOptions {
  readonly path: string;
  readonly codec: Pick<MessageCodec<unknown>, "typeName" | "encode">;
  /** Longest response sent, before compression; `Infinity` for any. */
  readonly maxMessageBytes: number;
  /** The response's `grpc-encoding`, once its headers have named it. */
  readonly encoding: MessageEncoding | undefined;
}

/**
 * Frame one response; a promise only where it is compressed.
 * @throws {RpcError} RESOURCE_EXHAUSTED, in C-core's words: it is longer than the server sends
 */
export function frameResponse(
  message: unknown,
  compress: CompressChoice,
  { path, codec, maxMessageBytes, encoding }: ResponseFramerOptions,
): Uint8Array | Promise<Uint8Array> {
  const frame = encodeFrame(codec, message);
  const length = frame.length - PREFIX_BYTES;
  if (length > maxMessageBytes) {
    const detail = `Sent message larger than max (${length} vs. ${maxMessageBytes})`;
    throw new RpcError("RESOURCE_EXHAUSTED", path, detail);
  }
  if (encoding === undefined) return frame;
  const isWanted = typeof compress === "function" ? compress(message) : compress;
  return isWanted ? smaller(frame, encoding) : frame;
}

/** A message may always go as it is, under flag 0 (gRPC, "Compression"); one that would grow does. */
async function smaller(frame: Uint8Array, encoding: MessageEncoding): Promise<Uint8Array> {
  const compressed = frameMessage(await encoding.compress(frame.subarray(PREFIX_BYTES)), true);
  return compressed.length < frame.length ? compressed : frame;
}
