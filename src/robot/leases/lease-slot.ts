/**
 * The place where a robot's clients look for leases. It stands empty in a program that never uses any, whose bundle then
 * holds nothing of them; and clients made before it is filled draw on it like the rest.
 */
import type { LeaseInit, LeaseUseResult } from "../../messages/bosdyn/api/lease.ts";
import type { LeaseProvider } from "../../services/lease-provider.ts";

/** Passes on to whoever lends leases at present. */
export class LeaseSlot implements LeaseProvider {
  /** `leasesOf(robot)` puts its wallet here; a delegate may put a provider of its own. Default: nobody lends any. */
  provider: LeaseProvider | undefined;

  attach(resource: string): LeaseInit | undefined {
    return this.provider?.attach(resource);
  }

  observe(result: LeaseUseResult): void {
    this.provider?.observe(result);
  }
}
