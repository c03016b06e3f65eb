import { describe, expect, it } from "vitest";
import { BehaviorFault_Cause } from "../../../src/messages/bosdyn/api/robot_state.ts";
import { BehaviorFaultBook } from "../../../src/sim/faults/behavior-faults.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

const { CAUSE_FALL, CAUSE_HARDWARE, CAUSE_LEASE_TIMEOUT } = BehaviorFault_Cause;

describe("the book of behaviour faults", () => {
  it("has one of each cause at a time, with an id and its onset", () => {
    const clock = new ManualSimClock();
    const book = new BehaviorFaultBook(clock);
    book.raise(CAUSE_FALL);
    clock.advance(5000);
    book.raise(CAUSE_FALL);
    book.raise(CAUSE_LEASE_TIMEOUT);
    const seconds = ManualSimClock.bootNanos / 1_000_000_000n;
    expect(book.active).toMatchObject([
      { behaviorFaultId: 1, cause: CAUSE_FALL, status: 1, onsetTimestamp: { seconds } },
      { behaviorFaultId: 2, cause: CAUSE_LEASE_TIMEOUT, status: 1, onsetTimestamp: { seconds: seconds + 5n } },
    ]);
  });

  it("clears by id, and gives each fault a new one", () => {
    const book = new BehaviorFaultBook(new ManualSimClock());
    book.raise(CAUSE_FALL);
    expect([book.clear(2), book.clear(1), book.clear(1)]).toEqual([false, true, false]);
    book.raise(CAUSE_FALL);
    expect(book.active).toMatchObject([{ behaviorFaultId: 2 }]);
  });

  it("does not clear a broken part before it is repaired", () => {
    const book = new BehaviorFaultBook(new ManualSimClock());
    book.raise(CAUSE_HARDWARE);
    expect(book.active).toMatchObject([{ status: 2 }]);
    expect(book.clear(1)).toBe(false);
    book.repair(CAUSE_HARDWARE);
    expect(book.active).toMatchObject([{ status: 1 }]);
    expect(book.clear(1)).toBe(true);
  });
});
