/** What a service answers to a lease, by how it stands to the one in use. */
import { LeaseUseResult_Status } from "../../messages/bosdyn/api/lease.ts";
import type { LeaseComparison } from "./compare-leases.ts";

/** What a service puts up with. */
export interface LeaseTolerance {
  /**
   * Accept an ancestor of the lease in use. It then becomes the one in use, and with it every descendant is good again.
   * Default false.
   */
  readonly allowSuperLeases?: boolean | undefined;
  /** Accept a lease of another epoch, that is, from before or after a restart of the robot. Default false. */
  readonly allowDifferentEpochs?: boolean | undefined;
}

/** Judge a lease. @param comparison what the incoming lease is to the one in use */
export function leaseUseStatus(comparison: LeaseComparison, tolerance: LeaseTolerance = {}): LeaseUseResult_Status {
  switch (comparison) {
    case "same":
    case "newer":
    case "sub-lease":
      return LeaseUseResult_Status.STATUS_OK;
    case "super-lease":
      return tolerance.allowSuperLeases === true ? LeaseUseResult_Status.STATUS_OK : LeaseUseResult_Status.STATUS_OLDER;
    case "older":
      return LeaseUseResult_Status.STATUS_OLDER;
    case "different-epochs":
      return tolerance.allowDifferentEpochs === true
        ? LeaseUseResult_Status.STATUS_OK
        : LeaseUseResult_Status.STATUS_WRONG_EPOCH;
    case "different-resources":
      return LeaseUseResult_Status.STATUS_UNMANAGED;
  }
}
