import { describe, expect, it } from "vitest";
import { type LeaseInit, LeaseUseResult_Status as Status } from "../../../src/messages/bosdyn/api/lease.ts";
import { Leases } from "../../../src/sim/access/leases.ts";
import { subLease } from "../bench.ts";

const OWNER = { clientName: "a", userName: "u" };
const OTHER = { clientName: "b", userName: "v" };

function unwatched(): Leases {
  return new Leases({ claimed: () => undefined, heard: () => undefined });
}

function acquired(leases: Leases, resource = "body"): LeaseInit {
  const outcome = leases.acquire(resource, OWNER);
  if (outcome === undefined || !("got" in outcome)) throw new Error(`${resource} is taken`);
  return outcome.got.lease;
}

describe("the judge of leases", () => {
  for (const [what, sequenceOf, status] of [
    ["the lease as it was given out, after a sub-lease was used", (root: number) => [root], Status.STATUS_OLDER],
    ["the same lease as last time", (root: number) => [root, 3], Status.STATUS_OK],
    ["a newer one", (root: number) => [root, 4], Status.STATUS_OK],
    ["a sub-lease", (root: number) => [root, 3, 0], Status.STATUS_OK],
    ["an older one", (root: number) => [root, 2], Status.STATUS_OLDER],
    ["a sub-lease of an older one", (root: number) => [root, 2, 9], Status.STATUS_OLDER],
    ["one with a root from before", (root: number) => [root - 1, 9], Status.STATUS_OLDER],
    ["one with a root that nobody gave out", (root: number) => [root + 1], Status.STATUS_INVALID_LEASE],
    ["one without a sequence", () => [], Status.STATUS_INVALID_LEASE],
    [
      "one with an endless sequence",
      (root: number) => [root, ...Array<number>(100).fill(9)],
      Status.STATUS_INVALID_LEASE,
    ],
  ] as const) {
    it(`answers ${status} to ${what}`, () => {
      const leases = unwatched();
      leases.take("body", OTHER);
      const lease = acquiredByForce(leases);
      expect(leases.use(subLease(lease, 3)).status).toBe(Status.STATUS_OK);
      const sequence = sequenceOf(lease.sequence?.[0] ?? 0);
      expect(leases.use({ ...lease, sequence }).status).toBe(status);
    });
  }

  it("takes a super-lease where it is only kept alive", () => {
    const leases = unwatched();
    const lease = acquired(leases);
    leases.use(subLease(lease, 3));
    expect(leases.retain(lease).status).toBe(Status.STATUS_OK);
    expect(leases.retain(subLease(lease, 2)).status).toBe(Status.STATUS_OLDER);
    // The newest is still the newest.
    expect(leases.use(subLease(lease, 2)).status).toBe(Status.STATUS_OLDER);
  });

  it("says what was attempted, what was there before, the newest now, and whose it is", () => {
    const leases = unwatched();
    const lease = acquired(leases);
    leases.use(subLease(lease, 1));
    const attempted = subLease(lease, 2);
    const result = leases.use(attempted);
    expect(result).toMatchObject({
      status: Status.STATUS_OK,
      owner: OWNER,
      attemptedLease: attempted,
      previousLease: { sequence: subLease(lease, 1).sequence },
      latestKnownLease: { resource: "body", sequence: attempted.sequence },
    });
    expect(result.latestResources?.map(({ resource }) => resource)).toEqual(["arm", "gripper", "mobility"]);
    expect(leases.use(subLease(lease, 0))).toMatchObject({
      status: Status.STATUS_OLDER,
      owner: OWNER,
      latestKnownLease: { resource: "body", sequence: attempted.sequence },
    });
  });

  it("answers WRONG_EPOCH to a lease of another boot", () => {
    const lease = acquired(unwatched());
    const after = unwatched();
    acquired(after);
    expect(after.use(lease)).toMatchObject({ status: Status.STATUS_WRONG_EPOCH, owner: OWNER });
  });

  for (const [what, lease, status] of [
    ["no lease", undefined, Status.STATUS_INVALID_LEASE],
    ["an empty lease", {}, Status.STATUS_INVALID_LEASE],
    ["a resource that it does not have", { resource: "tail", sequence: [1] }, Status.STATUS_UNMANAGED],
    ["a resource that is not the one used", { resource: "arm", sequence: [1] }, Status.STATUS_UNMANAGED],
  ] as const) {
    it(`answers ${status} to ${what}`, () => {
      const leases = unwatched();
      acquired(leases);
      expect(leases.use(lease, "mobility").status).toBe(status);
    });
  }

  it("judges a part's lease against the newest of the whole, and the other way round", () => {
    const leases = unwatched();
    const body = acquired(leases);
    const mobility = { ...body, resource: "mobility" };
    leases.use(subLease(body, 4));
    expect(leases.use(subLease(mobility, 3)).status).toBe(Status.STATUS_OLDER);
    expect(leases.use(subLease(mobility, 5)).status).toBe(Status.STATUS_OK);
    expect(leases.use(subLease(body, 4)).status).toBe(Status.STATUS_OLDER);
    // What happened to the legs is nothing to the arm.
    expect(leases.use({ ...subLease(body, 4), resource: "arm" }, "arm").status).toBe(Status.STATUS_OK);
  });

  it("finds a lease older once it was returned or taken", () => {
    const leases = unwatched();
    const returned = acquired(leases);
    expect(leases.giveBack(subLease(returned, 7))).toBe(true);
    expect(leases.use(subLease(returned, 8))).toMatchObject({ status: Status.STATUS_OLDER, owner: undefined });
    const taken = acquired(leases);
    leases.take("body", OTHER);
    expect(leases.use(taken)).toMatchObject({ status: Status.STATUS_OLDER, owner: OTHER });
    expect(leases.retain(taken).status).toBe(Status.STATUS_OLDER);
  });
});

function acquiredByForce(leases: Leases): LeaseInit {
  return leases.take("body", OWNER)?.lease ?? {};
}

describe("claims on resources", () => {
  it("give each a newer root than any before", () => {
    const leases = unwatched();
    const roots = [leases.take("body", OWNER), leases.take("arm", OWNER), leases.take("body", OTHER)].map(
      (claim) => claim?.lease.sequence?.[0] ?? 0,
    );
    expect(roots).toEqual([...roots].sort((a, b) => a - b));
    expect(new Set(roots).size).toBe(3);
  });

  for (const [held, wanted, isFree] of [
    ["body", "body", false],
    ["body", "gripper", false],
    ["arm", "body", false],
    ["arm", "full-arm", false],
    ["arm", "gripper", true],
    ["full-arm", "mobility", true],
  ] as const) {
    it(`leave ${wanted} ${isFree ? "free" : "taken"} while somebody has ${held}`, () => {
      const leases = unwatched();
      acquired(leases, held);
      const outcome = leases.acquire(wanted, OTHER);
      expect(outcome !== undefined && "got" in outcome).toBe(isFree);
      if (!isFree) expect(outcome).toMatchObject({ heldBy: { owner: OWNER } });
    });
  }

  it("are free to acquire when they are stale, until their owner is heard of again", () => {
    const leases = unwatched();
    const lease = acquired(leases);
    leases.makeStale(lease);
    expect(leases.retain(lease).status).toBe(Status.STATUS_OK);
    expect(leases.acquire("body", OTHER)).toMatchObject({ heldBy: { owner: OWNER } });
    leases.makeStale(lease);
    expect(leases.acquire("mobility", OTHER)).toMatchObject({ got: { owner: OTHER } });
    expect(leases.retain(lease).status).toBe(Status.STATUS_OLDER);
  });

  it("go as a whole when a part of them is taken", () => {
    const leases = unwatched();
    const body = acquired(leases);
    leases.take("mobility", OTHER);
    expect(leases.use({ ...body, resource: "arm" }, "arm").status).toBe(Status.STATUS_OLDER);
    expect(leases.holderOf("arm")).toBeUndefined();
    expect(leases.giveBack(body)).toBe(false);
  });

  it("are given back once, with the resource that was acquired", () => {
    const leases = unwatched();
    const lease = acquired(leases);
    expect(leases.giveBack({ ...lease, resource: "mobility" })).toBe(false);
    expect(leases.giveBack({ ...lease, resource: "tail" })).toBeUndefined();
    expect(leases.giveBack(lease)).toBe(true);
    expect(leases.giveBack(lease)).toBe(false);
  });

  it("are of resources that there are", () => {
    expect(unwatched().acquire("tail", OWNER)).toBeUndefined();
    expect(unwatched().take("tail", OWNER)).toBeUndefined();
  });
});
