/**
 * The order in which things happen inside the simulator. Its parts have no timers: whoever asks the robot anything first
 * brings all of them up to now, in small steps and always in the same order, so that a robot on a clock of a test's does
 * exactly what one on the machine's clock does.
 */
import type { SimClock } from "./clock/sim-clock.ts";

/** Something that changes with time. */
export interface TimedPart {
  /**
   * Go on in time. Steps follow one another without a gap.
   * @param uptimeMs where to, in milliseconds since the robot booted
   * @param deltaMs how far that is from where the last step ended, in milliseconds; positive, at most `MAX_STEP_MS`
   */
  step(uptimeMs: number, deltaMs: number): void;
}

/** The longest step, in milliseconds: short against everything that a robot does. */
export const MAX_STEP_MS = 10;

/** Brings the parts of one robot up to now. */
export class Timeline {
  readonly #clock: SimClock;
  readonly #parts: TimedPart[] = [];
  #uptimeMs: number;
  #isAdvancing = false;

  constructor(clock: SimClock) {
    this.#clock = clock;
    this.#uptimeMs = clock.uptimeMs();
  }

  /** Add a part; parts step in the order in which they were added. */
  add(part: TimedPart): void {
    this.#parts.push(part);
  }

  /** Bring every part up to now. A part that asks for it in the middle of a step gets what there is. */
  advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    try {
      const nowMs = this.#clock.uptimeMs();
      while (this.#uptimeMs < nowMs) {
        const deltaMs = Math.min(MAX_STEP_MS, nowMs - this.#uptimeMs);
        this.#uptimeMs = nowMs - this.#uptimeMs <= MAX_STEP_MS ? nowMs : this.#uptimeMs + deltaMs;
        for (const part of this.#parts) part.step(this.#uptimeMs, deltaMs);
      }
    } finally {
      this.#isAdvancing = false;
    }
  }
}
