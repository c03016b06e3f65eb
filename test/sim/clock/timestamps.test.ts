import { describe, expect, it } from "vitest";
import { fromTimestamp, toDuration, toTimestamp } from "../../../src/sim/clock/timestamps.ts";

describe("the simulator's timestamps", () => {
  it("split nanoseconds into seconds and the rest, and join them again", () => {
    const nanos = 1_800_000_000_123_456_789n;
    expect(toTimestamp(nanos)).toEqual({ seconds: 1_800_000_000n, nanos: 123_456_789 });
    expect(fromTimestamp(toTimestamp(nanos))).toBe(nanos);
  });

  it("read absent fields as zero", () => expect(fromTimestamp({})).toBe(0n));
});

describe("the simulator's durations", () => {
  for (const [nanos, seconds, rest] of [
    [1_500_000_000n, 1n, 500_000_000],
    [-1_500_000_000n, -1n, -500_000_000],
    [-1n, 0n, -1],
    [0n, 0n, 0],
  ] as const) {
    it(`of ${nanos} ns have parts of one sign (duration.proto)`, () => {
      expect(toDuration(nanos)).toEqual({ seconds, nanos: rest });
    });
  }
});
