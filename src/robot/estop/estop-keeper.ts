/**
 * Keeps an e-stop endpoint checking in. While it does, with level NONE, the motors may have power; when it falls silent,
 * or says so, the robot sits down and cuts it.
 */
import { type CallOptions, type Clock, systemClock } from "../../grpc/index.ts";
import { EstopStopLevel } from "../../messages/bosdyn/api/estop.ts";
import { EndpointUnknownError } from "../../services/control/estop.ts";
import { durationNanos } from "../../services/time.ts";
import { Repeater } from "../background/repeater.ts";
import { tell, warn } from "../background/tell.ts";
import type { CheckInOptions } from "./check-in-queue.ts";
import type { EstopCheckIns } from "./endpoint.ts";
import { EstopPreemptedError, EstopReleasedError } from "./errors.ts";

/** What an endpoint wants: motors on, a robot that sits down and then loses power, or power cut at once. */
export type EstopWish = "allow" | "settle-then-cut" | "stop";

/** How the latest check-in went. */
export type EstopStatus =
  /** It was taken. */
  | "ok"
  /** It failed; the robot counts the time since the last one that did not. */
  | "error"
  /** The robot does not know the endpoint any more, or it was released: there are no more check-ins. */
  | "disabled";

/** How to keep checking in. */
export interface EstopKeeperOptions {
  /** What to begin with. Default `allow`. */
  readonly wish?: EstopWish | undefined;
  /** From one check-in to the next, in milliseconds. Default: a third of the endpoint's timeout. */
  readonly periodMs?: number | undefined;
  /** Hears the status after each check-in. */
  readonly onStatus?: ((status: EstopStatus, error: unknown) => void) | undefined;
  /** Measures the period. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

const LEVELS: Readonly<Record<EstopWish, EstopStopLevel>> = {
  allow: EstopStopLevel.ESTOP_LEVEL_NONE,
  "settle-then-cut": EstopStopLevel.ESTOP_LEVEL_SETTLE_THEN_CUT,
  stop: EstopStopLevel.ESTOP_LEVEL_CUT,
};

/** An endpoint at work. Made by `becomeEstop` and `joinEstop`; hold it with `await using`. */
export class EstopKeeper implements AsyncDisposable {
  readonly #checkIns: EstopCheckIns;
  readonly #onStatus: ((status: EstopStatus, error: unknown) => void) | undefined;
  readonly #timeoutMs: number;
  readonly #over = new AbortController();
  readonly #closed: AbortSignal;
  #wish: EstopWish;
  #status: EstopStatus = "ok";
  #lastError: unknown;
  #releasing: Promise<void> | undefined;

  /** @param closed aborted when the robot is closed @throws {RangeError} the period is none, or longer than the timeout */
  constructor(checkIns: EstopCheckIns, closed: AbortSignal, options: EstopKeeperOptions = {}) {
    const timeoutMs = Number(durationNanos(checkIns.endpoint.timeout ?? {})) / 1e6;
    const { wish = "allow", onStatus, clock = systemClock } = options;
    const periodMs = checkPeriod({ ...options, timeoutMs });
    this.#checkIns = checkIns;
    this.#timeoutMs = timeoutMs;
    this.#onStatus = onStatus;
    this.#wish = wish;
    this.#closed = closed;
    closed.addEventListener("abort", this.#onClosed);
    if (closed.aborted) this.#onClosed();
    const attempt = async (): Promise<number | undefined> => {
      // What failed is told, and tried again: the robot is patient for one timeout.
      await this.#checkIn(LEVELS[this.#wish]).catch(() => undefined);
      return this.#status === "disabled" ? undefined : periodMs;
    };
    new Repeater({ attempt, clock, signal: this.signal });
  }

  /** What this endpoint wants. */
  get wish(): EstopWish {
    return this.#wish;
  }

  /** How the latest check-in went. */
  get status(): EstopStatus {
    return this.#status;
  }

  /** Why the latest check-in failed; `undefined` if it did not. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /** Aborted when there are no more check-ins; the reason says why. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Let the motors have power, and keep it so. @throws {EstopReleasedError | ResponseError | RpcError} */
  allow(): Promise<void> {
    return this.#want("allow", {});
  }

  /**
   * Have the robot sit down and lose motor power; it stays so until `allow()`. Checks in at once, and goes on wanting it
   * where that fails. After a `stop()` it is a stop: only `allow()` wants less.
   * @throws {EstopReleasedError | ResponseError | RpcError} the robot has not said that it heard
   */
  settleThenCut(options: CallOptions = {}): Promise<void> {
    const wish = this.#wish === "stop" ? "stop" : "settle-then-cut";
    return this.#want(wish, { ...options, isUrgent: true });
  }

  /**
   * Cut motor power now: a robot that stands falls. It stays so until `allow()`. Checks in at once, and goes on wanting it
   * where that fails.
   * @throws {EstopReleasedError | ResponseError | RpcError} the robot has not said that it heard
   */
  stop(options: CallOptions = {}): Promise<void> {
    return this.#want("stop", { ...options, isUrgent: true });
  }

  /**
   * Check in no more. The robot is told to sit down and cut motor power first, as it would by itself after the timeout;
   * where it cannot be told, it does. The endpoint stays registered, so that nobody can power the motors without one: see
   * `deregister`.
   * @throws {ResponseError | RpcError} the robot has not said that it heard; it stops by itself
   */
  release(): Promise<void> {
    this.#releasing ??= this.#release();
    return this.#releasing;
  }

  /** Release it and take it out of the robot's configuration. @throws {MotorsOnError | ResponseError | RpcError} */
  async deregister(options?: CallOptions): Promise<void> {
    // Whether or not the robot heard of the release, it is to forget the endpoint.
    await this.release().catch(() => undefined);
    await this.#checkIns.deregister(options);
  }

  /** Release it. A robot that cannot be told stops by itself, so that nothing is thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release().catch(() => undefined);
  }

  async #release(): Promise<void> {
    const isOver = this.signal.aborted;
    try {
      if (!isOver && this.#wish === "allow") await this.settleThenCut();
    } finally {
      this.#end("disabled", new EstopReleasedError("this e-stop endpoint was released: register a new one"));
    }
  }

  async #want(wish: EstopWish, options: CheckInOptions): Promise<void> {
    if (this.signal.aborted) throw this.signal.reason as Error;
    this.#wish = wish;
    await this.#checkIn(LEVELS[wish], options);
  }

  async #checkIn(level: EstopStopLevel, { signal, timeoutMs, isUrgent }: CheckInOptions = {}): Promise<void> {
    try {
      await this.#checkIns.checkIn(level, {
        timeoutMs: timeoutMs ?? this.#timeoutMs,
        signal: signal === undefined ? this.signal : AbortSignal.any([signal, this.signal]),
        isUrgent,
      });
      this.#lastError = undefined;
      this.#say("ok", undefined);
    } catch (error) {
      if (this.signal.aborted || error instanceof EstopPreemptedError) throw error;
      this.#lastError = error;
      this.#say("error", error);
      if (error instanceof EndpointUnknownError) this.#end("disabled", error);
      throw error;
    }
  }

  readonly #onClosed = (): void => this.#end("disabled", this.#closed.reason);

  #end(status: EstopStatus, reason: unknown): void {
    if (this.signal.aborted) return;
    this.#closed.removeEventListener("abort", this.#onClosed);
    this.#over.abort(reason);
    this.#say(status, reason);
  }

  #say(status: EstopStatus, error: unknown): void {
    this.#status = status;
    if (this.#onStatus !== undefined) tell((each: EstopStatus) => this.#onStatus?.(each, error), status);
    else if (status === "error") warn(error);
  }
}

/** The period of check-ins that an endpoint's timeout allows. @throws {RangeError} it is none, or longer than the timeout */
export function checkPeriod({
  timeoutMs,
  periodMs = timeoutMs / 3,
}: Pick<EstopKeeperOptions, "periodMs"> & { readonly timeoutMs: number }): number {
  if (periodMs > 0 && periodMs < timeoutMs) return periodMs;
  throw new RangeError(`periodMs is ${periodMs}: it must be positive and shorter than the timeout, ${timeoutMs}`);
}
