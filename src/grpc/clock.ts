/** Time as the gRPC room sees it, so that tests can run deadlines and back-off on a clock of their own. */

/** A monotonic clock with one-shot timers. */
export interface Clock {
  /** Milliseconds since some fixed instant; never steps back. */
  now(): number;
  /** Call back once after `delayMs`; returns a function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Node and browsers fire at once when a delay does not fit 31 bits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, callback) {
    if (delayMs > MAX_TIMER_MS) return () => undefined;
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
