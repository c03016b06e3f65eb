/** From a request to its frame: encoded, held to the limit, compressed where that is wanted. */
import type { MessageEncoder } from "../wire/message-codec.ts";
import type { CallOptions } from "./call-options.ts";
import type { SendRequests } from "./client-call.ts";
import { encodeFrame } from "./encoded-frame.ts";
import { RpcError } from "./errors.ts";
import { frameMessage, PREFIX_BYTES } from "./framing.ts";
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
 * @throws {RpcError} RESOURCE_EXHAUSTED: it is longer than the channel sends; INTERNAL: it could not be compressed
 */
export function requestFrame<T>(
  { path, input }: { readonly path: string; readonly input: MessageEncoder<T> },
  request: T,
  { compress = false }: CallOptions,
  { maxMessageBytes, encoding }: RequestFraming,
): Uint8Array | Promise<Uint8Array> {
  const frame = encodeFrame(input, request);
  const length = frame.length - PREFIX_BYTES;
  if (length > maxMessageBytes) {
    const detail = `Sent message larger than max (${length} vs. ${maxMessageBytes})`;
    throw new RpcError("RESOURCE_EXHAUSTED", path, detail);
  }
  const isWanted = typeof compress === "function" ? (compress as (message: T) => boolean)(request) : compress;
  if (!isWanted || encoding === undefined) return frame;
  return encoding.compress(frame.subarray(PREFIX_BYTES)).then(
    (compressed) => frameMessage(compressed, true),
    (cause: unknown) => {
      throw new RpcError("INTERNAL", path, "the request could not be compressed", { cause });
    },
  );
}

/** Send the only request of a call, once it is compressed if it has to be. */
export function sendFrame(frame: Uint8Array | Promise<Uint8Array>): SendRequests {
  // It may fail before there is a stream to send it on, or where there never is one.
  if (frame instanceof Promise) frame.catch(() => undefined);
  return (sink, call) => {
    if (frame instanceof Uint8Array) sink.end(frame);
    else {
      frame.then(
        (compressed) => sink.end(compressed),
        (error: unknown) => call.fail(error as RpcError),
      );
    }
  };
}
