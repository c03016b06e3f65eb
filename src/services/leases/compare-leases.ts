/**
 * How two leases stand to each other. A lease is a path of numbers: the first is issued by the robot's lease service, and
 * whoever holds a lease may append further ones for those who act in its name. Greater is newer.
 */
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";

/** What the first lease is to the second: `super-lease` its ancestor, `sub-lease` its descendant. */
export type LeaseComparison =
  "same" | "newer" | "older" | "super-lease" | "sub-lease" | "different-resources" | "different-epochs";

/** What to leave out of the comparison. */
export interface CompareLeasesOptions {
  /** Compare leases of different resources as if they were of one. Default false. */
  readonly ignoreResources?: boolean | undefined;
}

/**
 * Compare two leases: resources first, then epochs, then the sequences, number by number. Client names play no part.
 * @returns what `a` is to `b`: `newer` means that `a` is the newer one
 */
export function compareLeases(a: LeaseInit, b: LeaseInit, options: CompareLeasesOptions = {}): LeaseComparison {
  if (options.ignoreResources !== true && (a.resource ?? "") !== (b.resource ?? "")) return "different-resources";
  if ((a.epoch ?? "") !== (b.epoch ?? "")) return "different-epochs";
  const [ours, theirs] = [a.sequence ?? [], b.sequence ?? []];
  for (const [index, number] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return "sub-lease";
    if (number !== other) return number > other ? "newer" : "older";
  }
  return ours.length < theirs.length ? "super-lease" : "same";
}
