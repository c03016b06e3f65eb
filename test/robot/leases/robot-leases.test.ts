import { describe, expect, it } from "vitest";
import { LeaseAlreadyHeldError, leasesOf } from "../../../src/robot/index.ts";
import { IncompleteResponseError, ResourceAlreadyClaimedError } from "../../../src/services/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { rejection } from "../../support/robots.ts";
import { FIRST_LEASE, scriptedRobot } from "./scripted-robot.ts";

const clock = new ManualClock();

describe("the leases of a robot", () => {
  it("are one object, which lends to the robot's clients", () => {
    const { robot, leases } = scriptedRobot();
    expect(leasesOf(robot)).toBe(leases);
    expect(robot.leaseSlot.provider).toBe(leases.wallet);
    expect(robot.leaseSlot.attach("body")).toBeUndefined();
    leases.wallet.add(FIRST_LEASE);
    expect(robot.leaseSlot.attach("body")).toMatchObject({ sequence: [8, 1], clientNames: ["root", "me"] });
  });

  it("are lent by nobody before they are asked for", () => {
    const { robot } = scriptedRobot();
    robot.leaseSlot.provider = undefined;
    expect(robot.leaseSlot.attach("body")).toBeUndefined();
  });
});

describe("acquiring a lease", () => {
  it("asks for the body, or for what it is told", async () => {
    const { leases, lease } = scriptedRobot();
    await (await leases.acquire(undefined, { clock })).return();
    await leases.acquire("arm", { clock });
    const asked = lease.channel.calls.filter(({ name }) => name === "AcquireLease");
    expect(asked.map(({ requests }) => requests[0]?.["resource"])).toEqual(["body", "arm"]);
  });

  it("fails if somebody else has it, and takes nothing", async () => {
    const { leases, lease } = scriptedRobot({ AcquireLease: [{ status: 2, leaseOwner: { clientName: "tablet" } }] });
    expect(await rejection(leases.acquire("body", { clock }))).toBeInstanceOf(ResourceAlreadyClaimedError);
    expect(await rejection(leases.acquire("body", { clock }))).toBeInstanceOf(ResourceAlreadyClaimedError);
    expect(lease.names()).toEqual(["AcquireLease", "AcquireLease"]);
    expect(leases.wallet.status()).toBeUndefined();
  });

  it("is refused while this program has the lease, or is about to", async () => {
    const { leases } = scriptedRobot();
    const first = leases.acquire("body", { clock, onLost: () => undefined });
    expect(await rejection(leases.take("body", { clock }))).toBeInstanceOf(LeaseAlreadyHeldError);
    const held = await first;
    expect(await rejection(leases.acquire("body", { clock }))).toMatchObject({ code: "LEASE_ALREADY_HELD" });
    leases.wallet.lose("body", "revoked");
    expect(held.isHeld).toBe(false);
    expect((await leases.acquire("body", { clock })).isHeld).toBe(true);
  });

  it("refuses an answer without a lease that can be used", async () => {
    for (const lease of [undefined, {}, { resource: "body" }]) {
      const { leases } = scriptedRobot({ AcquireLease: [{ status: 1, lease }] });
      expect(await rejection(leases.acquire("body", { clock }))).toBeInstanceOf(IncompleteResponseError);
    }
  });

  it("refuses a period that cannot work, before anything is sent", async () => {
    const { leases, lease } = scriptedRobot();
    for (const periodMs of [0, -1, NaN, Infinity]) {
      expect(await rejection(leases.acquire("body", { clock, periodMs }))).toBeInstanceOf(RangeError);
    }
    expect(lease.names()).toEqual([]);
  });

  it("hands its signal to the call", async () => {
    const { leases, lease } = scriptedRobot();
    const { signal } = new AbortController();
    await leases.acquire("body", { clock, signal });
    expect(lease.channel.calls[0]?.options?.signal).toBe(signal);
  });
});

describe("taking a lease", () => {
  it("is another call, and otherwise the same", async () => {
    const { leases, lease } = scriptedRobot();
    const held = await leases.take("body", { clock });
    expect(held.advance().sequence).toEqual([8, 1]);
    expect(lease.names()[0]).toBe("TakeLease");
  });
});
