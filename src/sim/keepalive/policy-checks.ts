/** Whether the robot takes a keepalive policy: it must know all of it, and be able to do all of it. */
import { type ActionAfter, Policy, whichActionAfterAction } from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import type { UnknownField } from "../../wire/index.ts";
import { durationMs } from "../clock/timestamps.ts";

/** A policy is kept for as long as it lives. */
const MAX_POLICY_BYTES = 16 * 1024;
/** Fields within fields, with room to spare: nothing that a policy is made of is deeper. */
const MAX_DEPTH = 20;

/** What is wrong with a policy; `undefined` if nothing is. */
export function objectionTo(policy: Policy): string | undefined {
  if (hasUnknownFields(policy, MAX_DEPTH)) return "the policy has fields that this robot does not know";
  if (Policy.encode(policy).length > MAX_POLICY_BYTES) return `the policy is over ${MAX_POLICY_BYTES} bytes`;
  if (policy.actions.length === 0) return "the policy has no actions";
  return policy.actions.map(objectionToAction).find((each) => each !== undefined);
}

function objectionToAction(action: ActionAfter): string | undefined {
  const which = whichActionAfterAction(action);
  if (which === undefined) return "an action of the policy does nothing";
  // It cannot find its way back, and must not say that it will.
  if (which === "autoReturn") return "this robot has no auto-return";
  if (action.after === undefined || durationMs(action.after) <= 0) return "an action of the policy is not after a time";
  if (action.leaseStale?.leases.length === 0) return "a lease_stale action has no leases";
  return undefined;
}

function hasUnknownFields(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (depth === 0) return true;
  if (value instanceof Map) return hasUnknownFields([...value.values()], depth - 1);
  const { $unknown } = value as { readonly $unknown?: readonly UnknownField[] };
  if ($unknown !== undefined && $unknown.length > 0) return true;
  return Object.values(value).some((each) => hasUnknownFields(each, depth - 1));
}
