import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapRadians } from "../../src/geometry/index.ts";
import { expectClose } from "./closeness.ts";

describe("wrapRadians", () => {
  it("wraps as the reference client does", () => {
    expect(wrapRadians(Math.PI)).toBe(-Math.PI);
    expect(wrapRadians(-Math.PI)).toBe(-Math.PI);
    expectClose(wrapRadians(7), 0.7168146928204138);
  });

  it("leaves an angle alone that is within half a turn", () => {
    fc.assert(
      fc.property(fc.double({ min: -Math.PI, max: 3.14159, noNaN: true }), (angle) => {
        // By ===, to which −0 is 0.
        expect(wrapRadians(angle) === angle).toBe(true);
      }),
    );
  });

  it("stays within [centre − π, centre + π) and a whole number of turns away", () => {
    const numbers = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(numbers, numbers, (angle, center) => {
        const wrapped = wrapRadians(angle, center);
        expect(wrapped).toBeGreaterThanOrEqual(center - Math.PI - 1e-12);
        expect(wrapped).toBeLessThanOrEqual(center + Math.PI + 1e-12);
        const turns = (angle - wrapped) / (2 * Math.PI);
        expectClose(turns, Math.round(turns), 1e-10);
      }),
    );
  });

  it("never reaches π about 0", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (angle) => {
        const wrapped = wrapRadians(angle);
        expect(wrapped >= -Math.PI && wrapped < Math.PI).toBe(true);
      }),
    );
    expect(wrapRadians(-Math.PI - 4e-16)).toBeLessThan(Math.PI);
  });

  it("gives NaN for NaN and for infinities", () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      expect(wrapRadians(bad)).toBeNaN();
      expect(wrapRadians(0, bad)).toBeNaN();
    }
  });
});
