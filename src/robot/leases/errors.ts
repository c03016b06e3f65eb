/** What a wallet says, before any request is sent, of a lease that it cannot give. */
import type { LeaseOwner } from "../../messages/bosdyn/api/lease.ts";
import { SpotError } from "../../errors.ts";
import type { LeaseStatus } from "./lease-wallet.ts";

/** The base of what goes wrong with the leases that a program holds itself. */
export abstract class HeldLeaseError extends SpotError {
  readonly retryable = false;
  readonly resource: string;

  constructor(resource: string, message: string) {
    super(message);
    this.resource = resource;
  }
}

/** The wallet has never had a lease of that resource, or it was returned. */
export class NoSuchLeaseError extends HeldLeaseError {
  readonly code = "LEASE_NOT_IN_WALLET";

  constructor(resource: string) {
    super(resource, `there is no lease of ${JSON.stringify(resource)} in the wallet: acquire one first`);
  }
}

/** The wallet's lease of that resource is lost. */
export class LeaseNotOwnedError extends HeldLeaseError {
  readonly code = "LEASE_NOT_OWNED";
  readonly status: LeaseStatus;
  /** Who has it now, where the robot has said so. */
  readonly owner: LeaseOwner | undefined;

  constructor(resource: string, status: LeaseStatus, owner?: LeaseOwner) {
    const toWhom = owner?.clientName ? ` (owner: ${owner.clientName})` : "";
    super(resource, `the lease of ${JSON.stringify(resource)} is not ours any more: ${WHY[status]}${toWhom}`);
    this.status = status;
    this.owner = owner;
  }
}

/** This program holds the lease already, or is about to. */
export class LeaseAlreadyHeldError extends HeldLeaseError {
  readonly code = "LEASE_ALREADY_HELD";

  constructor(resource: string) {
    super(resource, `this program holds the lease of ${JSON.stringify(resource)} already: use it, or return it first`);
  }
}

const WHY: Readonly<Record<LeaseStatus, string>> = {
  "self-owner": "it was returned",
  "other-owner": "somebody has taken the robot over",
  revoked: "the robot has revoked it; acquire a new one",
  unowned: "the robot has restarted since; acquire a new one",
};
