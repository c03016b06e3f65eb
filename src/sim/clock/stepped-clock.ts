/** A robot's clock that can be set, as NTP or an operator would: robot time jumps, and nothing else notices. */
import type { SimClock } from "./sim-clock.ts";

/** Runs with another clock. */
export class SteppedClock implements SimClock {
  readonly #base: SimClock;
  #offsetNanos = 0n;

  constructor(base: SimClock) {
    this.#base = base;
  }

  now(): bigint {
    return this.#base.now() + this.#offsetNanos;
  }

  uptimeMs(): number {
    return this.#base.uptimeMs();
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return this.#base.sleep(delayMs, signal);
  }

  /** Let robot time jump, forwards or backwards. */
  step(ms: number): void {
    this.#offsetNanos += BigInt(Math.round(ms * 1e6));
  }
}
