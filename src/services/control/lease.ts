/** Leases: who may command the robot. */
import {
  AcquireLeaseResponse_Status,
  ReturnLeaseResponse_Status,
  TakeLeaseResponse_Status,
} from "../../messages/bosdyn/api/lease.ts";
import { LeaseServiceCalls } from "../../messages/bosdyn/api/lease_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** Somebody else has the lease. */
export class ResourceAlreadyClaimedError extends ResponseError {
  override readonly code = "LEASE_RESOURCE_ALREADY_CLAIMED";
}

/** The robot has no such resource. */
export class InvalidResourceError extends ResponseError {
  override readonly code = "LEASE_INVALID_RESOURCE";
}

/** This service does not give out leases of that resource. */
export class NotAuthoritativeServiceError extends ResponseError {
  override readonly code = "LEASE_NOT_AUTHORITATIVE_SERVICE";
}

/** The lease to return is not in use any more. */
export class NotActiveLeaseError extends ResponseError {
  override readonly code = "LEASE_NOT_ACTIVE";
}

const ACQUIRE: StatusTable<typeof AcquireLeaseResponse_Status> = {
  names: AcquireLeaseResponse_Status,
  errors: {
    STATUS_RESOURCE_ALREADY_CLAIMED: [
      ResourceAlreadyClaimedError,
      "wait until its owner returns it or goes silent; taking it is a decision for people",
    ],
    STATUS_INVALID_RESOURCE: [InvalidResourceError, "list the leases for the resources it has"],
    STATUS_NOT_AUTHORITATIVE_SERVICE: [NotAuthoritativeServiceError, "ask the robot's lease service"],
  },
};

const TAKE: StatusTable<typeof TakeLeaseResponse_Status> = {
  names: TakeLeaseResponse_Status,
  errors: {
    STATUS_INVALID_RESOURCE: [InvalidResourceError, "list the leases for the resources it has"],
    STATUS_NOT_AUTHORITATIVE_SERVICE: [NotAuthoritativeServiceError, "ask the robot's lease service"],
  },
};

const RETURN: StatusTable<typeof ReturnLeaseResponse_Status> = {
  names: ReturnLeaseResponse_Status,
  errors: {
    STATUS_INVALID_RESOURCE: [InvalidResourceError, "list the leases for the resources it has"],
    STATUS_NOT_ACTIVE_LEASE: [NotActiveLeaseError, "nothing: it was lost or returned before"],
    STATUS_NOT_AUTHORITATIVE_SERVICE: [NotAuthoritativeServiceError, "ask the robot's lease service"],
  },
};

/** Acquires, takes, retains and returns leases. Taking interrupts another operator: leave that to people. Needs a login. */
export const LeaseClient: ClientClass<typeof LeaseServiceCalls> = /* @__PURE__ */ defineClient(LeaseServiceCalls, {
  serviceName: "lease",
  rpcs: {
    // The reference client judges an unset status of these three as it does any unknown one.
    acquireLease: { statuses: ACQUIRE },
    takeLease: { statuses: TAKE },
    returnLease: { statuses: RETURN },
    // The reference client does not look at the header here; with an error in it there is no lease result either.
    retainLease: { leaseResult: "leaseUseResult" },
  },
});
/** Acquires, takes, retains and returns leases. Taking interrupts another operator: leave that to people. Needs a login. */
export type LeaseClient = InstanceType<typeof LeaseClient>;
