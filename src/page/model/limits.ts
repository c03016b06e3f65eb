/**
 * What a recording may cost that is looked at: every bound of memory, with its default. One that is met ends the reading; it
 * is looked at with every record, so that what one record of 1 MiB brings may go beyond it.
 */

/** Bounds of what is kept. */
export interface PageLimits {
  /** Bytes of all connections, up to 2³² − 1. Default 512 MiB. */
  readonly maxBytes?: number;
  /** Frames of all connections; each takes about 60 bytes. Default 4 000 000. */
  readonly maxFrames?: number;
  /** Calls of all connections; each takes about 90 bytes. Default 1 000 000. */
  readonly maxCalls?: number;
  /** Default 10 000. */
  readonly maxConnections?: number;
  /** Bytes of texts, and of trees that cannot be made again from the bytes: those of header blocks, above all. Default 256 MiB. */
  readonly maxTreeBytes?: number;
  /** Longest message that is put together. Default 16 MiB. */
  readonly maxMessageBytes?: number;
  /** Frames of one connection that wait for the rest of a message. Default 64 MiB. */
  readonly maxHeldBytes?: number;
  /** Remarks of the one who recorded; later ones are left out, and that is said. Default 10 000. */
  readonly maxNotes?: number;
  /** Parts of the tree of a message, roughly. Default 100 000. */
  readonly maxSpans?: number;
}

const MIB: number = 1024 * 1024;

/** The defaults. */
export const DEFAULT_PAGE_LIMITS: Readonly<Required<PageLimits>> = {
  maxBytes: 512 * MIB,
  maxFrames: 4_000_000,
  maxCalls: 1_000_000,
  maxConnections: 10_000,
  maxTreeBytes: 256 * MIB,
  maxMessageBytes: 16 * MIB,
  maxHeldBytes: 64 * MIB,
  maxNotes: 10_000,
  maxSpans: 100_000,
};

/** The largest place that a row has room for. */
const MOST_BYTES = 2 ** 32 - 1;

/** Fill in the defaults. @throws {RangeError} a limit is no whole number from 1 to 2³² − 1 */
export function pageLimits(limits: PageLimits): Readonly<Required<PageLimits>> {
  const filled = { ...DEFAULT_PAGE_LIMITS };
  for (const name of Object.keys(filled) as (keyof PageLimits)[]) {
    const value = limits[name] ?? DEFAULT_PAGE_LIMITS[name];
    if (!Number.isInteger(value) || value < 1 || value > MOST_BYTES) {
      throw new RangeError(`${name} of ${value}: it is a whole number from 1 to ${MOST_BYTES}`);
    }
    filled[name] = value;
  }
  return filled;
}

/** What was used of the bounds that connections share. */
export interface Used {
  bytes: number;
  frames: number;
  calls: number;
}

/** Which bound is met, in words. @param treeBytes of texts and trees @returns `undefined` if none is */
export function metLimit(used: Used, treeBytes: number, limits: Readonly<Required<PageLimits>>): string | undefined {
  if (used.bytes > limits.maxBytes) return `more than ${bytesText(limits.maxBytes)} of connections`;
  if (used.frames >= limits.maxFrames) return `${used.frames} frames are as many as are kept`;
  if (used.calls >= limits.maxCalls) return `${used.calls} calls are as many as are kept`;
  if (treeBytes >= limits.maxTreeBytes)
    return `${bytesText(limits.maxTreeBytes)} of texts and header fields are as many as are kept`;
  return undefined;
}

function bytesText(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`;
}
