/** A token bucket: so many calls a second, and no more at once. */
import type { SimClock } from "../clock/sim-clock.ts";

/** Allows `perSecond` calls a second on average, and as many in a burst. */
export class RateLimit {
  readonly #clock: SimClock;
  readonly #perSecond: number;
  #left: number;
  #refilledAtMs: number;

  constructor(clock: SimClock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#refilledAtMs = clock.uptimeMs();
  }

  /** Take one call's worth; `false` if there is none left. */
  take(): boolean {
    const now = this.#clock.uptimeMs();
    this.#left = Math.min(this.#perSecond, this.#left + ((now - this.#refilledAtMs) / 1000) * this.#perSecond);
    this.#refilledAtMs = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
