/** Leases made from other leases: the next in line, and one for somebody who acts in the holder's name. */
import { type Lease, type LeaseInit, newLease } from "../../messages/bosdyn/api/lease.ts";

/** A lease that is not to be written to. Every `Lease` is one. */
export interface ReadonlyLease extends LeaseInit {
  readonly resource: string;
  readonly epoch: string;
  readonly sequence: readonly number[];
  readonly clientNames: readonly string[];
}

/** The numbers of a sequence are uint32. */
const MAX_NUMBER = 2 ** 32 - 1;

/** Whether a lease can be used at all: it names a resource, and has a sequence. */
export function isValidLease(lease: LeaseInit | undefined): lease is LeaseInit {
  return lease !== undefined && (lease.resource ?? "") !== "" && (lease.sequence ?? []).length > 0;
}

/** Copy a lease, with every field there is. */
export function copyLease(lease: LeaseInit): Lease {
  const { resource = "", epoch = "", sequence = [], clientNames = [], $unknown } = lease;
  const copy: Lease = { ...newLease(), resource, epoch, sequence: [...sequence], clientNames: [...clientNames] };
  if ($unknown !== undefined) copy.$unknown = [...$unknown];
  return copy;
}

/**
 * Make the next lease in line: the same sequence with its last number one higher. The lease given stays as it is.
 * @throws {TypeError} the lease names no resource or has no sequence
 * @throws {RangeError} the last number is the highest that there is
 */
export function createNewerLease(lease: LeaseInit): Lease {
  const newer = validCopy(lease);
  const last = newer.sequence.pop() ?? 0;
  if (last >= MAX_NUMBER)
    throw new RangeError(`the lease of ${newer.resource} cannot go on: its last number is ${last}`);
  newer.sequence.push(last + 1);
  return newer;
}

/**
 * Make a lease for somebody who acts in the holder's name: the same sequence with a 0 appended. Make it of a lease that
 * is used for nothing else, `createSublease(wallet.advance(), "my-service")`: it is older as soon as its parent is
 * advanced.
 * @param clientName who is to use it, appended to the names of those it comes from; people read it. Default: no name
 * @throws {TypeError} the lease names no resource or has no sequence
 */
export function createSublease(lease: LeaseInit, clientName?: string): Lease {
  const sublease = validCopy(lease);
  sublease.sequence.push(0);
  if (clientName !== undefined && clientName !== "") sublease.clientNames.push(clientName);
  return sublease;
}

function validCopy(lease: LeaseInit): Lease {
  if (!isValidLease(lease)) throw new TypeError("a lease to derive from must name its resource and have a sequence");
  return copyLease(lease);
}
