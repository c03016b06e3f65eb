/** How the services of maps judge leases. */
import { type Lease, LeaseUseResult_Status, type LeaseUseResultInit } from "../../messages/bosdyn/api/lease.ts";
import type { LeaseJudge } from "../parts.ts";

/**
 * Judge the lease of a request that changes the map. Clients send one that is missing or empty where they own none: the
 * map is free for all, so only a lease that says something is judged.
 * @returns `undefined` if there was nothing to judge
 */
export function mapLeaseUse(leases: LeaseJudge, lease: Lease | undefined): LeaseUseResultInit | undefined {
  if (lease === undefined || (lease.resource === "" && lease.epoch === "" && lease.sequence.length === 0)) {
    return undefined;
  }
  return leases.use(lease);
}

/** Judge the leases of a request that moves the robot: one is needed, and all must be good. */
export function walkingLeaseUses(leases: LeaseJudge, given: readonly Lease[]): readonly LeaseUseResultInit[] {
  return given.length === 0 ? [leases.use(undefined)] : given.map((lease) => leases.use(lease));
}

/** Whether a result stands in the way of the request. */
export function isRefused(result: LeaseUseResultInit | undefined): boolean {
  return result !== undefined && result.status !== LeaseUseResult_Status.STATUS_OK;
}
