import { describe, expect, it } from "vitest";
import { Backoff } from "../../src/grpc/backoff.ts";

/** The first `count` waits. */
function waits(backoff: Backoff, count: number): number[] {
  return Array.from({ length: count }, () => Math.round(backoff.next()));
}

describe("Backoff", () => {
  it("grows by 1.6 from one second", () => {
    expect(waits(new Backoff({ random: () => 0.5 }), 4)).toEqual([1000, 1600, 2560, 4096]);
  });

  it("stops growing at two minutes, even after a thousand failures", () => {
    expect(waits(new Backoff({ random: () => 0.5 }), 2000).at(-1)).toBe(120_000);
  });

  it("spreads each wait by a fifth either way", () => {
    expect(new Backoff({ random: () => 0 }).next()).toBeCloseTo(800);
    expect(new Backoff({ random: () => 0.999_999_9 }).next()).toBeCloseTo(1200, 3);
  });

  it("starts over after a success", () => {
    const backoff = new Backoff({ random: () => 0.5 });
    waits(backoff, 5);
    backoff.reset();
    expect(backoff.next()).toBe(1000);
  });

  it("takes other numbers", () => {
    const backoff = new Backoff({ initialMs: 10, multiplier: 3, jitter: 0, maxMs: 50 });
    expect(waits(backoff, 3)).toEqual([10, 30, 50]);
  });
});
