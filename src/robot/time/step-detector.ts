/**
 * Notices that somebody has set this machine's clock, NTP at start-up say, or that the machine has slept: the wall clock
 * has then moved against the monotonic one, and whatever was known of the robot's clock is wrong by as much.
 */
import type { Clock } from "../../grpc/index.ts";
import type { LocalTime } from "../../services/time.ts";

/** What a clock that is being slewed gains in a minute is less, in milliseconds; what would spoil a command is more. */
const TOLERANCE_MS = 50;
/** Between one clock and the other a busy machine may put this program aside: then they are read again. */
const PROMPT_MS = 5;
const MOST_READINGS = 5;

/** Compares the two clocks of this machine. */
export class StepDetector {
  readonly #now: () => LocalTime;
  readonly #clock: Clock;
  #markedMs: number;

  /**
   * @param now the wall clock
   * @param clock a monotonic clock of the same speed
   */
  constructor(now: () => LocalTime, clock: Clock) {
    this.#now = now;
    this.#clock = clock;
    this.#markedMs = this.#apartMs();
  }

  /** Call the clocks right as they stand. */
  mark(): void {
    this.#markedMs = this.#apartMs();
  }

  /** Whether the wall clock was set since the last mark. */
  get hasStepped(): boolean {
    return Math.abs(this.#apartMs() - this.#markedMs) > TOLERANCE_MS;
  }

  #apartMs(): number {
    for (let reading = 1; ; reading++) {
      const before = this.#clock.now();
      const wall = Number(this.#now()) / 1e6;
      const after = this.#clock.now();
      if (after - before < PROMPT_MS || reading === MOST_READINGS) return wall - before;
    }
  }
}
