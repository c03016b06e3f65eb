import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addVec3,
  crossVec3,
  distanceVec3,
  dotVec3,
  lengthVec3,
  negateVec3,
  normalizeVec3,
  scaleVec3,
  subtractVec3,
} from "../../src/geometry/index.ts";
import { newVec3 } from "../../src/messages/bosdyn/api/geometry.ts";
import { anyVector3 } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

const a = { x: 1, y: 2, z: 3 };
const b = { x: -4, y: 0.5, z: 2 };

describe("vectors", () => {
  it("are added, subtracted, scaled and measured", () => {
    expect(addVec3(a, b)).toEqual({ x: -3, y: 2.5, z: 5 });
    expect(subtractVec3(a, b)).toEqual({ x: 5, y: 1.5, z: 1 });
    expect(scaleVec3(a, -2)).toEqual({ x: -2, y: -4, z: -6 });
    expect(dotVec3(a, b)).toBe(3);
    expect(lengthVec3({ x: 2, y: 3, z: 6 })).toBe(7);
    expect(distanceVec3({ x: 1, y: 1, z: 1 }, { x: 3, y: 4, z: 7 })).toBe(7);
  });

  it("have a right-handed product", () => {
    expect(crossVec3({ x: 1 }, { y: 1 })).toEqual({ x: 0, y: 0, z: 1 });
    fc.assert(
      fc.property(anyVector3, anyVector3, (p, q) => {
        expectClose(dotVec3(p, crossVec3(p, q)), 0, 1e-9);
        expectClose(addVec3(crossVec3(p, q), crossVec3(q, p)), { x: 0, y: 0, z: 0 });
      }),
    );
  });

  it("are turned round without a −0", () => {
    expect(negateVec3({ x: 1, y: 0, z: -2 })).toEqual({ x: -1, y: 0, z: 2 });
  });

  it("are taken as messages hold them, and given without what else those hold", () => {
    expect(addVec3({ ...newVec3(), x: 1 }, { y: 2 })).toEqual({ x: 1, y: 2, z: 0 });
  });

  it("are measured without overflow", () => {
    expectClose(lengthVec3({ x: 3e200, y: 4e200 }) / 5e200, 1);
  });

  it("are scaled to length 1 whatever their length, unless they have no direction", () => {
    expectClose(normalizeVec3({ x: 5e-324, y: 5e-324 }), { x: Math.SQRT1_2, y: Math.SQRT1_2, z: 0 });
    expectClose(normalizeVec3({ x: 1.5e308, y: 1.5e308 }), { x: Math.SQRT1_2, y: Math.SQRT1_2, z: 0 });
    expectClose(normalizeVec3({ x: 0, y: -3, z: 4 }), { x: 0, y: -0.6, z: 0.8 });
    for (const bad of [{}, { x: Number.NaN }, { y: Infinity }]) {
      expect(() => normalizeVec3(bad)).toThrow(
        expect.objectContaining({ name: "GeometryError", code: "GEOMETRY_NO_DIRECTION", retryable: false }) as Error,
      );
    }
  });

  it("give NaN where they depend on NaN, and only there", () => {
    expect(addVec3({ x: Number.NaN }, a)).toEqual({ x: Number.NaN, y: 2, z: 3 });
    expect(dotVec3({ x: Number.NaN }, a)).toBeNaN();
    expect(lengthVec3({ x: Number.NaN })).toBeNaN();
    expect(lengthVec3({ x: Number.NaN, y: -Infinity })).toBe(Infinity);
  });
});
