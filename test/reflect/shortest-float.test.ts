import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeFloating } from "../../src/reflect/json/numbers.ts";

/** The first of all decimals, by their digits, that is the same float. */
function byTrial(float: number): number {
  for (let digits = 1; ; digits++) {
    const decimal = Number(float.toPrecision(digits));
    if (Math.fround(decimal) === float) return decimal;
  }
}

describe("a float in decimal", () => {
  it("is the shortest that is the same float, whatever its bits", () => {
    const view = new DataView(new ArrayBuffer(4));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (bits) => {
        view.setUint32(0, bits);
        const float = view.getFloat32(0);
        if (!Number.isFinite(float) || Object.is(float, -0)) return;
        expect(writeFloating(float, "float")).toBe(byTrial(float));
      }),
      { numRuns: 20_000, examples: [[1], [0x007f_ffff], [0x0080_0000], [0x7f7f_ffff], [0x3dcc_cccd], [0x4b7f_ffff]] },
    );
  });
});
