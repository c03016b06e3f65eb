/** A clock for waits: whoever waits is called back at once, and the time has passed. */
import type { Clock } from "../../src/grpc/index.ts";

/** Starts at 5000 ms, so that a test cannot mistake an instant for a duration. */
export class SkippingClock implements Clock {
  /** Every delay that was waited for, in milliseconds. */
  readonly delays: number[] = [];
  #now = 5000;

  now(): number {
    return this.#now;
  }

  /** Time passes while something else goes on, a call for example. */
  advance(ms: number): void {
    this.#now += ms;
  }

  after(delayMs: number, callback: () => void): () => void {
    let isCancelled = false;
    queueMicrotask(() => {
      if (isCancelled) return;
      this.delays.push(delayMs);
      this.#now += delayMs;
      callback();
    });
    return () => void (isCancelled = true);
  }
}
