/** How much the peer of a session may send before it is read (RFC 9113 §5.2), whoever speaks HTTP/2 on it. */

/** 1 MiB was the measured best between the rate of downloads and the latency of other calls. */
const DEFAULT_RECEIVE_WINDOW_BYTES = 1024 * 1024;
/** What the window of a connection begins with, and SETTINGS cannot make smaller (§6.9.2). */
const LEAST_BYTES = 65_535;
const MOST_BYTES = 2 ** 31 - 1;

/** An option of every transport. */
export interface ReceiveWindowOption {
  /**
   * Bytes that the peer may send unread, on each stream and on the connection in all: 65,535 to 2³¹−1. Default 1 MiB. More
   * makes a download faster, and lets as much stand before a small answer: for connections that carry bulk alone.
   */
  readonly windowBytes?: number | undefined;
}

/** The window that is asked for, or the default. @throws {RangeError} it cannot be */
export function receiveWindowBytes({ windowBytes = DEFAULT_RECEIVE_WINDOW_BYTES }: ReceiveWindowOption): number {
  if (Number.isInteger(windowBytes) && windowBytes >= LEAST_BYTES && windowBytes <= MOST_BYTES) return windowBytes;
  throw new RangeError(`windowBytes is ${windowBytes}: give a whole number from ${LEAST_BYTES} to ${MOST_BYTES}`);
}
