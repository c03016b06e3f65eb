/** Clearing the robot of keepalive policies. */
import type { LivePolicy } from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { InvalidPolicyError, type KeepaliveClient } from "./keepalive.ts";

const DEFAULTS = { timeoutMs: 5000, intervalMs: 500 };

/**
 * Remove every keepalive policy that the robot has, other clients' too: what was to happen when they fall silent happens
 * no more. One that vanishes meanwhile makes the robot refuse them all, so it is asked again. Defaults: 5 s in all,
 * asking every 500 ms.
 * @returns those that were removed
 * @throws {InvalidPolicyError} they kept changing until the time was up
 * @throws {ResponseError | RpcError}
 */
export async function removeAllPolicies(
  client: Pick<KeepaliveClient, "getStatus" | "modifyPolicy">,
  options: WaitOptions<readonly LivePolicy[]> = {},
): Promise<readonly LivePolicy[]> {
  const wait = new Wait(options, DEFAULTS);
  let refusal: InvalidPolicyError | undefined;
  const removed = await wait.until("/bosdyn.api.keepalive.KeepaliveService/ModifyPolicy", async (callOptions) => {
    const { status: policies } = await client.getStatus({}, callOptions);
    options.onProgress?.(policies);
    const policyIdsToRemove = policies.map(({ policyId }) => policyId);
    try {
      if (policyIdsToRemove.length > 0) await client.modifyPolicy({ policyIdsToRemove }, callOptions);
      return policies;
    } catch (error) {
      if (!(error instanceof InvalidPolicyError)) throw error;
      refusal = error;
      return undefined;
    }
  });
  if (removed !== undefined) return removed;
  throw refusal as InvalidPolicyError;
}
