import { describe, expect, it, onTestFinished } from "vitest";
import { keepPolicy, type KeepPolicyOptions } from "../../../src/robot/index.ts";
import { KeepaliveClient, type ServiceClientClass } from "../../../src/services/index.ts";
import { type ScriptedAnswer, scripted } from "../../services/scripted-answers.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { rejection } from "../../support/robots.ts";
import { settle } from "../../support/settle.ts";

const BIG_ID = 2n ** 63n + 5n;
const POLICY = {
  name: "sit if I am gone",
  actions: [
    { after: { seconds: 12n }, leaseStale: {} },
    { after: { seconds: 9n }, controlledMotorsOff: {} },
  ],
};

async function scene(checkIns: readonly ScriptedAnswer[] = [{ status: 1 }], options: KeepPolicyOptions = {}) {
  const clock = new ManualClock();
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  const { client, names, channel } = scripted(KeepaliveClient, {
    ModifyPolicy: [{ status: 1, addedPolicy: { policyId: BIG_ID, policy: POLICY } }],
    CheckIn: checkIns,
  });
  const robot = {
    closed: closing.signal,
    client: <Client>(clientClass: ServiceClientClass<Client>): Client => {
      if ((clientClass as unknown) !== KeepaliveClient) throw new Error("only policies are scripted");
      return client as Client;
    },
  };
  const errors: unknown[] = [];
  const kept = await keepPolicy(robot, POLICY, { clock, onError: (error) => void errors.push(error), ...options });
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    for (let i = 0; i < 3; i++) await settle();
  };
  const count = (): number => names().filter((name) => name === "CheckIn").length;
  return { clock, closing, robot, kept, errors, advance, count, names, channel };
}

describe("keepPolicy", () => {
  it("adds the policy, and checks in every third of its shortest delay, the first time after that", async () => {
    const { kept, advance, count, channel } = await scene();
    expect(kept.policyId).toBe(BIG_ID);
    await advance(2999);
    expect(count()).toBe(0);
    await advance(1);
    await advance(3000);
    expect([count(), channel.lastRequest["policyId"]]).toEqual([2, BIG_ID]);
  });

  it("lets what the network does pass, in silence", async () => {
    const { advance, count, errors, kept } = await scene(["UNAVAILABLE", { status: 1 }]);
    await advance(3000);
    expect(kept.lastError).toMatchObject({ status: "UNAVAILABLE" });
    await advance(3000);
    expect([count(), errors, kept.lastError]).toEqual([2, [], undefined]);
  });

  it("asks about other errors, and does as it is told", async () => {
    const { advance, count, kept, clock } = await scene(["PERMISSION_DENIED"], { onError: () => "abort" });
    await advance(3000);
    expect([count(), clock.pending]).toEqual([1, 0]);
    expect(kept.signal.reason).toMatchObject({ status: "PERMISSION_DENIED" });
  });

  it("ends where the robot has no such policy any more", async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => {
      errors.push(error);
      return "retry-immediately" as const;
    };
    const { advance, kept, clock } = await scene([{ status: 2 }], { onError });
    await advance(3000);
    expect(kept.signal.reason).toMatchObject({ code: "KEEPALIVE_INVALID_POLICY" });
    expect([errors.length, clock.pending]).toEqual([1, 0]);
  });

  it("gives each check-in no longer than the next one waits", async () => {
    const { advance, channel } = await scene();
    await advance(3000);
    expect(channel.calls.at(-1)?.options?.timeoutMs).toBe(3000);
  });

  it("takes the policy back at the end, unless it was told not to", async () => {
    const taken = await scene();
    await taken.kept[Symbol.asyncDispose]();
    expect(taken.channel.lastRequest["policyIdsToRemove"]).toEqual([BIG_ID]);
    const left = await scene([{ status: 1 }], { removeAtEnd: false });
    await left.kept[Symbol.asyncDispose]();
    await left.advance(60_000);
    expect(left.names()).toEqual(["ModifyPolicy"]);
  });

  it("refuses a policy that cannot be kept", async () => {
    const { robot } = await scene();
    for (const bad of [{}, { actions: [{}] }, { actions: [{ after: { seconds: -1n } }] }]) {
      expect(
        await rejection(keepPolicy(robot, bad)),
        JSON.stringify(bad, (_, v: unknown) => String(v)),
      ).toBeInstanceOf(RangeError);
    }
    expect(await rejection(keepPolicy(robot, POLICY, { intervalMs: 9000 }))).toBeInstanceOf(RangeError);
  });

  it("ends with the robot", async () => {
    const { closing, clock } = await scene();
    closing.abort();
    await settle();
    expect(clock.pending).toBe(0);
  });
});
