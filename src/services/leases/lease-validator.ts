/**
 * The judge of leases in a service of one's own, which moves the robot in its clients' names: it remembers the newest
 * lease of each resource and lets only that one and newer ones pass.
 */
import {
  type Lease,
  type LeaseInit,
  type LeaseUseResultInit,
  LeaseUseResult_Status,
} from "../../messages/bosdyn/api/lease.ts";
import { compareLeases } from "./compare-leases.ts";
import { copyLease, isValidLease, type ReadonlyLease } from "./derive-lease.ts";
import { type LeaseTolerance, leaseUseStatus } from "./lease-use-status.ts";
import type { ResourceHierarchy } from "./resource-hierarchy.ts";

/** The newest lease of a leaf. */
interface ActiveLease {
  /** Its resource is the leaf's. */
  readonly lease: ReadonlyLease;
  /** Counts up with every lease set: epochs have no order of their own. */
  readonly order: number;
}

/** Judges the leases of requests to one service. */
export class LeaseValidator {
  readonly #hierarchy: ResourceHierarchy;
  /**
   * By leaf, and by leaf alone: the lease of a whole arm is that of each of its parts. The reference client stores it under
   * the whole as well, and copies it to every leaf of the robot, so that there a newer lease of the arm makes one of the
   * legs old. Here a lease touches nothing but what is below its resource.
   */
  readonly #active = new Map<string, ActiveLease>();
  #order = 0;

  /** @param hierarchy the robot's resources: `await readResourceHierarchy(robot.client(LeaseClient))` */
  constructor(hierarchy: ResourceHierarchy) {
    this.#hierarchy = hierarchy;
  }

  /**
   * Judge a lease and remember nothing, as for a request that only asks.
   * @returns for the response's `leaseUseResult`: anything but STATUS_OK is to be refused. `previousLease` and
   * `latestKnownLease` are the newest of the resource so far, `latestResources` the same leaf by leaf
   */
  test(incoming: LeaseInit | undefined, tolerance: LeaseTolerance = {}): LeaseUseResultInit {
    if (!isValidLease(incoming)) return this.#result(LeaseUseResult_Status.STATUS_INVALID_LEASE, incoming);
    const newest = this.newest(incoming.resource ?? "");
    const isManaged = this.#hierarchy.has(incoming.resource ?? "");
    if (!isManaged) return this.#result(LeaseUseResult_Status.STATUS_UNMANAGED, incoming);
    if (newest === undefined) return this.#result(LeaseUseResult_Status.STATUS_OK, incoming);
    return this.#result(leaseUseStatus(compareLeases(incoming, newest), tolerance), incoming, newest);
  }

  /**
   * Judge a lease, and make it the one in use if it is good: for a request that has the robot do something.
   * @returns as `test` does; of a good lease `latestKnownLease` and `latestResources` are those after it
   */
  use(incoming: LeaseInit | undefined, tolerance: LeaseTolerance = {}): LeaseUseResultInit {
    const result = this.test(incoming, tolerance);
    if (result.status !== LeaseUseResult_Status.STATUS_OK || !isValidLease(incoming)) return result;
    this.setActive(incoming);
    return { ...result, latestKnownLease: incoming, latestResources: this.#latest(incoming.resource ?? "") };
  }

  /**
   * Make a lease the one in use, whatever was before it.
   * @throws {TypeError} it names no resource or has no sequence
   * @throws {RangeError} the robot has no such resource
   */
  setActive(lease: LeaseInit): void {
    if (!isValidLease(lease)) throw new TypeError("a lease in use must name its resource and have a sequence");
    const below = this.#hierarchy.get(lease.resource ?? "");
    if (below === undefined) throw new RangeError(`the robot has no resource ${JSON.stringify(lease.resource)}`);
    const order = this.#order++;
    for (const leaf of below.leaves) this.#active.set(leaf, { lease: { ...copyLease(lease), resource: leaf }, order });
  }

  /**
   * The newest lease in use at a resource or at any part of it, under that resource's name.
   * @returns `undefined` if there is none yet, or no such resource
   */
  newest(resource: string): Lease | undefined {
    let newest: ActiveLease | undefined;
    for (const leaf of this.#hierarchy.get(resource)?.leaves ?? []) {
      const active = this.#active.get(leaf);
      if (active !== undefined && (newest === undefined || isNewer(active, newest))) newest = active;
    }
    return newest === undefined ? undefined : { ...copyLease(newest.lease), resource };
  }

  #latest(resource: string): Lease[] {
    const leaves = [...(this.#hierarchy.get(resource)?.leaves ?? [])];
    return leaves.flatMap((leaf) => this.newest(leaf) ?? []);
  }

  #result(status: LeaseUseResult_Status, attempted: LeaseInit | undefined, newest?: Lease): LeaseUseResultInit {
    return {
      status,
      attemptedLease: attempted,
      previousLease: newest,
      latestKnownLease: newest,
      latestResources: this.#latest(attempted?.resource ?? ""),
    };
  }
}

/**
 * Which of two leaves decides. A sub-lease is the stricter of the two, so it counts as the newer one. The reference client
 * gives the newest sequence the epoch of the first leaf, which may be a lease that nobody ever had; here the epoch that
 * came in last is the robot's present one.
 */
function isNewer(a: ActiveLease, b: ActiveLease): boolean {
  const comparison = compareLeases(a.lease, b.lease, { ignoreResources: true });
  if (comparison === "different-epochs") return a.order > b.order;
  return comparison === "newer" || comparison === "sub-lease";
}
