/** How long the collector of garbage holds this process up. */
import { PerformanceObserver } from "node:perf_hooks";
import type { Figures } from "../rounds.ts";

/** Listens from when it is made. */
export class GcPauses {
  readonly #pausesMs: number[] = [];
  readonly #observer: PerformanceObserver;

  constructor() {
    this.#observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#pausesMs.push(duration);
    });
    this.#observer.observe({ entryTypes: ["gc"] });
  }

  /** Stop listening. @param seconds how long it has been */
  async end(seconds: number): Promise<Figures> {
    await new Promise((resolve) => setImmediate(resolve)); // the observer hears of the latest pauses
    this.#observer.disconnect();
    return {
      GC: this.#pausesMs.reduce((sum, pause) => sum + pause, 0) / seconds,
      "longest GC": Math.max(0, ...this.#pausesMs),
    };
  }
}
