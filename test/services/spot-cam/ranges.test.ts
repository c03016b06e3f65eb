import { describe, expect, it } from "vitest";
import { clampLedBrightness, normalizePanDegrees } from "../../../src/services/spot-cam/ranges.ts";

describe("normalizePanDegrees", () => {
  for (const [pan, expected] of [
    [0, 0],
    [-0, 0],
    [359.5, 359.5],
    [360, 0],
    [-90, 270],
    [-1e-20, 0],
    [725, 5],
    [-360, 0],
    [-725, 355],
  ] as const) {
    it(`turns ${pan} into ${expected}`, () => {
      expect(normalizePanDegrees(pan)).toBe(expected);
    });
  }

  it("refuses what is no angle", () => {
    expect(() => normalizePanDegrees(NaN)).toThrow(RangeError);
    expect(() => normalizePanDegrees(Infinity)).toThrow(RangeError);
  });
});

describe("clampLedBrightness", () => {
  it("keeps to what the lights show", () => {
    expect([0, 0.1, 0.5, 1, 2, Infinity, -1].map(clampLedBrightness)).toEqual([0.1, 0.1, 0.5, 1, 1, 1, 0.1]);
    expect(() => clampLedBrightness(NaN)).toThrow(RangeError);
  });
});
