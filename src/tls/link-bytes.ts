/** Counts the bytes that cross a duplex stream which does not count them itself. */
import type { Duplex } from "node:stream";

/** Bytes so far, in both directions. Live. */
export interface LinkBytes {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** The stream's own counters, as a socket has them, or counters put on it; do so before anybody reads or writes. */
export function linkBytes(link: Duplex & Partial<LinkBytes>): LinkBytes {
  if (link.bytesRead !== undefined) return link as Duplex & LinkBytes;
  const bytes = { bytesRead: 0, bytesWritten: 0 };
  // Paused first, or the listener would set the stream flowing before its reader is there
  link.pause().on("data", (chunk: Uint8Array) => (bytes.bytesRead += chunk.length));
  // In place of a stream round the stream, which would hold every byte once more
  const write = link.write.bind(link) as (chunk: Uint8Array, ...rest: unknown[]) => boolean;
  link.write = (chunk: Uint8Array, ...rest: unknown[]) => {
    bytes.bytesWritten += chunk.length;
    return write(chunk, ...rest);
  };
  return bytes;
}
