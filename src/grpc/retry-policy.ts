/**
 * When a failed call is worth another attempt (gRFC A6). A policy belongs to one channel: its throttle counts the
 * failures of all calls, so that a server in trouble is not buried under second attempts.
 */
import { SpotError } from "../errors.ts";
import type { RpcError } from "./errors.ts";
import type { StatusName } from "./status.ts";

/** An attempt that failed before a response began. */
export interface FailedAttempt {
  readonly error: RpcError;
  /** Attempts made so far, this one included; 1 or more. */
  readonly attempts: number;
  /** The server's `grpc-retry-pushback-ms`, if it sent one. */
  readonly pushback: string | undefined;
}

/** Decides about second attempts. */
export interface RetryPolicy {
  /** Milliseconds to wait before the next attempt; `undefined` for none. */
  delayMs(failed: FailedAttempt): number | undefined;
  /** A call ended with OK. */
  succeeded(): void;
}

/** A retry policy as gRPC's service configuration has it. */
export interface RetryPolicyOptions {
  /** Attempts in all, the first included: 2 to 5, as gRFC A6 caps it. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** Wait before the second attempt, in milliseconds, ±20 %. Default 100. */
  readonly initialBackoffMs?: number | undefined;
  /** Longest wait, in milliseconds, ±20 %. Default 2000. */
  readonly maxBackoffMs?: number | undefined;
  /** Growth per attempt. Default 2. */
  readonly multiplier?: number | undefined;
  /**
   * Statuses worth another attempt. Default UNAVAILABLE alone. Beware of RPCs that must not run twice: a status says
   * how the call ended, not that nothing was done.
   */
  readonly statuses?: readonly Exclude<StatusName, "OK">[] | undefined;
  /** RPCs it holds for, by their path; default all. Reading state may be repeated, moving the robot may not. */
  readonly appliesTo?: ((path: string) => boolean) | undefined;
  /**
   * Tokens of the throttle: a retryable failure takes one, a success gives `tokenRatio` back; at half or less there are no
   * second attempts. Default 10 and 0.1, gRPC's own example.
   */
  readonly maxTokens?: number | undefined;
  readonly tokenRatio?: number | undefined;
  /** Numbers in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * Make a policy, to be given to one channel as `retry`.
 * @throws {RangeError} a number is out of its range
 */
export function retryPolicy(options: RetryPolicyOptions = {}): RetryPolicy {
  const { maxAttempts = 3, initialBackoffMs = 100, maxBackoffMs = 2000, multiplier = 2 } = options;
  const { maxTokens = 10, tokenRatio = 0.1, random = Math.random, appliesTo = () => true } = options;
  const statuses: ReadonlySet<StatusName> = new Set(options.statuses ?? (["UNAVAILABLE"] as const));
  check("maxAttempts", maxAttempts, 2, 5);
  check("initialBackoffMs", initialBackoffMs, 1, 2 ** 31);
  check("maxBackoffMs", maxBackoffMs, 1, 2 ** 31);
  check("multiplier", multiplier, 1, 100);
  check("maxTokens", maxTokens, 1, 1000);
  check("tokenRatio", tokenRatio, 0.001, 1000);
  let tokens = maxTokens;
  return {
    delayMs({ error, attempts, pushback }) {
      // A refused certificate stays refused, a closed channel closed.
      if (error.cause instanceof SpotError && !error.cause.retryable) return undefined;
      if (!appliesTo(error.method)) return undefined;
      // A pushback that is negative, or no number, says: do not come back.
      const pushbackMs = pushback === undefined ? undefined : /^\d{1,9}$/.test(pushback) ? Number(pushback) : Infinity;
      if (!statuses.has(error.status)) return undefined;
      tokens = Math.max(tokens - 1, 0);
      if (tokens <= maxTokens / 2 || attempts >= maxAttempts || pushbackMs === Infinity) return undefined;
      if (pushbackMs !== undefined) return pushbackMs;
      const backoffMs = Math.min(initialBackoffMs * multiplier ** (attempts - 1), maxBackoffMs);
      return backoffMs * (0.8 + 0.4 * random());
    },
    succeeded() {
      tokens = Math.min(tokens + tokenRatio, maxTokens);
    },
  };
}

function check(name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw new RangeError(`${name} must be from ${min} to ${max}, not ${value}`);
}
