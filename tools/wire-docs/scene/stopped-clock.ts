/** A robot's clock that moves only when it is told to, so that every time in its messages is the same in each run. */
import type { SimClock } from "../../../src/sim/index.ts";

/** 2027-01-15T08:00:00Z on the robot's clock. */
const BOOT_NANOS = 1_800_000_000_000_000_000n;

/** Stands still. */
export class StoppedClock implements SimClock {
  #uptimeMs = 0;
  readonly #sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();

  now(): bigint {
    return BOOT_NANOS + BigInt(Math.round(this.#uptimeMs * 1e6));
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

  /** Move on to the next instant that somebody sleeps until; nothing where nobody does. */
  wakeNext(): void {
    const [next] = [...this.#sleepers].sort((a, b) => a.untilMs - b.untilMs);
    if (next === undefined) return;
    this.#uptimeMs = Math.max(this.#uptimeMs, next.untilMs);
    next.wake();
  }
}
