/** Handlers of calls that bring one thing in many chunks. */
import type { DataChunk } from "../../messages/bosdyn/api/data_chunk.ts";
import { CommonError_Code, type RequestHeader, type ResponseHeaderInit } from "../../messages/bosdyn/api/header.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { BrokenUpload, ChunkJoiner } from "../maps/chunks.ts";
import { HeaderError, responseHeader } from "./response-header.ts";

/** Reads a message. */
interface Decoder<Whole> {
  decode(bytes: Uint8Array): Whole;
}

/** A message of such a call. */
interface WithChunk {
  readonly header: RequestHeader | undefined;
  readonly chunk: DataChunk | undefined;
}

/**
 * Wrap a handler that is given the whole of an upload.
 * @param codec of what the chunks make; bytes that are none of it make a malformed request
 * @param handle is given the first message too
 */
export function uploading<Request extends WithChunk, Whole, Body extends object>(
  clock: SimClock,
  maxBytes: number,
  codec: Decoder<Whole>,
  handle: (whole: Whole, first: Request | undefined, bytes: Uint8Array) => Body,
): (requests: AsyncIterable<Request>) => Promise<Partial<Body> & { header: ResponseHeaderInit }> {
  return async (requests) => {
    let receivedAt = clock.now();
    let first: Request | undefined;
    let body: Partial<Body> = {};
    let error: ResponseHeaderInit["error"] = { code: CommonError_Code.CODE_OK };
    const joiner = new ChunkJoiner(maxBytes);
    try {
      for await (const request of requests) {
        if (first === undefined) receivedAt = clock.now();
        first ??= request;
        joiner.add(request.chunk);
      }
      const bytes = joiner.whole();
      body = handle(decoded(codec, bytes), first, bytes);
    } catch (thrown) {
      if (!(thrown instanceof BrokenUpload || thrown instanceof HeaderError)) throw thrown;
      const code = thrown instanceof HeaderError ? thrown.code : CommonError_Code.CODE_INVALID_REQUEST;
      error = { code, message: thrown.message };
    }
    return { ...body, header: responseHeader(clock, first?.header, receivedAt, error) };
  };
}

function decoded<Whole>(codec: Decoder<Whole>, bytes: Uint8Array): Whole {
  try {
    return codec.decode(bytes);
  } catch (error) {
    throw new BrokenUpload(`the chunks do not make a message: ${error instanceof Error ? error.message : ""}`);
  }
}
