/** How our client and our server compress; which messages they do is for the cases to say. */
import { deflate, gzip, type MessageEncoding } from "../../../src/grpc/compression/index.ts";
import type { ServerContext } from "../../../src/grpc/server/context.ts";

/** What our side compresses with, and takes. The first is what it sends. */
export const ENCODINGS: readonly MessageEncoding[] = [gzip(), deflate()];

/** Compress the next responses of a call as told, one flag each. */
export function compressResponses(context: ServerContext, flags: readonly boolean[]): void {
  let count = 0;
  context.compress = () => flags[count++] === true;
}
