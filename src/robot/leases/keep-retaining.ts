/**
 * Tells the robot again and again that the owner of a lease is still there. Without that the lease goes stale, and anyone
 * may acquire it.
 */
import type { CallOptions, Clock } from "../../grpc/index.ts";
import { type LeaseInit, LeaseUseResult_Status, type RetainLeaseResponse } from "../../messages/bosdyn/api/lease.ts";
import { LeaseUseError } from "../../services/errors/lease-use-error.ts";
import { Repeater } from "../background/repeater.ts";
import type { LeaseWallet } from "./lease-wallet.ts";

/** What to keep, and how. */
export interface RetainOptions {
  readonly client: RetainingClient;
  readonly wallet: LeaseWallet;
  readonly resource: string;
  /** From one call to the next, in milliseconds. */
  readonly periodMs: number;
  /** Deadline of each call in milliseconds. `undefined` is that of every call. */
  readonly timeoutMs: number | undefined;
  readonly clock: Clock;
  /** Hears of each call that failed and did not lose the lease. It must not throw. */
  readonly onError: (error: unknown) => void;
  /** Whether the lease is still the one that is to be kept. Asked before each call. */
  readonly isHeld: () => boolean;
  /** Ends the loop, and the call under way. */
  readonly signal: AbortSignal;
}

/** What it needs of a `LeaseClient`. */
export interface RetainingClient {
  retainLease(request: { readonly lease: LeaseInit }, options?: CallOptions): Promise<RetainLeaseResponse>;
}

/** Retain a lease at once and then every period, whatever fails, until it is not held any more. Never rejects. */
export async function keepRetaining(options: RetainOptions): Promise<void> {
  const { clock, periodMs, isHeld, signal } = options;
  const attempt = async (): Promise<number | undefined> => {
    if (!isHeld()) return undefined;
    await retain(options);
    return periodMs;
  };
  await new Repeater({ attempt, clock, signal }).ended;
}

async function retain({ client, wallet, resource, timeoutMs, onError, isHeld, signal }: RetainOptions): Promise<void> {
  try {
    // The latest that was lent, and not a newer one: a check-in must not make a command old that is under way.
    const lease = wallet.get(resource);
    await client.retainLease({ lease }, timeoutMs === undefined ? { signal } : { signal, timeoutMs });
  } catch (error) {
    if (!isHeld()) return;
    if (error instanceof LeaseUseError && isExplained(error, wallet, resource)) return;
    onError(error);
  }
}

/** Let the wallet judge a result. @returns whether that says it all: the lease is lost, or was only overtaken by our own */
function isExplained({ leaseUseResult: result }: LeaseUseError, wallet: LeaseWallet, resource: string): boolean {
  if (result === undefined) return false;
  wallet.observe(result, resource);
  // The wallet believes these of its latest lease alone, which commands may have advanced while the call was under way. Of a
  // check-in they hold for the whole lease, and in a stream of commands no answer would ever come in time.
  if (result.status === LeaseUseResult_Status.STATUS_REVOKED) wallet.lose(resource, "revoked");
  if (result.status === LeaseUseResult_Status.STATUS_WRONG_EPOCH) wallet.lose(resource, "unowned");
  return wallet.status(resource) !== "self-owner" || result.status === LeaseUseResult_Status.STATUS_OLDER;
}
