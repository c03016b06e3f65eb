/** From a request to its frame: encoded, held to the limit, compressed where that is wanted. */
import type { MessageEncoder } from "../wire/message-codec.ts";
import type { CallOptions } from "./call-options.ts";
import type { SendRequests } from "./client-call.ts";
import { RpcError } from "./errors.ts";
import { frameMessage } from "./framing.ts";
import type { MessageEncoding } from "./message-encoding.ts";

/** How a channel frames requests. */
export interface RequestFraming {
  /** Longest message sent, in bytes, before compression. */
  readonly maxMessageBytes: number;
  /** Compresses what calls want compressed. */
  readonly encoding: MessageEncoding | undefined;
}

/**
 * Frame one request; later where it is compressed.
 * @throws {RangeError} the request does not encode
 * @throws {RpcError} RESOURCE_EXHAUSTED: it is longer than the channel sends
 */
export function requestFrame<T>(
  { path, input }: { readonly path: string; readonly input: MessageEncoder<T> },
  request: T,
  { compress = false }: CallOptions,
  { maxMessageBytes, encoding }: RequestFraming,
): Uint8Array | Promise<Uint8Array> {
  const bytes = input.encode(request);
  if (bytes.length > maxMessageBytes) {
    const detail = `Sent message larger than max (${bytes.length} vs. ${maxMessageBytes})`;
    throw new RpcError("RESOURCE_EXHAUSTED", path, detail);
  }
  const isWanted = typeof compress === "function" ? (compress as (message: T) => boolean)(request) : compress;
  if (!isWanted || encoding === undefined) return frameMessage(bytes);
  return encoding.compress(bytes).then((compressed) => frameMessage(compressed, true));
}

/** Send the only request of a call, once it is compressed if it has to be. */
export function sendFrame(frame: Uint8Array | Promise<Uint8Array>): SendRequests {
  return (sink, call) => {
    if (frame instanceof Uint8Array) sink.end(frame);
    else {
      frame.then(
        (compressed) => sink.end(compressed),
        (cause: unknown) => call.cancel("INTERNAL", "the request could not be compressed", cause),
      );
    }
  };
}
