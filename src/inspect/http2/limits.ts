/** What an inspected connection may cost: every bound of memory, with its default. */

/** Bounds of what is kept. */
export interface ConnectionLimits {
  /** Longest frame that is read, header included, at least 1024; of a longer one the rest is shown unread. Default 16 777 224: any. */
  readonly maxFrameBytes?: number;
  /** Longest message that is put together. Default 16 MiB. */
  readonly maxMessageBytes?: number;
  /** Frames that wait for the rest of their messages, all together. Beyond, those messages are shown as far as they came. Default 64 MiB. */
  readonly maxHeldBytes?: number;
  /** Longest header block that is put together, compressed; each of its frames counts 256 bytes more. Default 256 KiB. */
  readonly maxHeaderBlockBytes?: number;
  /** Names and values of a block that are shown and given. Default 256 KiB. */
  readonly maxHeaderListBytes?: number;
  /** Largest dynamic table of HPACK that is kept for a side. Default 1 MiB. */
  readonly maxHeaderTableBytes?: number;
  /** Calls that are kept; of more, the one that ended first is forgotten. Default 10 000. */
  readonly maxCalls?: number;
}

/** The defaults. */
export const DEFAULT_LIMITS: Readonly<Required<ConnectionLimits>> = {
  maxFrameBytes: 0xff_ffff + 9,
  maxMessageBytes: 16 * 1024 * 1024,
  maxHeldBytes: 64 * 1024 * 1024,
  maxHeaderBlockBytes: 256 * 1024,
  maxHeaderListBytes: 256 * 1024,
  maxHeaderTableBytes: 1024 * 1024,
  maxCalls: 10_000,
};

const MIN_FRAME_BYTES = 1024;

/** Fill in the defaults. @throws {RangeError} a limit is no whole number, or too small to read anything with */
export function limitsOf(limits: ConnectionLimits): Readonly<Required<ConnectionLimits>> {
  const names = Object.keys(DEFAULT_LIMITS) as (keyof ConnectionLimits)[];
  const filled = { ...DEFAULT_LIMITS };
  for (const name of names) {
    const value = limits[name] ?? DEFAULT_LIMITS[name];
    const least = name === "maxFrameBytes" ? MIN_FRAME_BYTES : 1;
    if (!Number.isInteger(value) || value < least) throw new RangeError(`${name} of ${value} is below ${least}`);
    filled[name] = value;
  }
  return filled;
}
