/**
 * The leases that a program holds: lends every request a newer one, and learns from the answers when one is lost. It
 * acquires and returns nothing; whoever does puts the lease in here and takes it out.
 */
import {
  type LeaseInit,
  type LeaseOwner,
  type LeaseUseResult,
  LeaseUseResult_Status,
} from "../../messages/bosdyn/api/lease.ts";
import { BODY_RESOURCE, type LeaseProvider } from "../../services/lease-provider.ts";
import { compareLeases } from "../../services/leases/compare-leases.ts";
import { copyLease, createNewerLease, createSublease, type ReadonlyLease } from "../../services/leases/derive-lease.ts";
import { LeaseNotOwnedError, NoSuchLeaseError } from "./errors.ts";
import { tell } from "../background/tell.ts";

/**
 * Whose a lease is: `self-owner` ours, `other-owner` somebody else's, `revoked` nobody's any more, `unowned` of a time
 * before the robot's restart.
 */
export type LeaseStatus = "self-owner" | "other-owner" | "revoked" | "unowned";

/** A lease in a wallet. */
export interface LeaseState {
  readonly status: LeaseStatus;
  /** Who has it instead, where the robot has said so. */
  readonly owner: LeaseOwner | undefined;
  /** As it was put in. */
  readonly original: ReadonlyLease;
  /** The latest that a request was lent; before the first, its parent's first child. */
  readonly current: ReadonlyLease;
}

/** A lease that was ours until now. */
export interface LostLease extends LeaseState {
  readonly resource: string;
}

/** Keeps leases by resource. One wallet is for one robot, and all clients of that robot share it. */
export class LeaseWallet implements LeaseProvider {
  readonly #clientName: string;
  readonly #states = new Map<string, LeaseState>();
  readonly #watchers = new Set<(lost: LostLease) => void>();

  /** @param clientName appended to the names in every lease that is lent; people read it */
  constructor(clientName: string) {
    this.#clientName = clientName;
  }

  /**
   * Put a lease in, in place of any other of its resource. Requests are lent its sub-leases: of `[8]` first `[8, 1]`, then
   * `[8, 2]`. The very same lease put in again goes on where it was, for what has been lent before is used up.
   * @throws {TypeError} it names no resource or has no sequence
   */
  add(lease: LeaseInit): LeaseState {
    const first = createSublease(lease, this.#clientName);
    const before = this.#states.get(first.resource);
    const isSame = before !== undefined && compareLeases(before.original, lease) === "same";
    const current = isSame ? before.current : first;
    const state: LeaseState = { status: "self-owner", owner: undefined, original: copyLease(lease), current };
    this.#states.set(first.resource, state);
    return state;
  }

  /** Take a resource's lease out. @returns whether there was one */
  remove(resource: string): boolean {
    return this.#states.delete(resource);
  }

  /**
   * Make the next lease of a resource, strictly newer than any before, and give it out.
   * @throws {NoSuchLeaseError} there is none
   * @throws {LeaseNotOwnedError} it is lost
   */
  advance(resource: string = BODY_RESOURCE): ReadonlyLease {
    const state = this.#owned(resource);
    const current = createNewerLease(state.current);
    this.#states.set(resource, { ...state, current });
    return current;
  }

  /**
   * The latest lease of a resource that was given out, to look at, to retain or to return it.
   * @throws {NoSuchLeaseError} there is none
   * @throws {LeaseNotOwnedError} it is lost
   */
  get(resource: string = BODY_RESOURCE): ReadonlyLease {
    return this.#owned(resource).current;
  }

  /** All that is known of a resource's lease, lost ones included. @returns `undefined` if there is none */
  state(resource: string = BODY_RESOURCE): LeaseState | undefined {
    return this.#states.get(resource);
  }

  /** Whose a resource's lease is. @returns `undefined` if there is none */
  status(resource: string = BODY_RESOURCE): LeaseStatus | undefined {
    return this.#states.get(resource)?.status;
  }

  /**
   * The lease for one request. Without one of our own the request goes as it is, and the robot judges it: many requests
   * that can carry a lease do not need one.
   */
  attach(resource: string): ReadonlyLease | undefined {
    return this.status(resource) === "self-owner" ? this.advance(resource) : undefined;
  }

  /**
   * Learn what the robot made of a lease. A resource that the wallet does not know is passed over.
   * @param resource whose lease it was. Default: that of the attempted lease
   */
  observe(result: LeaseUseResult, resource: string = result.attemptedLease?.resource ?? ""): void {
    const state = this.#states.get(resource);
    if (state === undefined) return;
    const { attemptedLease: attempted, latestKnownLease: latest, owner } = result;
    // Client names are left out of account: they are for people, and a service need not echo them.
    const isCurrent = attempted !== undefined && compareLeases(attempted, state.current) === "same";
    switch (result.status) {
      case LeaseUseResult_Status.STATUS_OLDER: {
        // A late answer to an old request is no loss. A sub-lease is not newer than its parent: where the parent is used
        // by somebody else, we are out. Without the latest lease there is nothing to say that we are not.
        const comparison = latest === undefined ? undefined : compareLeases(state.current, latest);
        if (comparison !== "newer" && comparison !== "same") this.lose(resource, "other-owner", owner);
        break;
      }
      case LeaseUseResult_Status.STATUS_WRONG_EPOCH:
        if (isCurrent) this.lose(resource, "unowned");
        break;
      case LeaseUseResult_Status.STATUS_REVOKED:
        if (isCurrent) this.lose(resource, "revoked");
        break;
      default: // The rest says something of the request or of the service, not of who has the lease.
    }
  }

  /** Put down a lease as lost, for whoever learns of it otherwise than by a lease use result. Unknown ones are passed over. */
  lose(resource: string, status: Exclude<LeaseStatus, "self-owner">, owner?: LeaseOwner): void {
    const state = this.#states.get(resource);
    if (state === undefined) return;
    const lost: LostLease = { ...state, status, owner, resource };
    this.#states.set(resource, { status, owner, original: state.original, current: state.current });
    if (state.status !== "self-owner") return;
    // The answer that told of the loss belongs to some caller, who has no part in what a watcher throws.
    for (const watcher of [...this.#watchers]) tell(watcher, lost);
  }

  /** Call back at once when a lease of ours is lost, once per loss. @returns a function that ends it */
  watch(watcher: (lost: LostLease) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  #owned(resource: string): LeaseState {
    const state = this.#states.get(resource);
    if (state === undefined) throw new NoSuchLeaseError(resource);
    if (state.status !== "self-owner") throw new LeaseNotOwnedError(resource, state.status, state.owner);
    return state;
  }
}
