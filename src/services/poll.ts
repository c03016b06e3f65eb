/**
 * Asking the robot again and again until it has done what it was told. Waiting runs on a clock that the caller may
 * replace, and ends at a time limit, or when the caller says so.
 */
import { type CallOptions, type Clock, DEFAULT_TIMEOUT_MS, RpcError, systemClock } from "../grpc/index.ts";
import { ClientCancelledOperationError } from "./errors/rpc-errors.ts";

/** How to wait for something that takes the robot a while. */
export interface WaitOptions<Progress = unknown> {
  /** Time for the whole in milliseconds, the first request included. `Infinity` waits on. Each helper has its default. */
  readonly timeoutMs?: number | undefined;
  /** From one question to the next, in milliseconds. Each helper has its default. */
  readonly intervalMs?: number | undefined;
  /** Ends the wait, and the call under way, with `ClientCancelledOperationError`. What the robot does goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Hears every answer. What it throws ends the wait. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Measures the wait. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** What a call within the wait may take, if that is more than the time left: an answer that is under way is not cut off. */
const MIN_CALL_MS = 1000;

/** One wait: a limit, an interval, and the calls made meanwhile. */
export class Wait {
  readonly timeoutMs: number;
  readonly #intervalMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #clock: Clock;
  readonly #deadline: number;

  /** @throws {RangeError} the time or the interval is not positive */
  constructor(
    { timeoutMs, intervalMs, signal, clock = systemClock }: WaitOptions<never>,
    defaults: { readonly timeoutMs: number; readonly intervalMs: number },
  ) {
    this.timeoutMs = positive(timeoutMs ?? defaults.timeoutMs, "timeoutMs");
    this.#intervalMs = positive(intervalMs ?? defaults.intervalMs, "intervalMs");
    this.#signal = signal;
    this.#clock = clock;
    this.#deadline = clock.now() + this.timeoutMs;
  }

  /** Milliseconds left; 0 when the time is up. */
  get remainingMs(): number {
    return Math.max(0, this.#deadline - this.#clock.now());
  }

  /** Options of a call made now: it ends with the wait, but has a second at least and the usual deadline at most. */
  callOptions(): CallOptions {
    const timeoutMs = Math.min(DEFAULT_TIMEOUT_MS, Math.max(MIN_CALL_MS, this.remainingMs));
    return this.#signal === undefined ? { timeoutMs } : { timeoutMs, signal: this.#signal };
  }

  /**
   * Ask until there is an answer. The last question is put when the time is up.
   * @param method `:path` of the call that asks, for errors
   * @param ask asks once; `undefined` means not yet
   * @returns `undefined` if there was no answer in time
   * @throws {ClientCancelledOperationError} the signal ended the wait
   */
  async until<T>(method: string, ask: (options: CallOptions) => Promise<T | undefined>): Promise<T | undefined> {
    for (;;) {
      this.#throwIfAborted(method);
      const isLast = this.remainingMs === 0;
      const askedAt = this.#clock.now();
      const answer = await ask(this.callOptions());
      if (answer !== undefined || isLast) return answer;
      // The interval runs from question to question: what the call took is part of it.
      const elapsedMs = this.#clock.now() - askedAt;
      await this.pause(method, Math.min(this.#intervalMs - elapsedMs, this.remainingMs));
    }
  }

  /** Let some time pass. @throws {ClientCancelledOperationError} the signal ended the wait */
  async pause(method: string, delayMs: number): Promise<void> {
    const signal = this.#signal;
    this.#throwIfAborted(method);
    if (delayMs <= 0) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        signal?.removeEventListener("abort", end);
        cancel();
        resolve();
      };
      const cancel = this.#clock.after(delayMs, end);
      signal?.addEventListener("abort", end);
    });
    this.#throwIfAborted(method);
  }

  #throwIfAborted(method: string): void {
    if (this.#signal?.aborted !== true) return;
    const cause: unknown = this.#signal.reason;
    throw new ClientCancelledOperationError(new RpcError("CANCELLED", method, "the caller ended the wait", { cause }));
  }
}

function positive(ms: number, name: string): number {
  if (ms > 0) return ms;
  throw new RangeError(`${name} must be positive, and is ${ms}`);
}
