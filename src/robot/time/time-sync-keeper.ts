/**
 * Keeps time sync in the background: exchanges clock readings without a pause until the robot is content, then once a
 * minute. What fails is tried again, so that a robot that was out of reach for a while is in step again when it is back.
 */
import type { Clock } from "../../grpc/index.ts";
import { SpotError } from "../../errors.ts";
import { TimeSyncState_Status } from "../../messages/bosdyn/api/time_sync.ts";
import { Repeater } from "../background/repeater.ts";
import { TimeSyncError } from "../errors.ts";
import type { ClockEstimate, TimeSync } from "./time-sync.ts";

/** How long to wait for time sync. */
export interface EstablishedOptions {
  /** In milliseconds. Default 3000, as the reference client waits. The exchange goes on after that. */
  readonly timeoutMs?: number | undefined;
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** What the keeper works on. */
export interface TimeSyncKeeperParts {
  readonly timeSync: TimeSync;
  readonly clock: Clock;
  readonly closed: AbortSignal | undefined;
}

interface Waiter {
  readonly resolve: (estimate: ClockEstimate) => void;
  readonly reject: (error: unknown) => void;
}

const DEFAULT_WAIT_MS = 3000;
const GOOD_MS = 60_000;
const NOT_READY_MS = 5000;
const INITIAL_RETRY_MS = 1000;
/** Exchanges in a row that need no pause between them; a robot that is never content is asked once a second. */
const HURRIED_SAMPLES = 25;
const SLOW_SAMPLE_MS = 1000;

/** Runs from the first `established()` until the robot is closed. */
export class TimeSyncKeeper {
  readonly #parts: TimeSyncKeeperParts;
  readonly #signal: AbortSignal;
  readonly #waiters = new Set<Waiter>();
  #repeater: Repeater | undefined;
  #retryMs = INITIAL_RETRY_MS;
  #unsettled = 0;
  #lastError: unknown;

  constructor(parts: TimeSyncKeeperParts) {
    this.#parts = parts;
    this.#signal = parts.closed ?? new AbortController().signal;
  }

  /** As `TimeSync.established`. */
  async established({ timeoutMs = DEFAULT_WAIT_MS, signal }: EstablishedOptions): Promise<ClockEstimate> {
    signal?.throwIfAborted();
    const { timeSync, clock } = this.#parts;
    this.#start();
    if (timeSync.isEstablished && timeSync.estimate !== undefined) return timeSync.estimate;
    let cancelTimer = (): void => undefined;
    let onAbort = (): void => undefined;
    let waiter: Waiter | undefined;
    try {
      return await new Promise<ClockEstimate>((resolve, reject) => {
        waiter = { resolve, reject };
        this.#waiters.add(waiter);
        cancelTimer = clock.after(timeoutMs, () => reject(this.#late(timeoutMs)));
        onAbort = () => reject(signal?.aborted === true ? (signal.reason as Error) : this.#closedError());
        signal?.addEventListener("abort", onAbort);
        this.#signal.addEventListener("abort", onAbort);
        if (this.#signal.aborted) onAbort();
      });
    } finally {
      cancelTimer();
      signal?.removeEventListener("abort", onAbort);
      this.#signal.removeEventListener("abort", onAbort);
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  /** Let the next exchange follow at once, if it is at work. */
  wake(): void {
    this.#unsettled = 0;
    this.#repeater?.wake();
  }

  #start(): void {
    this.#repeater ??= new Repeater({
      attempt: () => this.#attempt(),
      clock: this.#parts.clock,
      signal: this.#signal,
    });
  }

  async #attempt(): Promise<number> {
    const { timeSync } = this.#parts;
    try {
      const status = await timeSync.update(this.#signal);
      this.#retryMs = INITIAL_RETRY_MS;
      this.#lastError = undefined;
      return this.#afterStatus(status, timeSync.estimate);
    } catch (error) {
      this.#lastError = error;
      // No later attempt would end otherwise, and whoever waits had better know now.
      if (error instanceof SpotError && !error.retryable) this.#settle(({ reject }) => reject(error));
      const waitMs = this.#retryMs;
      this.#retryMs = Math.min(2 * waitMs, GOOD_MS);
      // With somebody waiting, a lost packet must not cost them their whole patience.
      return this.#waiters.size > 0 ? Math.min(waitMs, INITIAL_RETRY_MS) : waitMs;
    }
  }

  #afterStatus(status: number, estimate: ClockEstimate | undefined): number {
    if (status === TimeSyncState_Status.STATUS_OK && estimate !== undefined) {
      this.#unsettled = 0;
      this.#settle(({ resolve }) => resolve(estimate));
      return GOOD_MS;
    }
    if (status === TimeSyncState_Status.STATUS_SERVICE_NOT_READY) return NOT_READY_MS;
    this.#unsettled++;
    return this.#unsettled < HURRIED_SAMPLES ? 0 : SLOW_SAMPLE_MS;
  }

  #settle(tell: (waiter: Waiter) => void): void {
    for (const waiter of [...this.#waiters]) tell(waiter);
  }

  #late(timeoutMs: number): TimeSyncError {
    const cause = this.#lastError;
    const why = cause instanceof Error ? `the last exchange failed: ${cause.message}` : "the robot wants more samples";
    return new TimeSyncError(
      "TIME_SYNC_NOT_ESTABLISHED",
      `no time sync within ${timeoutMs} ms: ${why}. The exchange goes on: await robot.timeSync.established() again`,
      cause === undefined ? undefined : { cause },
    );
  }

  #closedError(): Error {
    const reason: unknown = this.#signal.reason;
    return reason instanceof Error ? reason : new Error("the robot was closed");
  }
}
