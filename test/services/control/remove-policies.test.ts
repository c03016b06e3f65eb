/** Clearing the robot of keepalive policies. */
import { describe, expect, it } from "vitest";
import { InvalidPolicyError, KeepaliveClient, removeAllPolicies } from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";
import { SkippingClock } from "../skipping-clock.ts";

const HUGE = 2n ** 63n + 1n;
const POLICIES = { status: [{ policyId: 3n }, { policyId: HUGE }] };
const GONE = { status: 2 };

describe("removing all policies", () => {
  it("names them all in one request", async () => {
    const { client, channel } = scripted(KeepaliveClient, { GetStatus: [POLICIES], ModifyPolicy: [{ status: 1 }] });
    expect((await removeAllPolicies(client)).map(({ policyId }) => policyId)).toEqual([3n, HUGE]);
    expect(channel.lastRequest).toMatchObject({ policyIdsToRemove: [3n, HUGE] });
  });

  it("does nothing where there are none", async () => {
    const { client, names } = scripted(KeepaliveClient, { GetStatus: [{}] });
    expect(await removeAllPolicies(client)).toEqual([]);
    expect(names()).toEqual(["GetStatus"]);
  });

  it("looks again where one has vanished meanwhile, and not for ever", async () => {
    const clock = new SkippingClock();
    const once = { GetStatus: [POLICIES, { status: [{ policyId: 3n }] }], ModifyPolicy: [GONE, { status: 1 }] };
    expect(await removeAllPolicies(scripted(KeepaliveClient, once).client, { clock })).toHaveLength(1);
    expect(clock.delays).toEqual([500]);
    const { client } = scripted(KeepaliveClient, { GetStatus: [POLICIES], ModifyPolicy: [GONE] });
    expect(await rejection(removeAllPolicies(client, { clock }))).toBeInstanceOf(InvalidPolicyError);
  });

  it("passes any other refusal on", async () => {
    const { client } = scripted(KeepaliveClient, { GetStatus: [POLICIES], ModifyPolicy: ["PERMISSION_DENIED"] });
    expect(await rejection(removeAllPolicies(client))).toMatchObject({ code: "RPC_PERMISSION_DENIED" });
  });
});
