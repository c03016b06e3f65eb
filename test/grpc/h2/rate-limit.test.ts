import { describe, expect, it } from "vitest";
import { RateLimit } from "../../../src/grpc/h2/rate-limit.ts";
import { ManualClock } from "../../support/manual-clock.ts";

describe("RateLimit", () => {
  it("allows the burst at once, then the rate, and never more than the burst after a rest", () => {
    const clock = new ManualClock();
    const limit = new RateLimit({ perSecond: 10, burst: 3 }, clock);
    const taken = (): number => {
      let count = 0;
      while (limit.take()) count++;
      return count;
    };
    expect(taken()).toBe(3);
    clock.advance(99);
    expect(taken()).toBe(0);
    clock.advance(1);
    expect(taken()).toBe(1);
    clock.advance(200);
    expect(taken()).toBe(2);
    clock.advance(1_000_000);
    expect(taken()).toBe(3);
  });

  it("may be without limit", () => {
    const limit = new RateLimit({ perSecond: Infinity, burst: Infinity }, new ManualClock());
    for (let n = 0; n < 1000; n++) expect(limit.take()).toBe(true);
  });
});
