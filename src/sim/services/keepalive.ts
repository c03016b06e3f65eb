/** The simulator's `bosdyn.api.keepalive.KeepaliveService`. */
import {
  CheckInResponse_Status,
  type LivePolicyInit,
  ModifyPolicyResponse_Status,
} from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import { KeepaliveService } from "../../messages/bosdyn/api/keepalive/keepalive_service.ts";
import type { CallerOf } from "../access/caller.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { HostedService } from "../hosted-service.ts";
import type { Policies } from "../keepalive/policies.ts";
import { objectionTo } from "../keepalive/policy-checks.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** Make the service. */
export function keepaliveService(clock: SimClock, policies: Policies, callerOf: CallerOf): HostedService {
  return {
    name: "keepalive",
    type: KeepaliveService.typeName,
    authority: "keepalive.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          KeepaliveService.modifyPolicy,
          answering(clock, ({ header, toAdd, policyIdsToRemove }, _, context) => {
            const objection = toAdd && objectionTo(toAdd);
            if (objection !== undefined) throw invalidRequest(objection);
            const ids = [...new Set(policyIdsToRemove)];
            // All or nothing: a request that is refused has changed nothing.
            if (!ids.every((id) => policies.has(id))) {
              return { status: ModifyPolicyResponse_Status.STATUS_INVALID_POLICY_ID };
            }
            const { clientName = "" } = callerOf(header, context);
            if (toAdd !== undefined) {
              if (!policies.hasGoodLeases(toAdd, clientName)) {
                return { status: ModifyPolicyResponse_Status.STATUS_INVALID_LEASE };
              }
              if (ids.length === 0 && !policies.hasRoom)
                throw invalidRequest("the robot has as many policies as it may");
            }
            const removedPolicies = ids
              .map((id) => policies.remove(id))
              .filter((each): each is LivePolicyInit => !!each);
            const addedPolicy = toAdd && policies.add(toAdd, clientName);
            return { status: ModifyPolicyResponse_Status.STATUS_OK, addedPolicy, removedPolicies };
          }),
        )
        .handle(
          KeepaliveService.checkIn,
          answering(clock, ({ policyId }) => {
            const at = policies.checkIn(policyId);
            if (at === undefined) return { status: CheckInResponse_Status.STATUS_INVALID_POLICY_ID };
            return { status: CheckInResponse_Status.STATUS_OK, lastCheckin: toTimestamp(at) };
          }),
        )
        .handle(
          KeepaliveService.getStatus,
          answering(clock, () => ({ status: policies.list(), activeControlActions: policies.controlActions })),
        ),
  };
}
