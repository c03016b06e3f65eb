/** Time as discovery sees it, so that tests can let hours pass. */

/** A monotonic clock with one-shot timers. */
export interface DiscoveryClock {
  /** Milliseconds since some fixed instant; never steps back. */
  now(): number;
  /** Call back once after `delayMs`; returns a function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The machine's own monotonic clock. */
export const discoveryClock: DiscoveryClock = {
  now: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
