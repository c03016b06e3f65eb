/** How often something may happen: a token bucket. */
import type { Clock } from "../clock.ts";

/** A rate, and how far it may be exceeded for a moment. */
export interface Rate {
  /** Sustained, per second. */
  readonly perSecond: number;
  /** How many at once after a time of rest. */
  readonly burst: number;
}

/** Counts events against a rate. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #clock: Clock;
  #left: number;
  #filledAt: number;

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#left = rate.burst;
    this.#filledAt = clock.now();
  }

  /** Count one event. `false` if it is one too many. */
  take(): boolean {
    const now = this.#clock.now();
    const filled = this.#left + ((now - this.#filledAt) / 1000) * this.#rate.perSecond;
    this.#left = Math.min(this.#rate.burst, filled);
    this.#filledAt = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
