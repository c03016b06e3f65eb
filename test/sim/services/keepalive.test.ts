import { beforeEach, describe, expect, it } from "vitest";
import {
  type ActionAfterInit,
  type ModifyPolicyResponse,
  type PolicyInit,
} from "../../../src/messages/bosdyn/api/keepalive/keepalive.ts";
import { KeepaliveService } from "../../../src/messages/bosdyn/api/keepalive/keepalive_service.ts";
import { RobotModel } from "../../../src/sim/robot-model.ts";
import { keepaliveService } from "../../../src/sim/services/keepalive.ts";
import { Bench, CALLER, subLease } from "../bench.ts";
import { Hosted } from "../hosted.ts";

const AFTER = { after: { seconds: 2n } };
const MOTORS_OFF: ActionAfterInit = { ...AFTER, controlledMotorsOff: {} };

let bench: Bench;
let keepalive: Hosted;
beforeEach(() => {
  bench = new Bench();
  keepalive = new Hosted(keepaliveService(bench.clock, bench.robot.policies, CALLER));
});

function modify(toAdd?: PolicyInit, ...policyIdsToRemove: readonly bigint[]): Promise<ModifyPolicyResponse> {
  const header = { clientName: "watcher" };
  return keepalive.unary(KeepaliveService.modifyPolicy, { header, toAdd, policyIdsToRemove });
}

async function added(...actions: readonly ActionAfterInit[]): Promise<bigint> {
  const { status, addedPolicy } = await modify({ name: "p", actions });
  expect(status).toBe(1);
  return addedPolicy?.policyId ?? 0n;
}

async function checkIn(policyId: bigint): Promise<number> {
  return (await keepalive.unary(KeepaliveService.checkIn, { policyId })).status;
}

async function listed(): Promise<{ readonly names: readonly (string | undefined)[]; readonly actions: number[] }> {
  const { status, activeControlActions } = await keepalive.unary(KeepaliveService.getStatus, {});
  return { names: status.map(({ policy }) => policy?.name), actions: activeControlActions };
}

describe("the simulator's keepalive policies", () => {
  it("are listed with id, client and last check-in", async () => {
    const policyId = await added(MOTORS_OFF);
    bench.pass(1000);
    expect(await checkIn(policyId)).toBe(1);
    const seconds = bench.clock.now() / 1_000_000_000n;
    bench.pass(500);
    const { status } = await keepalive.unary(KeepaliveService.getStatus, {});
    expect(status).toMatchObject([
      { policyId, clientName: "watcher", lastCheckin: { seconds }, policy: { name: "p", actions: [MOTORS_OFF] } },
    ]);
  });

  it("have the robot sit down and lose motor power, when nobody checks in", async () => {
    bench.standUp();
    const policyId = await added(MOTORS_OFF);
    for (let i = 0; i < 3; i++) {
      bench.pass(1900);
      await checkIn(policyId);
    }
    expect(bench.robot.locomotion.posture).toBe("standing");
    bench.pass(2100);
    expect(bench.robot.locomotion.posture).toBe("sitting-down");
    expect((await listed()).actions).toEqual([2]);
    bench.pass(4000);
    expect(bench.robot.motors.isOff).toBe(true);
    expect(bench.robot.behaviorFaults.active).toEqual([]);
    await checkIn(policyId);
    expect((await listed()).actions).toEqual([]);
  });

  it("switch the robot off", async () => {
    await added({ ...AFTER, immediateRobotOff: {} });
    bench.pass(1990);
    expect(bench.departures).toEqual([]);
    bench.pass(20);
    expect(bench.departures).toEqual(["off"]);
    expect((await listed()).actions).toEqual([3]);
  });

  it("make a lease stale", async () => {
    const lease = bench.lease("watcher");
    const [automatic] = (await keepalive.unary(KeepaliveService.getStatus, {})).status;
    await modify(undefined, automatic?.policyId ?? 0n);
    await added({ ...AFTER, leaseStale: { leases: [lease] } });
    bench.pass(2100);
    expect(bench.robot.leases.holderOf("body")?.isStale).toBe(true);
  });

  it("record events, which are counted", async () => {
    const events = [{ description: "silence" }, { description: "more silence" }];
    const policyId = await added({ ...AFTER, recordEvent: { events } });
    bench.pass(10_000);
    await checkIn(policyId);
    bench.pass(10_000);
    const { metrics } = new RobotModel(bench.robot).metrics();
    expect(metrics?.find(({ label }) => label === "keepalive events")).toMatchObject({ intValue: 4n });
  });

  it("carry out each action after its own time, once", async () => {
    await added({ after: { seconds: 1n }, recordEvent: { events: [{}] } }, { ...AFTER, immediateRobotOff: {} });
    bench.pass(1500);
    expect([bench.robot.eventCount(), bench.departures.length]).toEqual([1, 0]);
    bench.pass(5000);
    expect([bench.robot.eventCount(), bench.departures.length]).toEqual([1, 1]);
  });

  it("are added and removed in one request, all or nothing", async () => {
    const first = await added(MOTORS_OFF);
    expect((await modify({ name: "q", actions: [MOTORS_OFF] }, first, 99n)).status).toBe(2);
    expect((await listed()).names).toEqual(["p"]);
    const answer = await modify({ name: "q", actions: [MOTORS_OFF] }, first, first);
    expect(answer).toMatchObject({
      status: 1,
      removedPolicies: [{ policyId: first }],
      addedPolicy: { policy: { name: "q" } },
    });
    expect((await listed()).names).toEqual(["q"]);
    expect(await checkIn(first)).toBe(2);
  });

  for (const [what, policy] of [
    ["nothing to do", { name: "p" }],
    ["an action that does nothing", { actions: [AFTER] }],
    ["an action without a time", { actions: [{ controlledMotorsOff: {} }] }],
    ["an action at once", { actions: [{ after: {}, controlledMotorsOff: {} }] }],
    ["an action in the past", { actions: [{ after: { seconds: -1n }, controlledMotorsOff: {} }] }],
    ["a way back that this robot cannot find", { actions: [{ ...AFTER, autoReturn: {} }] }],
    ["no leases to make stale", { actions: [{ ...AFTER, leaseStale: {} }] }],
    ["too much to remember", { name: "p".repeat(20_000), actions: [MOTORS_OFF] }],
    [
      "a field that it does not know",
      { actions: [MOTORS_OFF], $unknown: [{ fieldNumber: 99, wireType: 0, bytes: Uint8Array.of(0x98, 0x06, 1) }] },
    ],
    [
      "an action that it does not know",
      {
        actions: [
          {
            ...AFTER,
            controlledMotorsOff: { $unknown: [{ fieldNumber: 9, wireType: 0, bytes: Uint8Array.of(0x48, 1) }] },
          },
        ],
      },
    ],
  ] as const) {
    it(`are malformed with ${what}`, async () => {
      const { header, addedPolicy } = await modify(policy);
      expect(header?.error?.code).toBe(3);
      expect(addedPolicy).toBeUndefined();
      expect((await listed()).names).toEqual([]);
    });
  }

  it("need leases that are their owner's, and go with them", async () => {
    const lease = bench.lease("watcher");
    const policy = { name: "p", actions: [MOTORS_OFF], associatedLeases: [subLease(lease, 3)] };
    expect((await modify({ ...policy, associatedLeases: [{ ...lease, sequence: [99] }] })).status).toBe(3);
    const stale = { ...AFTER, leaseStale: { leases: [{ ...lease, epoch: "before" }] } };
    expect((await modify({ name: "p", actions: [stale] })).status).toBe(3);
    expect((await modify(policy)).status).toBe(1);
    expect((await listed()).names).toEqual(["lease body", "p"]);
    bench.robot.leases.take("body", { clientName: "other" });
    expect((await listed()).names).toEqual(["lease body"]);
  });

  it("speak of no lease of another client", async () => {
    const lease = bench.lease("driver");
    expect((await modify({ name: "p", actions: [MOTORS_OFF], associatedLeases: [lease] })).status).toBe(3);
    for (const leases of [[lease], [subLease(lease, 1)]]) {
      expect((await modify({ name: "p", actions: [{ ...AFTER, leaseStale: { leases } }] })).status).toBe(3);
    }
    bench.pass(2100);
    expect(bench.robot.leases.holderOf("body")?.isStale).toBe(false);
    expect((await listed()).names).toEqual(["lease body"]);
  });

  it("are a hundred at most", async () => {
    let last = 0n;
    for (let i = 0; i < 100; i++) last = await added(MOTORS_OFF);
    expect((await modify({ actions: [MOTORS_OFF] })).header?.error?.code).toBe(3);
    // One goes, one comes.
    expect((await modify({ actions: [MOTORS_OFF] }, last)).status).toBe(1);
  });
});

describe("the policies that the robot makes by itself", () => {
  it("make a lease stale after three seconds of silence, and fresh when its owner is heard of", async () => {
    const { leases } = bench.robot;
    const lease = bench.lease("first");
    expect((await listed()).names).toEqual(["lease body"]);
    bench.pass(2900);
    expect(leases.retain(lease).status).toBe(1);
    bench.pass(2900);
    expect(leases.use(subLease(lease, 1)).status).toBe(1);
    bench.pass(2900);
    expect(leases.holderOf("body")?.isStale).toBe(false);
    bench.pass(200);
    expect(leases.holderOf("body")?.isStale).toBe(true);
    expect(leases.retain(subLease(lease, 1)).status).toBe(1);
    expect(leases.holderOf("body")?.isStale).toBe(false);
    bench.pass(3100);
    expect(leases.acquire("body", { clientName: "second" })).toMatchObject({
      got: { owner: { clientName: "second" } },
    });
    expect((await listed()).names).toEqual(["lease body"]);
  });

  it("leave a lease fresh for ever once they are removed", async () => {
    bench.lease();
    const [automatic] = (await keepalive.unary(KeepaliveService.getStatus, {})).status;
    await modify(undefined, automatic?.policyId ?? 0n);
    bench.pass(60_000);
    expect(bench.robot.leases.holderOf("body")?.isStale).toBe(false);
  });

  it("are one for each e-stop endpoint, and go when it is none any more", async () => {
    const { estop } = bench.robot;
    const endpoint = { role: "PDB_rooted", name: "panel", timeout: { seconds: 5n } };
    estop.setConfig({ endpoints: [endpoint] }, estop.config.uniqueId ?? "");
    const register = (): unknown => estop.register({ role: "PDB_rooted" }, estop.config.uniqueId ?? "", endpoint);
    register();
    expect((await listed()).names).toEqual(["estop panel"]);
    register();
    expect((await listed()).names).toEqual(["estop panel"]);
    estop.setConfig({}, estop.config.uniqueId ?? "");
    expect((await listed()).names).toEqual([]);
  });
});
