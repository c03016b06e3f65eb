/** One lease that this program has acquired: kept alive in the background, returned at the end. */
import { type CallOptions, type Clock, systemClock } from "../../grpc/index.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { NotActiveLeaseError } from "../../services/control/lease.ts";
import type { ReadonlyLease } from "../../services/leases/derive-lease.ts";
import { LeaseNotOwnedError, NoSuchLeaseError } from "./errors.ts";
import { keepRetaining, type RetainingClient } from "./keep-retaining.ts";
import type { LeaseState, LeaseWallet, LostLease } from "./lease-wallet.ts";
import { tell, warn } from "../background/tell.ts";

/** How to keep a lease. */
export interface HoldOptions {
  /** From one sign of life to the next, in milliseconds. Default 2000, as the robot expects it of its clients. */
  readonly periodMs?: number | undefined;
  /** Deadline of acquiring, and of each sign of life, in milliseconds. Default: that of every call. */
  readonly timeoutMs?: number | undefined;
  /**
   * Hears at once when the lease is lost: somebody has taken it, or the robot has revoked it or restarted. Nothing acquires
   * it again; that is the program's decision, or a person's. Default: a warning of the process.
   */
  readonly onLost?: ((lost: LostLease) => void) | undefined;
  /** Hears of each sign of life that failed; the next is tried all the same. Default: a warning of the process. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Measures the period. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** What a hold needs of a `LeaseClient`. */
export interface HoldingClient extends RetainingClient {
  returnLease(request: { readonly lease: LeaseInit }, options?: CallOptions): Promise<unknown>;
}

/** Where a hold belongs. */
export interface HoldParts {
  readonly client: HoldingClient;
  readonly wallet: LeaseWallet;
  /** The lease in the wallet. */
  readonly state: LeaseState;
  /** Aborted when the robot is closed. */
  readonly closed: AbortSignal;
  /** Called once, when the lease is not held any more. */
  readonly onEnd: () => void;
}

const PERIOD_MS = 2000;
const RETURN_TIMEOUT_MS = 2000;

/** A lease in use. Made by `leasesOf(robot).acquire()`; hold it with `await using`. */
export class HeldLease implements AsyncDisposable {
  /** What it is a lease of, for example `body`. */
  readonly resource: string;
  readonly #parts: HoldParts;
  readonly #onLost: (lost: LostLease) => void;
  readonly #over = new AbortController();
  readonly #stopWatching: () => void;
  #lost: LostLease | undefined;
  #lastError: unknown;
  #returning: Promise<void> | undefined;

  constructor(parts: HoldParts, options: HoldOptions = {}) {
    const { client, wallet, state, closed } = parts;
    const { periodMs = PERIOD_MS, timeoutMs, clock = systemClock, onError = warn } = options;
    this.resource = state.original.resource;
    this.#parts = parts;
    this.#onLost =
      options.onLost ?? (({ resource, status, owner }) => warn(new LeaseNotOwnedError(resource, status, owner)));
    this.#stopWatching = wallet.watch((lost) => this.#lose(lost));
    closed.addEventListener("abort", this.#onClosed);
    if (closed.aborted) this.#onClosed();
    const retaining = keepRetaining({
      client,
      wallet,
      resource: this.resource,
      periodMs,
      timeoutMs,
      clock,
      onError: (error) => {
        this.#lastError = error;
        tell(onError, error);
      },
      isHeld: () => this.isHeld,
      signal: this.signal,
    });
    // The loop ends by itself only if the lease was taken out of the wallet behind our back.
    void retaining.then(() => this.#end(new NoSuchLeaseError(this.resource)));
  }

  /** Whether it is still ours, as far as is known, and kept alive. */
  get isHeld(): boolean {
    const { wallet, state } = this.#parts;
    if (this.signal.aborted) return false;
    const present = wallet.state(this.resource);
    return present?.status === "self-owner" && present.original === state.original;
  }

  /**
   * Aborted when the lease is not held any more: lost (the reason is a `LeaseNotOwnedError`), returned, or the robot closed.
   * Give it to whatever makes no sense without the lease.
   */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** How it was lost; `undefined` if it was not. */
  get lost(): LostLease | undefined {
    return this.#lost;
  }

  /** Why the latest sign of life that failed did so; `undefined` if none did. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /**
   * The next lease in line, for a request that does not take one by itself, or to make a sub-lease of.
   * @throws {NoSuchLeaseError} it was returned
   * @throws {LeaseNotOwnedError} it is lost
   */
  advance(): ReadonlyLease {
    return this.#parts.wallet.advance(this.resource);
  }

  /**
   * Give it back: requests go without it from now on, then the robot is told. One that is lost or returned already is no
   * error. If the robot cannot be told, it counts the lease as stale after a while, and others may acquire it.
   * @param options.timeoutMs default 2000
   * @throws {RpcError | ResponseError} the robot was not told, as far as is known
   */
  return(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.#returning ??= this.#return(options.timeoutMs ?? RETURN_TIMEOUT_MS);
    return this.#returning;
  }

  /** Return it, as `return` does. After the robot was closed there is no way to, and nothing is thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#parts.closed.aborted) await this.#returning?.catch(() => undefined);
    else await this.return();
  }

  async #return(timeoutMs: number): Promise<void> {
    const { client, wallet, state } = this.#parts;
    const present = wallet.state(this.resource);
    const isOurs = present?.status === "self-owner" && present.original === state.original;
    if (isOurs) wallet.remove(this.resource);
    this.#end(new NoSuchLeaseError(this.resource));
    if (!isOurs) return;
    try {
      await client.returnLease({ lease: present.current }, { timeoutMs });
    } catch (error) {
      if (!(error instanceof NotActiveLeaseError)) throw error;
    }
  }

  #lose(lost: LostLease): void {
    if (lost.original !== this.#parts.state.original) return;
    this.#lost = lost;
    this.#end(new LeaseNotOwnedError(lost.resource, lost.status, lost.owner));
    this.#onLost(lost);
  }

  readonly #onClosed = (): void => this.#end(this.#parts.closed.reason);

  #end(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#stopWatching();
    this.#parts.closed.removeEventListener("abort", this.#onClosed);
    this.#parts.onEnd();
    this.#over.abort(reason);
  }
}
