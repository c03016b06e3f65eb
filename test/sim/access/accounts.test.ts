import { describe, expect, it, vi } from "vitest";
import { Accounts } from "../../../src/sim/access/accounts.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

function makeAccounts(): { accounts: Accounts; clock: ManualSimClock } {
  const clock = new ManualSimClock();
  return {
    clock,
    accounts: new Accounts(
      clock,
      new Map([
        ["user", "right"],
        ["admin", "other"],
      ]),
    ),
  };
}

function fail(accounts: Accounts, user: string, times: number): string[] {
  return Array.from({ length: times }, () => accounts.login(user, "wrong"));
}

const INVALID_SIX_TIMES = Array.from({ length: 6 }, () => "invalid");

describe("Accounts", () => {
  it("lets a user in by the right password alone", () => {
    const { accounts } = makeAccounts();
    expect(accounts.login("user", "right")).toBe("ok");
    for (const wrong of ["", "Right", "right ", "other"]) expect(accounts.login("user", wrong)).toBe("invalid");
  });

  it("knows who has an account", () => {
    const { accounts } = makeAccounts();
    expect(accounts.has("user")).toBe(true);
    expect(accounts.has("nobody")).toBe(false);
  });

  it("locks a user out after six failures in a row, for a minute, whatever the password", () => {
    const { accounts, clock } = makeAccounts();
    expect(fail(accounts, "user", 6)).toEqual(INVALID_SIX_TIMES);
    expect(accounts.login("user", "wrong")).toBe("locked-out");
    expect(accounts.login("user", "right")).toBe("locked-out");
    clock.advance(59_999);
    expect(accounts.login("user", "right")).toBe("locked-out");
    clock.advance(1);
    expect(accounts.login("user", "right")).toBe("ok");
  });

  it("does not lock out after five failures", () => {
    const { accounts } = makeAccounts();
    fail(accounts, "user", 5);
    expect(accounts.login("user", "right")).toBe("ok");
  });

  it("counts from one again after a login", () => {
    const { accounts } = makeAccounts();
    fail(accounts, "user", 5);
    accounts.login("user", "right");
    fail(accounts, "user", 5);
    expect(accounts.login("user", "right")).toBe("ok");
  });

  it("counts from one again after a lock-out", () => {
    const { accounts, clock } = makeAccounts();
    fail(accounts, "user", 6);
    clock.advance(60_000);
    fail(accounts, "user", 5);
    expect(accounts.login("user", "right")).toBe("ok");
  });

  it("is not made to wait longer by tries during a lock-out", () => {
    const { accounts, clock } = makeAccounts();
    fail(accounts, "user", 6);
    clock.advance(30_000);
    fail(accounts, "user", 20);
    clock.advance(30_000);
    expect(accounts.login("user", "right")).toBe("ok");
  });

  it("locks out one user, not the others", () => {
    const { accounts } = makeAccounts();
    fail(accounts, "user", 6);
    expect(accounts.login("admin", "other")).toBe("ok");
  });

  it("answers for an unknown user as for a known one", () => {
    const { accounts } = makeAccounts();
    expect(fail(accounts, "nobody", 6)).toEqual(INVALID_SIX_TIMES);
    expect(accounts.login("nobody", "wrong")).toBe("locked-out");
  });

  it("remembers the failures of the last thousand names, not of all", () => {
    const { accounts } = makeAccounts();
    fail(accounts, "first", 5);
    for (let i = 0; i < 999; i++) accounts.login(`guess ${i}`, "x");
    // The thousandth other name pushes the first one out: its next failure is a first one.
    accounts.login("guess 999", "x");
    expect(fail(accounts, "first", 6)).toEqual(INVALID_SIX_TIMES);
    expect(accounts.login("first", "x")).toBe("locked-out");
  });

  it("remembers no name at its full length, which may be that of a request", () => {
    const { accounts } = makeAccounts();
    const set = vi.spyOn(Map.prototype, "set");
    try {
      accounts.login("u".repeat(1_000_000), "x");
      expect(set).toHaveBeenCalledOnce();
      expect(String(set.mock.calls[0]?.[0]).length).toBeLessThan(64);
    } finally {
      set.mockRestore();
    }
  });
});
