import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { wallClock } from "../../src/services/wall-clock.ts";

/** The two clocks of a machine, both in the test's hands. */
let wallMs = 0;
let monotonicMs = 0;
let readClock: typeof wallClock;

beforeEach(async () => {
  wallMs = 1_800_000_000_000.4;
  monotonicMs = 1234.5;
  vi.spyOn(Date, "now").mockImplementation(() => Math.floor(wallMs));
  vi.spyOn(performance, "now").mockImplementation(() => monotonicMs);
  // Each test gets a clock that was never read.
  vi.resetModules();
  ({ wallClock: readClock } = await import("../../src/services/wall-clock.ts"));
});

afterEach(() => void vi.restoreAllMocks());

/** Time passes on both clocks; `step` moves the system's clock alone. */
function pass(ms: number, step = 0): void {
  monotonicMs += ms;
  wallMs += ms + step;
}

/** How far the clock is from the system's, in milliseconds. */
function offMs(): number {
  return Number(readClock() - BigInt(Math.floor(wallMs)) * 1_000_000n) / 1e6;
}

describe("wallClock", () => {
  it("begins at the system's clock", () => {
    expect(readClock()).toBe(1_800_000_000_000_000_000n);
  });

  it("has the resolution of the monotonic clock", () => {
    const before = readClock();
    pass(0.25);
    expect(readClock() - before).toBe(250_000n);
  });

  it("runs evenly while the system's clock ticks in milliseconds", () => {
    let last = readClock();
    for (let i = 0; i < 1000; i++) {
      pass(0.3);
      const now = readClock();
      // A double of this size is exact to a quarter of a microsecond.
      expect(Math.abs(Number(now - last) - 300_000)).toBeLessThan(500);
      expect(Math.abs(offMs())).toBeLessThan(2);
      last = now;
    }
  });

  it("never goes back between steps", () => {
    let last = readClock();
    for (let i = 0; i < 1000; i++) {
      pass((i * 7919) % 5);
      const now = readClock();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  for (const step of [3_600_000, -3_600_000, 5, -5]) {
    it(`follows a step of ${step} ms at once, and runs on evenly from there`, () => {
      readClock();
      pass(10, step);
      expect(Math.abs(offMs())).toBeLessThan(2);
      const after = readClock();
      pass(0.5);
      expect(readClock() - after).toBe(500_000n);
    });
  }

  it("does not jump for the milliseconds that Date.now() cuts off", () => {
    readClock();
    const before = readClock();
    wallMs += 1; // the tick came between the two readings
    expect(readClock()).toBe(before);
  });

  it("tells nanoseconds before 1970 as well", () => {
    readClock();
    wallMs = -1500;
    expect(readClock()).toBe(-1_500_000_000n);
  });
});
