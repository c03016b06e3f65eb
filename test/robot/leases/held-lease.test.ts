import { describe, expect, it, onTestFinished } from "vitest";
import { LeaseUseResult_Status as Status } from "../../../src/messages/bosdyn/api/lease.ts";
import {
  type AcquireLeaseOptions,
  type HeldLease,
  LeaseNotOwnedError,
  type LostLease,
  NoSuchLeaseError,
} from "../../../src/robot/index.ts";
import { UnimplementedError } from "../../../src/services/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { rejection } from "../../support/robots.ts";
import type { ScriptedAnswer } from "../../services/scripted-answers.ts";
import { FIRST_LEASE, type ScriptedRobot, scriptedRobot, untilCalls } from "./scripted-robot.ts";
import { settle } from "../../support/settle.ts";

interface Held extends ScriptedRobot {
  readonly held: HeldLease;
  readonly clock: ManualClock;
  readonly lost: LostLease[];
  readonly errors: unknown[];
  /** Signs of life so far. */
  readonly retained: () => number;
  /** What the latest had for a lease. */
  readonly retainedLease: () => unknown;
  /** Move the clock on, and let what it wakes run. */
  readonly advance: (ms: number) => Promise<void>;
}

/** A lease just acquired, its first sign of life given. */
async function hold(
  script: Readonly<Record<string, readonly ScriptedAnswer[]>> = {},
  options: AcquireLeaseOptions = {},
  clock: ManualClock = new ManualClock(),
): Promise<Held> {
  const lost: LostLease[] = [];
  const errors: unknown[] = [];
  const scene = scriptedRobot(script);
  const onLost = (each: LostLease): void => void lost.push(each);
  const onError = (error: unknown): void => void errors.push(error);
  const held = await scene.leases.acquire("body", { clock, onLost, onError, ...options });
  await untilCalls(scene, "RetainLease", 1);
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  const retained = (): number => scene.lease.names().filter((name) => name === "RetainLease").length;
  const retainedLease = (): unknown => scene.lease.channel.lastRequest["lease"];
  return { ...scene, held, clock, lost, errors, retained, retainedLease, advance };
}

const RIVAL = { clientName: "tablet", userName: "operator" };
const TAKEN = {
  leaseUseResult: {
    status: Status.STATUS_OLDER,
    owner: RIVAL,
    attemptedLease: { ...FIRST_LEASE, sequence: [8, 0] },
    latestKnownLease: { ...FIRST_LEASE, sequence: [9] },
  },
};

describe("a held lease", () => {
  it("is retained at once and then every 2 s, with the latest that was lent", async () => {
    const { retained, retainedLease, advance, leases } = await hold();
    expect(retained()).toBe(1);
    expect(retainedLease()).toMatchObject({ sequence: [8, 0], clientNames: ["root", "me"] });
    leases.wallet.advance();
    leases.wallet.advance();
    await advance(1999);
    expect(retained()).toBe(1);
    await advance(1);
    expect(retained()).toBe(2);
    expect(retainedLease()).toMatchObject({ sequence: [8, 2] });
    await advance(2000);
    expect(retained()).toBe(3);
    expect(leases.wallet.get().sequence).toEqual([8, 2]);
  });

  it("waits less by the time that a sign of life took", async () => {
    const clock = new ManualClock();
    const slow = (): object => {
      clock.advance(1500);
      return { leaseUseResult: { status: 1 } };
    };
    const { retained, advance } = await hold({ RetainLease: [slow, { leaseUseResult: { status: 1 } }] }, {}, clock);
    await advance(499);
    expect(retained()).toBe(1);
    await advance(1);
    expect(retained()).toBe(2);
  });

  it("does not wait after a sign of life that took longer than the period", async () => {
    const clock = new ManualClock();
    const slow = (): object => {
      clock.advance(2500);
      return { leaseUseResult: { status: 1 } };
    };
    const { retained } = await hold({ RetainLease: [slow, { leaseUseResult: { status: 1 } }] }, {}, clock);
    expect(retained()).toBe(2);
  });

  it("keeps the period and the deadline that it is told", async () => {
    const { retained, advance, lease } = await hold({}, { periodMs: 500, timeoutMs: 700 });
    await advance(500);
    expect(retained()).toBe(2);
    expect(lease.channel.calls.map(({ options }) => options?.timeoutMs)).toEqual([700, 700, 700]);
  });

  it("goes on after errors, and tells of each", async () => {
    const answers = ["UNIMPLEMENTED", { leaseUseResult: { status: Status.STATUS_INVALID_LEASE } }] as const;
    const { held, errors, retained, advance } = await hold({
      RetainLease: [...answers, { leaseUseResult: { status: 1 } }],
    });
    await advance(2000);
    await advance(2000);
    expect(retained()).toBe(3);
    expect(errors).toMatchObject([expect.any(UnimplementedError), { code: "LEASE_USE" }]);
    expect(held.lastError).toBe(errors[1]);
    expect(held.isHeld).toBe(true);
  });

  it("goes on if the listener for errors throws, which becomes a warning", async () => {
    const warned = new Promise<Error>((resolve) => {
      process.once("warning", resolve);
      onTestFinished(() => void process.off("warning", resolve));
    });
    const onError = (): void => {
      throw new Error("a listener of the test's");
    };
    const { retained, advance } = await hold({ RetainLease: ["UNIMPLEMENTED"] }, { onError });
    await advance(2000);
    expect(retained()).toBe(2);
    expect((await warned).message).toBe("a listener of the test's");
  });
});

describe("a held lease that is lost", () => {
  it("by a sign of life ends there, and says to whom", async () => {
    const { held, lost, errors, retained, advance, clock } = await hold({ RetainLease: [TAKEN] });
    expect(held.isHeld).toBe(false);
    expect(held.lost).toBe(lost[0]);
    expect(lost).toMatchObject([{ resource: "body", status: "other-owner", owner: RIVAL }]);
    expect(held.signal.reason).toBeInstanceOf(LeaseNotOwnedError);
    expect([errors, clock.pending]).toEqual([[], 0]);
    await advance(10_000);
    expect(retained()).toBe(1);
    expect(() => held.advance()).toThrow(LeaseNotOwnedError);
  });

  it("by a command ends at once, with no sign of life in between", async () => {
    const { held, lost, leases, clock } = await hold();
    leases.wallet.lose("body", "other-owner");
    expect(held.signal.aborted).toBe(true);
    expect(lost).toHaveLength(1);
    await settle();
    expect(clock.pending).toBe(0);
  });

  it.each([
    [Status.STATUS_REVOKED, "revoked"],
    [Status.STATUS_WRONG_EPOCH, "unowned"],
  ])("(status %i) ends although commands have gone out meanwhile", async (status, expected) => {
    const scene = scriptedRobot({
      RetainLease: [
        () => {
          const attemptedLease = scene.leases.wallet.get();
          scene.leases.wallet.advance();
          return { leaseUseResult: { status, attemptedLease } };
        },
      ],
    });
    const lost: LostLease[] = [];
    await scene.leases.acquire("body", { clock: new ManualClock(), onLost: (each) => lost.push(each) });
    await untilCalls(scene, "RetainLease", 1);
    expect(lost).toMatchObject([{ status: expected }]);
  });

  it("is not one that a command of our own has overtaken", async () => {
    const { held, lost, errors } = await hold({
      RetainLease: [
        {
          leaseUseResult: {
            status: Status.STATUS_OLDER,
            attemptedLease: { ...FIRST_LEASE, sequence: [8, 0] },
            latestKnownLease: { ...FIRST_LEASE, sequence: [8, 0] },
          },
        },
      ],
    });
    expect([held.isHeld, lost, errors]).toEqual([true, [], []]);
  });

  it("is not returned, and nothing acquires it again", async () => {
    const { held, lease } = await hold({ RetainLease: [TAKEN] });
    await held.return();
    expect(lease.names()).toEqual(["AcquireLease", "RetainLease"]);
  });

  it("becomes a warning of the process where nobody listens", async () => {
    const warned = new Promise<Error>((resolve) => {
      process.once("warning", resolve);
      onTestFinished(() => void process.off("warning", resolve));
    });
    const scene = scriptedRobot({ RetainLease: [TAKEN] });
    await scene.leases.acquire("body", { clock: new ManualClock() });
    expect(await warned).toMatchObject({ code: "LEASE_NOT_OWNED", resource: "body" });
  });

  it("also ends when the program takes it out of the wallet or puts another in", async () => {
    for (const interfere of [
      ({ leases }: Held) => leases.wallet.remove("body"),
      ({ leases }: Held) => leases.wallet.add({ ...FIRST_LEASE, sequence: [9] }),
    ]) {
      const scene = await hold();
      interfere(scene);
      await scene.advance(2000);
      expect([scene.held.signal.aborted, scene.retained(), scene.lost]).toEqual([true, 1, []]);
      await scene.held.return();
      expect(scene.lease.names()).not.toContain("ReturnLease");
    }
  });
});

describe("returning a lease", () => {
  it("takes it out of the wallet first, then tells the robot, and ends the signs of life", async () => {
    const statuses: unknown[] = [];
    const scene = await hold({
      ReturnLease: [
        () => {
          statuses.push(scene.leases.wallet.status());
          return { status: 1 };
        },
      ],
    });
    const { held, leases, lease, advance, clock } = scene;
    leases.wallet.advance();
    await held.return();
    expect(statuses).toEqual([undefined]);
    expect(lease.channel.lastRequest["lease"]).toMatchObject({ resource: "body", sequence: [8, 1] });
    expect(lease.channel.calls.at(-1)?.options?.timeoutMs).toBe(2000);
    expect(held.signal.reason).toBeInstanceOf(NoSuchLeaseError);
    await advance(10_000);
    expect(lease.names()).toEqual(["AcquireLease", "RetainLease", "ReturnLease"]);
    expect(clock.pending).toBe(0);
    expect(held.lost).toBeUndefined();
  });

  it("happens once, at the end of an `await using` block too", async () => {
    const scene = scriptedRobot();
    {
      await using held = await scene.leases.acquire("body", { clock: new ManualClock() });
      await held.return();
    }
    expect(scene.lease.names().filter((name) => name === "ReturnLease")).toHaveLength(1);
  });

  it("cuts short the sign of life that is under way", async () => {
    const { held, lease } = await hold();
    const signal = lease.channel.calls.at(-1)?.options?.signal;
    expect(signal?.aborted).toBe(false);
    await held.return();
    expect(signal?.aborted).toBe(true);
  });

  it("is content if the robot does not count it as ours any more", async () => {
    const { held } = await hold({ ReturnLease: [{ status: 3 }] });
    await held.return();
  });

  it("fails if the robot could not be told, and is over all the same", async () => {
    const { held, leases } = await hold({ ReturnLease: ["UNIMPLEMENTED"] });
    expect(await rejection(held.return({ timeoutMs: 9 }))).toBeInstanceOf(UnimplementedError);
    expect(held.isHeld).toBe(false);
    expect(leases.wallet.status()).toBeUndefined();
    expect((await leases.acquire("body", { clock: new ManualClock() })).isHeld).toBe(true);
  });
});

describe("closing the robot", () => {
  it("ends the signs of life, and the end of the block then says nothing", async () => {
    const { held, lease, close, clock, advance } = await hold();
    close();
    await advance(10_000);
    expect([held.isHeld, held.lost, clock.pending]).toEqual([false, undefined, 0]);
    await held[Symbol.asyncDispose]();
    expect(lease.names()).toEqual(["AcquireLease", "RetainLease"]);
  });

  it("before the lease is there leaves nothing running", async () => {
    const scene = scriptedRobot();
    scene.close();
    const clock = new ManualClock();
    const held = await scene.leases.acquire("body", { clock });
    await settle();
    expect([held.isHeld, clock.pending, scene.lease.names()]).toEqual([false, 0, ["AcquireLease"]]);
  });
});
