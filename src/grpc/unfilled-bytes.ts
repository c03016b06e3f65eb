/** Memory for bytes that are about to come. */

/**
 * Memory with anything in it, for whoever writes all of it before others see any: clearing megabytes first, and touching
 * them for the first time, takes as long as a fifth of a download. Where the runtime has no such memory, it is clear.
 */
export function unfilledBytes(length: number): Uint8Array {
  if (typeof Buffer === "undefined") return new Uint8Array(length);
  // Not out of the pool that Buffer has for small ones: these are handed on, with all of their memory.
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}
