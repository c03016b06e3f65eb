/** The lease of a request was not good enough. */
import { type LeaseUseResult, LeaseUseResult_Status } from "../../messages/bosdyn/api/lease.ts";
import { ResponseError, type ResponseErrorInit } from "./response-errors.ts";

/** What became of the lease, where the response says so. */
export interface LeaseUseErrorInit extends Partial<ResponseErrorInit> {
  readonly method: string;
  readonly response: unknown;
  readonly leaseUseResult?: LeaseUseResult | undefined;
}

/** The robot did not accept the lease: it is missing, older than the owner's, revoked, or of another boot. */
export class LeaseUseError extends ResponseError {
  override readonly code = "LEASE_USE";
  /** Who owns the resource, and which lease was attempted. `undefined` where the service only gave a status. */
  readonly leaseUseResult: LeaseUseResult | undefined;

  constructor({ leaseUseResult, ...init }: LeaseUseErrorInit) {
    const status = init.status ?? leaseUseResult?.status ?? 0;
    super({ ...init, status, detail: init.detail ?? describe(leaseUseResult) });
    this.leaseUseResult = leaseUseResult;
  }
}

const REASONS: Readonly<Record<number, string>> = {
  [LeaseUseResult_Status.STATUS_UNKNOWN]: "the service did not say what it made of the lease",
  [LeaseUseResult_Status.STATUS_INVALID_LEASE]: "the request has no valid lease; acquire one first",
  [LeaseUseResult_Status.STATUS_OLDER]: "the lease is older than the one in use: somebody has taken the robot over",
  [LeaseUseResult_Status.STATUS_REVOKED]: "the lease was revoked; acquire a new one",
  [LeaseUseResult_Status.STATUS_UNMANAGED]: "the service does not manage the lease's resource",
  [LeaseUseResult_Status.STATUS_WRONG_EPOCH]: "the lease is from before the robot's restart; acquire a new one",
};

function describe(result: LeaseUseResult | undefined): string {
  if (result === undefined) return "the robot did not accept the lease";
  const owner = result.owner?.clientName ? ` (owner: ${result.owner.clientName})` : "";
  return (REASONS[result.status] ?? `lease use status ${result.status}`) + owner;
}
