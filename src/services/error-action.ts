/**
 * What a background loop does after an attempt that failed, as the application decides it. All of the protocol's loops
 * take the same five answers.
 */

/**
 * An application's answer to an error:
 * - `default`: what the loop does when nobody decides, which is to resume its normal operation;
 * - `retry-immediately`: the next attempt follows without a wait;
 * - `retry-with-back-off`: it follows after 1 s, and twice as long each time, up to the loop's normal interval;
 * - `resume-normal`: it follows after the normal interval, and the back-off starts anew;
 * - `abort`: the loop ends.
 */
export type ErrorAction = "default" | "retry-immediately" | "retry-with-back-off" | "resume-normal" | "abort";

const INITIAL_RETRY_MS = 1000;

/** Turns actions into waits. */
export class RetryPacing {
  readonly #normalMs: number;
  #retryMs: number;

  /** @param normalMs the loop's interval while all is well */
  constructor(normalMs: number) {
    this.#normalMs = normalMs;
    this.#retryMs = Math.min(INITIAL_RETRY_MS, normalMs);
  }

  /** Milliseconds from the start of the attempt that failed to the next. An attempt that went well resumes normally. */
  next(action: Exclude<ErrorAction, "abort">): number {
    switch (action) {
      case "retry-immediately":
        return 0;
      case "retry-with-back-off": {
        const waitMs = this.#retryMs;
        this.#retryMs = Math.min(2 * waitMs, this.#normalMs);
        return waitMs;
      }
      case "default":
      case "resume-normal":
        this.#retryMs = Math.min(INITIAL_RETRY_MS, this.#normalMs);
        return this.#normalMs;
    }
  }
}
