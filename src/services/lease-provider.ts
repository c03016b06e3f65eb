/** Where the leases of requests come from: an interface, so that a client knows nothing of how they are kept. */
import type { LeaseInit, LeaseUseResult } from "../messages/bosdyn/api/lease.ts";

/** Owns leases and lends them to requests; told what became of each. */
export interface LeaseProvider {
  /**
   * The lease for one request, newer than that of any request before it. Asked when the request is about to be sent,
   * and only where the caller has left its lease unset: an empty but present lease counts as set.
   * @param resource the robot's resource, `body` for every request of the API so far
   * @returns `undefined` if there is none to lend; the request then goes without, and the robot judges
   */
  attach(resource: string): LeaseInit | undefined;
  /** What the robot made of a lease, before the response is checked. Never called with a response that is not valid. */
  observe(result: LeaseUseResult): void;
}

/** The resource that leased requests need. Robot services split it into what a command moves. */
export const BODY_RESOURCE = "body";
