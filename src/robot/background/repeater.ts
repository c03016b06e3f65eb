/**
 * Doing something again and again alongside the program: a lease retained, a clock compared, a token renewed. One attempt
 * runs at a time; what it took is part of the wait for the next.
 */
import type { Clock } from "../../grpc/index.ts";

/** What to repeat, and until when. */
export interface RepeaterOptions {
  /**
   * One attempt. It must not reject: what fails is its own business.
   * @returns milliseconds from the start of this attempt to the next; 0 and less is at once. `undefined` ends it all
   */
  readonly attempt: () => Promise<number | undefined>;
  readonly clock: Clock;
  /** Ends it; an attempt under way should take the same signal. */
  readonly signal: AbortSignal;
  /** Wait before the first attempt, in milliseconds. Default 0. */
  readonly firstWaitMs?: number | undefined;
}

/** Repeats from the moment it is made. */
export class Repeater {
  /** Resolves when it has ended, by the signal or by an attempt that said so. */
  readonly ended: Promise<void>;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #wake: (() => void) | undefined;
  /** How often it was woken: if in the middle of an attempt, the next one follows without a wait. */
  #wakes = 0;

  constructor({ attempt, clock, signal, firstWaitMs = 0 }: RepeaterOptions) {
    this.#clock = clock;
    this.#signal = signal;
    this.ended = this.#run(attempt, firstWaitMs);
  }

  /** Let the next attempt follow at once. */
  wake(): void {
    this.#wakes++;
    this.#wake?.();
  }

  async #run(attempt: RepeaterOptions["attempt"], firstWaitMs: number): Promise<void> {
    await this.#pause(firstWaitMs);
    while (!this.#signal.aborted) {
      const wakes = this.#wakes;
      const startedAt = this.#clock.now();
      const waitMs = await attempt();
      if (waitMs === undefined) return;
      if (this.#wakes === wakes) await this.#pause(waitMs - (this.#clock.now() - startedAt));
    }
  }

  #pause(delayMs: number): Promise<void> {
    if (delayMs <= 0 || this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.#wake = undefined;
        this.#signal.removeEventListener("abort", end);
        cancel();
        resolve();
      };
      const cancel = this.#clock.after(delayMs, end);
      this.#wake = end;
      this.#signal.addEventListener("abort", end);
    });
  }
}
