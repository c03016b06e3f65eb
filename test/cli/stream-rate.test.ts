import { describe, expect, it } from "vitest";
import { streamRate } from "../../src/cli/stream-rate.ts";

describe("streamRate", () => {
  it("of an even stream has no jitter", () => {
    expect(streamRate([100, 110, 120, 130])).toEqual({
      messages: 4,
      seconds: 0.03,
      hertz: 100,
      jitterMs: { p50: 0, p99: 0, max: 0 },
    });
  });

  it("measures jitter against the median gap", () => {
    // Gaps 10, 10, 10, 14, 6: median 10.
    expect(streamRate([0, 10, 20, 30, 44, 50])).toMatchObject({
      messages: 6,
      hertz: 100,
      jitterMs: { p50: 0, max: 4 },
    });
  });

  it("of fewer than three messages is unknown", () => {
    for (const arrivals of [[], [1], [1, 2]]) expect(streamRate(arrivals)).toBeUndefined();
  });
});
