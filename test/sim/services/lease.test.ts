import { beforeEach, describe, expect, it } from "vitest";
import type { AcquireLeaseResponse } from "../../../src/messages/bosdyn/api/lease.ts";
import { LeaseService } from "../../../src/messages/bosdyn/api/lease_service.ts";
import { leaseService } from "../../../src/sim/services/lease.ts";
import { Bench, CALLER, subLease } from "../bench.ts";
import { Hosted } from "../hosted.ts";

let bench: Bench;
let service: Hosted;
beforeEach(() => {
  bench = new Bench();
  service = new Hosted(leaseService(bench.clock, bench.robot.leases, CALLER));
});

const acquire = (clientName: string, resource = "body"): Promise<AcquireLeaseResponse> =>
  service.unary(LeaseService.acquireLease, { header: { clientName }, resource });

describe("the simulator's lease service", () => {
  it("gives a lease to the first who asks, and tells the second whose it is", async () => {
    const leaseOwner = { clientName: "a", userName: "tester" };
    const first = await acquire("a");
    expect(first).toMatchObject({ status: 1, leaseOwner, lease: { resource: "body" } });
    expect(first.lease?.sequence).toHaveLength(1);
    expect(first.lease?.epoch).not.toBe("");
    expect(await acquire("b")).toMatchObject({ status: 2, leaseOwner, lease: undefined });
    expect(await acquire("a", "mobility")).toMatchObject({ status: 2, leaseOwner });
  });

  it("gives a stale lease to whoever acquires it, with a newer root", async () => {
    const first = await acquire("a");
    bench.pass(3100);
    const second = await acquire("b");
    expect(second.status).toBe(1);
    expect(second.lease?.sequence[0]).toBeGreaterThan(first.lease?.sequence[0] ?? Number.NaN);
    expect(second.lease?.epoch).toBe(first.lease?.epoch);
    const { leaseUseResult } = await service.unary(LeaseService.retainLease, { lease: first.lease });
    expect(leaseUseResult).toMatchObject({ status: 3, owner: { clientName: "b" } });
  });

  it("takes a lease from who has it", async () => {
    await acquire("a");
    const taken = await service.unary(LeaseService.takeLease, { header: { clientName: "b" }, resource: "body" });
    expect(taken).toMatchObject({ status: 1, leaseOwner: { clientName: "b" }, lease: { resource: "body" } });
  });

  it("takes a lease back, a sub-lease of it too, once", async () => {
    const { lease } = await acquire("a");
    const giveBack = async (): Promise<number> =>
      (await service.unary(LeaseService.returnLease, { lease: subLease(lease ?? {}, 0, 4) })).status;
    expect([await giveBack(), await giveBack()]).toEqual([1, 3]);
    expect((await acquire("b")).status).toBe(1);
  });

  it("has no lease of what there is not", async () => {
    expect((await acquire("a", "tail")).status).toBe(3);
    expect((await service.unary(LeaseService.takeLease, { resource: "tail" })).status).toBe(2);
    expect((await service.unary(LeaseService.returnLease, { lease: { resource: "tail", sequence: [1] } })).status).toBe(
      2,
    );
    expect((await service.unary(LeaseService.returnLease, {})).status).toBe(2);
    const { leaseUseResult } = await service.unary(LeaseService.retainLease, {});
    expect(leaseUseResult?.status).toBe(2);
  });

  it("lists every resource with its owner, and the tree of them", async () => {
    const { lease } = await acquire("a", "mobility");
    const { resources, resourceTree } = await service.unary(LeaseService.listLeases, { includeFullLeaseInfo: true });
    const owners = resources.map(({ resource, leaseOwner }) => [resource, leaseOwner?.clientName]);
    expect(owners).toEqual([
      ["body", "a"],
      ["full-arm", undefined],
      ["arm", undefined],
      ["gripper", undefined],
      ["mobility", "a"],
    ]);
    expect(resources.at(-1)?.lease).toMatchObject({ resource: "mobility", sequence: lease?.sequence });
    expect(resourceTree).toMatchObject({
      resource: "body",
      subResources: [
        { resource: "full-arm", subResources: [{ resource: "arm" }, { resource: "gripper" }] },
        { resource: "mobility", subResources: [] },
      ],
    });
  });

  it("says which are stale, and the leases only to who asks for all", async () => {
    await acquire("a");
    bench.pass(3100);
    const { resources } = await service.unary(LeaseService.listLeases, {});
    expect(resources.every(({ isStale, lease }) => isStale && lease === undefined)).toBe(true);
  });
});
