/** A robot's clock that stands still until a test moves it. */
import type { SimClock } from "../../src/sim/clock/sim-clock.ts";

/** Boots at a fixed instant; every sleeper wakes when the clock passes its time. */
export class ManualSimClock implements SimClock {
  static readonly bootNanos = 1_800_000_000_000_000_000n;
  #uptimeMs = 0;
  readonly #sleepers = new Set<{ readonly untilMs: number; wake: () => void }>();

  now(): bigint {
    return ManualSimClock.bootNanos + BigInt(Math.round(this.#uptimeMs * 1e6));
  }

  uptimeMs(): number {
    return this.#uptimeMs;
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { untilMs: this.#uptimeMs + delayMs, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener("abort", wake);
    });
  }

  /** Move on, and wake whoever slept until then. */
  advance(ms: number): void {
    this.#uptimeMs += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.untilMs <= this.#uptimeMs) sleeper.wake();
    }
  }

  /** Move on to the next instant that somebody sleeps until; nothing where nobody does. */
  wakeNext(): void {
    const [next] = [...this.#sleepers].sort((a, b) => a.untilMs - b.untilMs);
    if (next !== undefined) this.advance(Math.max(0, next.untilMs - this.#uptimeMs));
  }
}
