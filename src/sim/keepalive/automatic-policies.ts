/**
 * The policies that the robot makes by itself: one for each lease, by which a silent owner's goes stale, and one for
 * each e-stop endpoint. Whoever uses the lease, or checks in at the endpoint, checks in with its policy too.
 */
import type { EstopEndpointInit } from "../../messages/bosdyn/api/estop.ts";
import type { Claim, ClaimWatcher } from "../access/leases.ts";
import { durationOf } from "../clock/timestamps.ts";
import type { EndpointWatcher } from "../power/estop.ts";
import type { Policies } from "./policies.ts";

/** Silence after which a lease is stale, in milliseconds. Clients retain every two seconds; the robot's own is not published. */
const STALE_AFTER_MS = 3000;

/** Keeps the automatic policies of one robot. */
export class AutomaticPolicies implements ClaimWatcher, EndpointWatcher {
  readonly #policies: () => Policies;
  readonly #ofClaims = new WeakMap<Claim, bigint>();
  /** By the endpoint's unique id. */
  readonly #ofEndpoints = new Map<string, bigint>();

  /** @param policies asked for when they are needed: they in turn ask for the leases */
  constructor(policies: () => Policies) {
    this.#policies = policies;
  }

  claimed(claim: Claim): void {
    const { policyId } = this.#policies().add(
      {
        name: `lease ${claim.resource}`,
        actions: [{ after: durationOf(STALE_AFTER_MS), leaseStale: { leases: [claim.lease] } }],
        associatedLeases: [claim.lease],
        userId: claim.owner.userName,
      },
      claim.owner.clientName ?? "",
    );
    this.#ofClaims.set(claim, policyId);
  }

  heard(subject: Claim | EstopEndpointInit): void {
    const id = "lease" in subject ? this.#ofClaims.get(subject) : this.#ofEndpoints.get(uniqueIdOf(subject));
    if (id !== undefined) this.#policies().checkIn(id);
  }

  registered(endpoint: EstopEndpointInit): void {
    const name = `estop ${endpoint.name === undefined || endpoint.name === "" ? endpoint.role : endpoint.name}`;
    const { policyId } = this.#policies().add(
      { name, actions: [{ after: endpoint.timeout, controlledMotorsOff: {} }] },
      "estop",
    );
    this.#ofEndpoints.set(uniqueIdOf(endpoint), policyId);
  }

  gone(endpoint: EstopEndpointInit): void {
    const uniqueId = uniqueIdOf(endpoint);
    const policyId = this.#ofEndpoints.get(uniqueId);
    if (policyId === undefined) return;
    this.#policies().remove(policyId);
    this.#ofEndpoints.delete(uniqueId);
  }
}

function uniqueIdOf({ uniqueId = "" }: EstopEndpointInit): string {
  return uniqueId;
}
