/** The robot did not get there in time. */
import { SpotError } from "../errors.ts";

/** A wait came to its time limit. The robot goes on with what it was told; this only says that nobody waits any more. */
export abstract class WaitTimedOutError extends SpotError {
  override readonly retryable = false;
  /** The limit, in milliseconds. */
  readonly timeoutMs: number;

  constructor(what: string, timeoutMs: number, options?: ErrorOptions) {
    super(
      `${what} took more than ${timeoutMs} ms: the robot may still be at it, so read its state before going on`,
      options,
    );
    this.timeoutMs = timeoutMs;
  }
}
