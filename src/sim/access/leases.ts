/**
 * Who may command the robot: claims on its resources, and the judge of the leases that come with requests. A lease of a
 * part is judged against the newest that was seen for that part, whichever resource it was for.
 */
import { randomBytes } from "node:crypto";
import {
  type LeaseInit,
  type LeaseOwnerInit,
  LeaseUseResult_Status as Status,
  type LeaseUseResultInit,
} from "../../messages/bosdyn/api/lease.ts";
import type { LeaseJudge } from "../parts.ts";
import { newestOf, orderOf } from "./lease-order.ts";
import { covers, leavesOf } from "./resource-tree.ts";

/** One client's hold on a resource, from acquiring to losing it. */
export interface Claim {
  readonly resource: string;
  /** As it was given out. */
  readonly lease: LeaseInit;
  readonly owner: LeaseOwnerInit;
  /** Its owner has gone silent: anyone may acquire the resource. */
  isStale: boolean;
}

/** Hears what becomes of claims. */
export interface ClaimWatcher {
  claimed(claim: Claim): void;
  /** Its owner gave a sign of life. */
  heard(claim: Claim): void;
}

/** What is known of a resource without parts. */
interface Leaf {
  readonly name: string;
  /** The newest lease seen for it. */
  newest: LeaseInit & { readonly sequence: readonly number[] };
  claim: Claim | undefined;
}

/** A sequence or list of names that is longer is no lease: the newest are kept. */
const MAX_SEQUENCE = 100;
const MAX_NAME_CHARACTERS = 1000;

/** The leases of one robot, from one boot to the next. */
export class Leases implements LeaseJudge {
  readonly #epoch = `sim-${randomBytes(6).toString("hex")}`;
  readonly #leaves = new Map<string, Leaf>();
  readonly #watcher: ClaimWatcher;
  #lastRoot = 0;

  constructor(watcher: ClaimWatcher) {
    this.#watcher = watcher;
    for (const name of leavesOf("body") ?? []) {
      this.#leaves.set(name, { name, newest: { resource: name, epoch: this.#epoch, sequence: [0] }, claim: undefined });
    }
  }

  /** Give out the lease of a resource. @returns the claim, or that of whoever has it, or a part of it */
  acquire(resource: string, owner: LeaseOwnerInit): { readonly got: Claim } | { readonly heldBy: Claim } | undefined {
    const leaves = this.#leavesOf(resource);
    if (leaves === undefined) return undefined;
    const holder = leaves.find(({ claim }) => claim?.isStale === false)?.claim;
    return holder === undefined ? { got: this.#claim(resource, leaves, owner) } : { heldBy: holder };
  }

  /** Give out the lease of a resource, whoever has it or a part of it. */
  take(resource: string, owner: LeaseOwnerInit): Claim | undefined {
    const leaves = this.#leavesOf(resource);
    return leaves && this.#claim(resource, leaves, owner);
  }

  /** Take a lease back. @returns whether it was the active one; `undefined` if there is no such resource */
  giveBack(lease: LeaseInit): boolean | undefined {
    const leaves = this.#leavesOf(lease.resource ?? "");
    if (leaves === undefined) return undefined;
    const claim = this.claimOf(lease);
    // A lease of a part of what was acquired is not one that was acquired.
    if (claim?.resource !== lease.resource || claim === undefined) return false;
    this.#end(claim);
    return true;
  }

  use(lease: LeaseInit | undefined, resource = "mobility"): LeaseUseResultInit {
    return this.#judge(lease, resource, false);
  }

  /** Judge a lease that is only kept alive: a super-lease does, and any resource. */
  retain(lease: LeaseInit | undefined): LeaseUseResultInit {
    return this.#judge(lease, lease?.resource ?? "", true);
  }

  /** Its owner has gone silent: anyone may acquire the resource until the owner is heard of again. */
  makeStale(lease: LeaseInit): void {
    const claim = this.claimOf(lease);
    if (claim !== undefined) claim.isStale = true;
  }

  /** The claim that a lease was made of, if that still holds all of the lease's resource. */
  claimOf(lease: LeaseInit): Claim | undefined {
    const [first, ...others] = this.#leavesOf(lease.resource ?? "") ?? [];
    const claim = first?.claim;
    if (claim === undefined || lease.epoch !== this.#epoch) return undefined;
    const isWhole = others.every((leaf) => leaf.claim === claim);
    return isWhole && lease.sequence?.[0] === claim.lease.sequence?.[0] ? claim : undefined;
  }

  /** Who holds a resource: the claim on its first part that is claimed. */
  holderOf(resource: string): Claim | undefined {
    return this.#leavesOf(resource)?.find(({ claim }) => claim !== undefined)?.claim;
  }

  /** The newest lease that was seen for a resource or a part of it, under the resource's name. */
  latest(resource: string): LeaseInit | undefined {
    const leaves = this.#leavesOf(resource);
    return leaves && { ...newestLease(leaves), resource };
  }

  #judge(attempted: LeaseInit | undefined, needed: string, mayBeSuper: boolean): LeaseUseResultInit {
    const attemptedLease = attempted ?? {};
    const refuse = (status: Status): LeaseUseResultInit => ({ status, attemptedLease });
    if (attempted === undefined || !isWellFormed(attempted)) return refuse(Status.STATUS_INVALID_LEASE);
    const { resource = "", epoch, sequence = [] } = attempted;
    const leaves = this.#leavesOf(resource);
    if (leaves === undefined || !covers(resource, needed)) return refuse(Status.STATUS_UNMANAGED);
    const previousLease = newestLease(leaves);
    const facts = {
      attemptedLease,
      owner: this.holderOf(resource)?.owner,
      previousLease,
      latestKnownLease: { ...previousLease, resource },
      latestResources: leaves.map(({ newest }) => newest),
    };
    if (epoch !== this.#epoch) return { ...facts, status: Status.STATUS_WRONG_EPOCH };
    // A number that was never given out.
    if ((sequence[0] ?? 0) > this.#lastRoot) return { ...facts, status: Status.STATUS_INVALID_LEASE };
    const order = orderOf(sequence, previousLease.sequence);
    const isHeld = leaves.every(({ claim }) => claim !== undefined);
    if (!isHeld || order === "older" || (order === "super" && !mayBeSuper)) {
      return { ...facts, status: Status.STATUS_OLDER };
    }
    return { ...facts, ...this.#accept(attempted, leaves, order !== "super"), status: Status.STATUS_OK };
  }

  /** Note a good lease, and that its owner is there. */
  #accept(lease: LeaseInit, leaves: readonly Leaf[], isNews: boolean): LeaseUseResultInit {
    const { sequence = [], clientNames = [] } = lease;
    for (const leaf of leaves) {
      if (isNews) leaf.newest = { resource: leaf.name, epoch: this.#epoch, sequence, clientNames };
    }
    for (const claim of new Set(leaves.map((leaf) => leaf.claim))) {
      if (claim === undefined) continue;
      claim.isStale = false;
      this.#watcher.heard(claim);
    }
    return {
      latestKnownLease: { ...newestLease(leaves), resource: lease.resource },
      latestResources: leaves.map(({ newest }) => newest),
    };
  }

  #claim(resource: string, leaves: readonly Leaf[], owner: LeaseOwnerInit): Claim {
    for (const { claim } of leaves) if (claim !== undefined) this.#end(claim);
    const sequence = [++this.#lastRoot];
    const claim: Claim = { resource, lease: { resource, epoch: this.#epoch, sequence }, owner, isStale: false };
    for (const leaf of leaves) {
      leaf.newest = { resource: leaf.name, epoch: this.#epoch, sequence };
      leaf.claim = claim;
    }
    this.#watcher.claimed(claim);
    return claim;
  }

  /** Free all that a claim holds. Whatever was made of its lease is older than what there is then, also for nobody. */
  #end(claim: Claim): void {
    const sequence = [++this.#lastRoot];
    for (const leaf of this.#leaves.values()) {
      if (leaf.claim !== claim) continue;
      leaf.newest = { resource: leaf.name, epoch: this.#epoch, sequence };
      leaf.claim = undefined;
    }
  }

  #leavesOf(resource: string): readonly Leaf[] | undefined {
    return leavesOf(resource)?.map((name) => this.#leaves.get(name) as Leaf);
  }
}

function newestLease(leaves: readonly Leaf[]): Leaf["newest"] {
  const sequence = newestOf(leaves.map(({ newest }) => newest.sequence));
  return (leaves.find(({ newest }) => newest.sequence === sequence) as Leaf).newest;
}

function isWellFormed({ resource = "", sequence = [], clientNames = [] }: LeaseInit): boolean {
  return (
    resource !== "" &&
    sequence.length > 0 &&
    sequence.length <= MAX_SEQUENCE &&
    clientNames.length <= MAX_SEQUENCE &&
    clientNames.every((name) => name.length <= MAX_NAME_CHARACTERS)
  );
}
