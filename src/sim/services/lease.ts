/** The simulator's `bosdyn.api.LeaseService`. */
import {
  AcquireLeaseResponse_Status,
  type LeaseResourceInit,
  ReturnLeaseResponse_Status,
  TakeLeaseResponse_Status,
} from "../../messages/bosdyn/api/lease.ts";
import { LeaseService } from "../../messages/bosdyn/api/lease_service.ts";
import type { CallerOf } from "../access/caller.ts";
import type { Leases } from "../access/leases.ts";
import { RESOURCE_NAMES, resourceTree } from "../access/resource-tree.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering } from "./response-header.ts";

/** Make the service. */
export function leaseService(clock: SimClock, leases: Leases, callerOf: CallerOf): HostedService {
  const listed = (resource: string, isFull: boolean): LeaseResourceInit => {
    const holder = leases.holderOf(resource);
    return {
      resource,
      lease: isFull ? leases.latest(resource) : undefined,
      leaseOwner: holder?.owner,
      isStale: holder?.isStale,
    };
  };
  return {
    name: "lease",
    type: LeaseService.typeName,
    authority: "api.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          LeaseService.acquireLease,
          answering(clock, ({ header, resource }, _, context) => {
            const outcome = leases.acquire(resource, callerOf(header, context));
            if (outcome === undefined) return { status: AcquireLeaseResponse_Status.STATUS_INVALID_RESOURCE };
            if ("got" in outcome) {
              const { lease, owner } = outcome.got;
              return { status: AcquireLeaseResponse_Status.STATUS_OK, lease, leaseOwner: owner };
            }
            const status = AcquireLeaseResponse_Status.STATUS_RESOURCE_ALREADY_CLAIMED;
            return { status, leaseOwner: outcome.heldBy.owner };
          }),
        )
        .handle(
          LeaseService.takeLease,
          answering(clock, ({ header, resource }, _, context) => {
            const claim = leases.take(resource, callerOf(header, context));
            if (claim === undefined) return { status: TakeLeaseResponse_Status.STATUS_INVALID_RESOURCE };
            return { status: TakeLeaseResponse_Status.STATUS_OK, lease: claim.lease, leaseOwner: claim.owner };
          }),
        )
        .handle(
          LeaseService.returnLease,
          answering(clock, ({ lease }) => {
            const wasActive = leases.giveBack(lease ?? {});
            if (wasActive === undefined) return { status: ReturnLeaseResponse_Status.STATUS_INVALID_RESOURCE };
            if (!wasActive) return { status: ReturnLeaseResponse_Status.STATUS_NOT_ACTIVE_LEASE };
            return { status: ReturnLeaseResponse_Status.STATUS_OK };
          }),
        )
        .handle(
          LeaseService.retainLease,
          answering(clock, ({ lease }) => ({ leaseUseResult: leases.retain(lease) })),
        )
        .handle(
          LeaseService.listLeases,
          answering(clock, ({ includeFullLeaseInfo }) => ({
            resources: RESOURCE_NAMES.map((resource) => listed(resource, includeFullLeaseInfo)),
            resourceTree: resourceTree(),
          })),
        ),
  };
}
