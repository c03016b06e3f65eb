import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { multiplySe2, multiplySe3, se2FromSe3, se3FromSe2, wrapRadians } from "../../src/geometry/index.ts";
import { anyPose2 } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

describe("se2FromSe3", () => {
  it("flattens in a gravity-aligned frame and in no other", () => {
    const pose = { position: { x: 1, y: 2, z: 3 }, rotation: { w: Math.cos(0.2), z: Math.sin(0.2) } };
    for (const frame of ["vision", "odom", "flat_body"]) {
      expectClose(se2FromSe3(frame, pose), { position: { x: 1, y: 2 }, angle: 0.4 });
    }
    for (const frame of ["body", "gpe", "hand", "", "Odom"]) expect(se2FromSe3(frame, pose)).toBeUndefined();
  });

  it("takes a missing pose for none", () => {
    expect(se2FromSe3("odom", {})).toEqual({ position: { x: 0, y: 0 }, angle: 0 });
  });
});

describe("se3FromSe2", () => {
  it("lifts to a height, level", () => {
    expect(se3FromSe2({ position: { x: 1, y: 2 } }, 0.5)).toEqual({
      position: { x: 1, y: 2, z: 0.5 },
      rotation: { w: 1, x: 0, y: 0, z: 0 },
    });
  });

  it("is undone by flattening, and composes as in the plane", () => {
    fc.assert(
      fc.property(anyPose2, anyPose2, (a, b) => {
        const again = se2FromSe3("odom", se3FromSe2(a, 7));
        expect(again?.position).toEqual(a.position);
        expectClose(wrapRadians((again?.angle ?? 0) - a.angle), 0);
        const lifted = se2FromSe3("odom", multiplySe3(se3FromSe2(a), se3FromSe2(b)));
        const flat = multiplySe2(a, b);
        expectClose(lifted?.position, flat.position, 1e-10);
        expectClose(wrapRadians((lifted?.angle ?? 0) - flat.angle), 0);
      }),
    );
  });
});
