/** Connection back-off (gRPC, "Connection Backoff Protocol"): exponential, with jitter, capped. */

/** Defaults are those of gRPC's connection back-off document. */
export interface BackoffOptions {
  /** Wait after the first failure, in milliseconds. Default 1000. */
  readonly initialMs?: number;
  /** Growth per failure. Default 1.6. */
  readonly multiplier?: number;
  /** Random share either way, 0 to 1. Default 0.2. */
  readonly jitter?: number;
  /** Longest wait before jitter, in milliseconds. Default 120 000. */
  readonly maxMs?: number;
  /** Numbers in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/** Counts failures and says how long to wait after each. */
export class Backoff {
  readonly #initialMs: number;
  readonly #multiplier: number;
  readonly #jitter: number;
  readonly #maxMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(options: BackoffOptions = {}) {
    this.#initialMs = options.initialMs ?? 1000;
    this.#multiplier = options.multiplier ?? 1.6;
    this.#jitter = options.jitter ?? 0.2;
    this.#maxMs = options.maxMs ?? 120_000;
    this.#random = options.random ?? Math.random;
  }

  /** Record a failure; returns the milliseconds to wait before the next attempt. */
  next(): number {
    const base = Math.min(this.#initialMs * this.#multiplier ** this.#failures++, this.#maxMs);
    return base * (1 + this.#jitter * (2 * this.#random() - 1));
  }

  /** The connection came about: the next failure waits the initial time again. */
  reset(): void {
    this.#failures = 0;
  }
}
