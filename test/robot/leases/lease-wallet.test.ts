import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { SpotError } from "../../../src/errors.ts";
import {
  LeaseUseResult,
  type LeaseUseResultInit,
  LeaseUseResult_Status as Status,
} from "../../../src/messages/bosdyn/api/lease.ts";
import { LeaseNotOwnedError, LeaseWallet, type LostLease, NoSuchLeaseError } from "../../../src/robot/index.ts";
import { compareLeases, LeaseUseError, PowerClient } from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../../services/scripted-answers.ts";

interface TestLease {
  readonly resource: string;
  readonly epoch: string;
  readonly sequence: number[];
  readonly clientNames: string[];
}

function body(...sequence: number[]): TestLease {
  return { resource: "body", epoch: "boot-1", sequence, clientNames: ["srv"] };
}

function walletWith(...leases: TestLease[]): { wallet: LeaseWallet; lost: LostLease[] } {
  const wallet = new LeaseWallet("me");
  const lost: LostLease[] = [];
  wallet.watch((each) => lost.push(each));
  for (const lease of leases) wallet.add(lease);
  return { wallet, lost };
}

/** A result as it comes off the wire. */
function result(init: LeaseUseResultInit): LeaseUseResult {
  return LeaseUseResult.decode(LeaseUseResult.encode(init));
}

const RIVAL = { clientName: "tablet", userName: "operator" };

describe("a wallet", () => {
  it("lends sub-leases with the client's name, each newer than the one before", () => {
    const { wallet } = walletWith(body(8));
    expect(wallet.get()).toMatchObject({ ...body(8, 0), clientNames: ["srv", "me"] });
    expect(wallet.advance()).toMatchObject({ ...body(8, 1), clientNames: ["srv", "me"] });
    expect(wallet.advance()).toMatchObject({ ...body(8, 2), clientNames: ["srv", "me"] });
    expect(wallet.get().sequence).toEqual([8, 2]);
    expect(wallet.state()?.original.sequence).toEqual([8]);
  });

  it("advances each resource on its own", () => {
    const { wallet } = walletWith(body(8), { ...body(3), resource: "arm" });
    wallet.advance();
    wallet.advance();
    expect(wallet.advance("arm").sequence).toEqual([3, 1]);
    expect(wallet.advance("body").sequence).toEqual([8, 3]);
  });

  it("never lends a lease twice, nor one that is not newer than the last", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("advance", "attach", "again"), { maxLength: 40 }), (steps) => {
        const { wallet } = walletWith(body(8));
        let last = wallet.get();
        for (const step of steps) {
          if (step === "again") {
            wallet.add(body(8));
            continue;
          }
          const next = step === "advance" ? wallet.advance() : wallet.attach("body");
          expect(next).toBeDefined();
          if (next === undefined) continue;
          expect(compareLeases(next, last)).toBe("newer");
          last = next;
        }
      }),
    );
  });

  it("begins anew with a new lease of the resource", () => {
    const { wallet } = walletWith(body(8));
    wallet.advance();
    wallet.add(body(9));
    expect(wallet.advance().sequence).toEqual([9, 1]);
  });

  it("has no lease that was never put in, or was taken out", () => {
    const { wallet } = walletWith(body(8));
    expect(wallet.remove("body")).toBe(true);
    expect(wallet.remove("body")).toBe(false);
    for (const ask of [() => wallet.get(), () => wallet.advance(), () => wallet.advance("arm")]) {
      expect(ask).toThrow(NoSuchLeaseError);
    }
    expect(wallet.status()).toBeUndefined();
    expect(wallet.attach("body")).toBeUndefined();
  });

  it("takes no lease that is none", () => {
    expect(() => new LeaseWallet("me").add({})).toThrow(TypeError);
  });
});

describe("what a wallet makes of an OLDER lease", () => {
  it("is that somebody else has it, if the newest known is newer than its own", () => {
    const { wallet, lost } = walletWith(body(8));
    const attemptedLease = wallet.advance();
    wallet.observe(result({ status: Status.STATUS_OLDER, attemptedLease, latestKnownLease: body(9), owner: RIVAL }));
    expect(wallet.status()).toBe("other-owner");
    expect(lost).toMatchObject([{ resource: "body", status: "other-owner", owner: RIVAL, current: attemptedLease }]);
  });

  it.each([
    ["newer than", [8, 1]],
    ["the same as", [8, 2]],
  ])("is nothing if its own is %s the newest known: a late answer", (_, latest) => {
    const { wallet, lost } = walletWith(body(8));
    const attemptedLease = wallet.advance();
    wallet.advance();
    wallet.observe(result({ status: Status.STATUS_OLDER, attemptedLease, latestKnownLease: body(...latest) }));
    expect(wallet.status()).toBe("self-owner");
    expect(lost).toEqual([]);
  });

  it.each([
    ["a parent of its own", body(8)],
    ["of another epoch", { ...body(8, 0), epoch: "boot-2" }],
    ["not given", undefined],
  ])("is that it is lost, if the newest known is %s", (_, latestKnownLease) => {
    const { wallet } = walletWith(body(8));
    const attemptedLease = wallet.advance();
    wallet.observe(result({ status: Status.STATUS_OLDER, attemptedLease, latestKnownLease }));
    expect(wallet.status()).toBe("other-owner");
  });

  it("is passed over for a resource that it does not know", () => {
    const { wallet, lost } = walletWith(body(8));
    wallet.observe(result({ status: Status.STATUS_OLDER, attemptedLease: { ...body(1), resource: "arm" } }));
    wallet.observe(result({ status: Status.STATUS_OLDER }));
    expect([wallet.status(), lost]).toEqual(["self-owner", []]);
  });

  it("is about the resource that it is told, where the answer names none", () => {
    const { wallet } = walletWith(body(8));
    wallet.observe(result({ status: Status.STATUS_OLDER }), "body");
    expect(wallet.status()).toBe("other-owner");
  });
});

describe("what a wallet makes of a REVOKED lease or a WRONG_EPOCH", () => {
  it.each([
    [Status.STATUS_REVOKED, "revoked"],
    [Status.STATUS_WRONG_EPOCH, "unowned"],
  ])("(status %i) is %s, if it was the latest", (status, expected) => {
    const { wallet, lost } = walletWith(body(8));
    wallet.advance();
    const attemptedLease = wallet.advance();
    wallet.observe(result({ status, attemptedLease: body(8, 1) }));
    expect(wallet.status()).toBe("self-owner");
    // A service may leave out the names.
    wallet.observe(result({ status, attemptedLease: { ...attemptedLease, clientNames: [] } }));
    expect(wallet.status()).toBe(expected);
    expect(lost).toMatchObject([{ status: expected }]);
  });
});

describe("what a wallet makes of any other status", () => {
  it.each([Status.STATUS_UNKNOWN, Status.STATUS_OK, Status.STATUS_INVALID_LEASE, Status.STATUS_UNMANAGED, 77])(
    "(%i) is nothing",
    (status) => {
      const { wallet, lost } = walletWith(body(8));
      const attemptedLease = wallet.advance();
      wallet.observe(result({ status, attemptedLease, latestKnownLease: body(9) }));
      expect([wallet.status(), lost]).toEqual(["self-owner", []]);
    },
  );
});

describe("a lost lease", () => {
  it("is not given out any more, and the error says who has it", () => {
    const { wallet } = walletWith(body(8));
    wallet.lose("body", "other-owner", { ...RIVAL, $unknown: undefined });
    let thrown: unknown;
    try {
      wallet.advance();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(LeaseNotOwnedError);
    expect(thrown).toBeInstanceOf(SpotError);
    expect(thrown).toMatchObject({ code: "LEASE_NOT_OWNED", status: "other-owner", owner: RIVAL, retryable: false });
    expect(String(thrown)).toContain("tablet");
    expect(wallet.attach("body")).toBeUndefined();
  });

  it("is told once, and again if it comes back and is lost again", () => {
    const { wallet, lost } = walletWith(body(8));
    wallet.lose("body", "revoked");
    wallet.lose("body", "unowned");
    wallet.lose("arm", "unowned");
    expect(lost.map(({ status }) => status)).toEqual(["revoked"]);
    wallet.add(body(9));
    wallet.lose("body", "unowned");
    expect(lost.map(({ status }) => status)).toEqual(["revoked", "unowned"]);
  });

  it("is told to nobody who has stopped watching", () => {
    const { wallet } = walletWith(body(8));
    const heard: LostLease[] = [];
    wallet.watch((lost) => heard.push(lost))();
    wallet.lose("body", "revoked");
    expect(heard).toEqual([]);
  });

  it("is told to everyone, whatever one of them throws, which becomes a warning", async () => {
    const wallet = new LeaseWallet("me");
    const heard: LostLease[] = [];
    wallet.watch(() => {
      throw new Error("a listener of the test's");
    });
    wallet.watch((lost) => heard.push(lost));
    const warned = new Promise<Error>((resolve) => {
      process.once("warning", resolve);
      onTestFinished(() => void process.off("warning", resolve));
    });
    wallet.add(body(8));
    wallet.lose("body", "revoked");
    expect(heard).toHaveLength(1);
    expect((await warned).message).toBe("a listener of the test's");
  });
});

describe("a client with a wallet", () => {
  it("sends every leased request with a newer lease, and the wallet learns from the answers", async () => {
    const { wallet } = walletWith(body(8));
    const taken = { status: Status.STATUS_OLDER, attemptedLease: body(8, 2), latestKnownLease: body(9), owner: RIVAL };
    const answers = [{ status: 1, leaseUseResult: { status: 1 } }, { leaseUseResult: taken }, { status: 1 }];
    const { client, channel } = scripted(PowerClient, { PowerCommand: answers }, { leases: wallet });
    await client.powerCommand({ request: 2 });
    expect(channel.lastRequest["lease"]).toMatchObject({ sequence: [8, 1] });
    expect(await rejection(client.powerCommand({ request: 2 }))).toBeInstanceOf(LeaseUseError);
    expect(wallet.state()).toMatchObject({ status: "other-owner", owner: RIVAL });
    await client.powerCommand({ request: 2 });
    expect(channel.lastRequest["lease"]).toBeUndefined();
  });
});
