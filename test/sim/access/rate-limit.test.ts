import { describe, expect, it } from "vitest";
import { RateLimit } from "../../../src/sim/access/rate-limit.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

/** How many calls get through right now. */
function burst(limit: RateLimit): number {
  for (let taken = 0; taken < 100; taken++) if (!limit.take()) return taken;
  return 100;
}

describe("RateLimit", () => {
  it("lets a second's worth through at once, and no more", () => {
    expect(burst(new RateLimit(new ManualSimClock(), 5))).toBe(5);
  });

  it("lets one more through for each fifth of a second", () => {
    const clock = new ManualSimClock();
    const limit = new RateLimit(clock, 5);
    burst(limit);
    clock.advance(199);
    expect(limit.take()).toBe(false);
    clock.advance(1);
    expect(burst(limit)).toBe(1);
    clock.advance(400);
    expect(burst(limit)).toBe(2);
  });

  it("does not save up more than a second's worth", () => {
    const clock = new ManualSimClock();
    const limit = new RateLimit(clock, 5);
    clock.advance(3_600_000);
    expect(burst(limit)).toBe(5);
  });

  it("is not put off by calls that it refuses", () => {
    const clock = new ManualSimClock();
    const limit = new RateLimit(clock, 5);
    let taken = burst(limit);
    for (let i = 0; i < 1000; i++) {
      clock.advance(10);
      if (limit.take()) taken++;
    }
    expect(taken).toBeGreaterThanOrEqual(54);
    expect(taken).toBeLessThanOrEqual(55);
  });
});
