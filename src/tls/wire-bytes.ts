/**
 * The bytes below a TLS socket that has made its own TCP connection. Node counts them, but in public only where the TCP
 * socket is one of its own: here its handle has them. Where a runtime has no such handle the payload's bytes are counted.
 */
import type { TLSSocket } from "node:tls";
import type { LinkBytes } from "./link-bytes.ts";

/** A TLS socket's handle, and the TCP handle that it encrypts for, by the names that Node has given them. */
const [HANDLE, PARENT] = ["_handle", "_parent"] as const;
type HandleHolder = { readonly [HANDLE]?: { readonly [PARENT]?: Partial<LinkBytes> } | null };

/** Counters of a connected socket, live; they keep their figures after its end. */
export function wireBytes(socket: TLSSocket): LinkBytes {
  const tcp = (socket as unknown as HandleHolder)[HANDLE]?.[PARENT];
  if (typeof tcp?.bytesRead !== "number" || typeof tcp.bytesWritten !== "number") return socket;
  return tcp as LinkBytes;
}
