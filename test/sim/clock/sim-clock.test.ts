import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { offsetClock } from "../../../src/sim/clock/sim-clock.ts";

const BOOT_MS = 1_800_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: BOOT_MS }));
afterEach(() => void vi.useRealTimers());

describe("offsetClock", () => {
  it("is ahead of this machine by its offset, and stays so", () => {
    const clock = offsetClock(2500);
    expect(clock.now()).toBe(BigInt(BOOT_MS + 2500) * 1_000_000n);
    vi.advanceTimersByTime(1234);
    expect(clock.now()).toBe(BigInt(BOOT_MS + 2500 + 1234) * 1_000_000n);
  });

  it("counts uptime from when it was made", () => {
    const clock = offsetClock(-1000);
    expect(clock.uptimeMs()).toBe(0);
    vi.advanceTimersByTime(1234);
    expect(clock.uptimeMs()).toBe(1234);
  });

  it("does not step when this machine's clock is set", () => {
    const clock = offsetClock(0);
    vi.setSystemTime(BOOT_MS + 3_600_000);
    expect(clock.now()).toBe(BigInt(BOOT_MS) * 1_000_000n);
  });

  it("sleeps as long as it is told", async () => {
    const clock = offsetClock(0);
    const slept = clock.sleep(100, new AbortController().signal);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(100);
    await slept;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("wakes early, without an error, when the signal is aborted", async () => {
    const clock = offsetClock(0);
    const abort = new AbortController();
    const slept = clock.sleep(100, abort.signal);
    abort.abort();
    await slept;
    expect(vi.getTimerCount()).toBe(0);
    await clock.sleep(100, abort.signal);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("runs as many times faster as it is told, in all it does", async () => {
    const clock = offsetClock(0, 100);
    vi.advanceTimersByTime(10);
    expect(clock.uptimeMs()).toBe(1000);
    expect(clock.now()).toBe(BigInt(BOOT_MS + 1000) * 1_000_000n);
    const slept = clock.sleep(500, new AbortController().signal);
    vi.advanceTimersByTime(5);
    await slept;
    expect(clock.uptimeMs()).toBe(1500);
  });

  for (const speed of [0, 0.09, 1001, Number.NaN, -1]) {
    it(`does not run at ${speed} times its speed`, () => {
      expect(() => offsetClock(0, speed)).toThrow(RangeError);
    });
  }
});
