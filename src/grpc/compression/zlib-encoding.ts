/**
 * gzip (RFC 1952) and deflate (RFC 1950, as HTTP has it) on `node:zlib`. The asynchronous functions work on libuv's
 * threads, so that one long message does not hold up the calls beside it.
 */
import {
  type CompressCallback,
  deflate as zlibDeflate,
  gunzip,
  gzip as zlibGzip,
  inflate,
  type ZlibOptions,
} from "node:zlib";
import { FramingError } from "../errors.ts";
import type { MessageEncoding } from "../message-encoding.ts";

/** How hard to compress. */
export interface CompressionOptions {
  /** From 1, fastest, to 9, smallest. Default 6, zlib's own. */
  readonly level?: number | undefined;
}

type ZlibFunction = (bytes: Uint8Array, options: ZlibOptions, callback: CompressCallback) => void;

/**
 * Make the encoding `gzip`, which nearly every gRPC peer knows.
 * @throws {RangeError} the level is not from 1 to 9
 */
export function gzip(options: CompressionOptions = {}): MessageEncoding {
  return zlibEncoding("gzip", zlibGzip, gunzip, options);
}

/**
 * Make the encoding `deflate`: zlib's format, twelve bytes shorter than gzip's.
 * @throws {RangeError} the level is not from 1 to 9
 */
export function deflate(options: CompressionOptions = {}): MessageEncoding {
  return zlibEncoding("deflate", zlibDeflate, inflate, options);
}

function zlibEncoding(
  name: string,
  pack: ZlibFunction,
  unpack: ZlibFunction,
  { level = 6 }: CompressionOptions,
): MessageEncoding {
  if (!Number.isInteger(level) || level < 1 || level > 9) throw new RangeError(`level must be 1 to 9, not ${level}`);
  return {
    name,
    compress: (bytes) => run(pack, bytes, { level }),
    async decompress(bytes, maxBytes) {
      try {
        // One byte more than allowed tells "too long" from "just fits", and no more than that is ever held.
        const message = await run(unpack, bytes, { maxOutputLength: outputLimit(maxBytes) });
        if (message.length > maxBytes) throw tooLarge(maxBytes);
        return message;
      } catch (cause) {
        if (cause instanceof FramingError) throw cause;
        if (errorCode(cause) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new FramingError("FRAMING_DAMAGED", "INTERNAL", `the message is not ${name}: ${why}`);
      }
    },
  };
}

/** zlib takes no limit under one byte, and none past what a buffer can hold (4 GiB on 64-bit Node 20). */
function outputLimit(maxBytes: number): number {
  return Math.min(maxBytes + 1, 2 ** 32);
}

/** The words of C-core's servers and clients. How long it would have become is not known, and not worth knowing. */
function tooLarge(maxBytes: number): FramingError {
  return new FramingError(
    "FRAMING_TOO_LARGE",
    "RESOURCE_EXHAUSTED",
    `Received message larger than max (${maxBytes + 1} or more vs. ${maxBytes})`,
  );
}

function run(zlib: ZlibFunction, bytes: Uint8Array, options: ZlibOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) =>
    zlib(bytes, options, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    }),
  );
}

function errorCode(cause: unknown): unknown {
  return typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
}
