import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adjointSe2,
  inverseSe2,
  multiplySe2,
  type Pose2,
  se2Pose,
  transformPointSe2,
  transformVelocitySe2,
  wrapRadians,
} from "../../src/geometry/index.ts";
import { anyPose2, anyVector2 } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

function pose(x: number, y: number, angle: number): Pose2 {
  return { position: { x, y }, angle };
}

function expectSamePose(actual: Pose2, expected: Pose2): void {
  expectClose(actual.position, expected.position, 1e-10);
  expectClose(wrapRadians(actual.angle - expected.angle), 0);
}

describe("poses in a plane", () => {
  it("invert as the reference client inverts them", () => {
    expectClose(inverseSe2(pose(1, 2, 0.5)), pose(-1.8364336390987788, -1.2757395851765425, -0.5));
  });

  it("compose as the reference client composes them", () => {
    expectClose(
      multiplySe2(pose(1, 2, 3), pose(1, 0, 1)),
      pose(0.010007503399554585, 2.1411200080598674, -2.2831853071795862),
    );
  });

  it("cancel against their inverse, compose associatively", () => {
    fc.assert(
      fc.property(anyPose2, anyPose2, anyPose2, (a, b, c) => {
        expectSamePose(multiplySe2(a, inverseSe2(a)), pose(0, 0, 0));
        expectSamePose(multiplySe2(multiplySe2(a, b), c), multiplySe2(a, multiplySe2(b, c)));
      }),
    );
  });

  it("transform points by a composition as by one after the other", () => {
    expectClose(transformPointSe2(pose(1, 2, Math.PI / 2), { x: 3 }), { x: 1, y: 5 });
    fc.assert(
      fc.property(anyPose2, anyPose2, anyVector2, (a, b, point) => {
        const once = transformPointSe2(multiplySe2(a, b), point);
        expectClose(once, transformPointSe2(a, transformPointSe2(b, point)), 1e-10);
      }),
    );
  });

  it("are taken with parts missing", () => {
    expect(se2Pose()).toEqual(pose(0, 0, 0));
    expect(inverseSe2({})).toEqual(pose(0, 0, 0));
    expect(multiplySe2({ position: { x: 1 } }, { angle: 1 })).toEqual(pose(1, 0, 1));
  });

  it("are NaN where they depend on NaN or on an infinite angle", () => {
    expect(multiplySe2(pose(Number.NaN, 1, 0), pose(0, 0, 0))).toEqual(pose(Number.NaN, 1, 0));
    expect(inverseSe2(pose(1, 1, Infinity)).position).toEqual({ x: Number.NaN, y: Number.NaN });
    expect(multiplySe2(pose(0, 0, Infinity), {}).angle).toBeNaN();
  });
});

describe("velocities in a plane", () => {
  it("have the adjoint of the reference client", () => {
    const expected = [
      [0.87758256, -0.47942554, 2],
      [0.47942554, 0.87758256, -1],
      [0, 0, 1],
    ];
    expectClose(adjointSe2(pose(1, 2, 0.5)), expected, 5e-9);
  });

  it("transform as the adjoint's matrix says", () => {
    fc.assert(
      fc.property(anyPose2, anyVector2, fc.double({ min: -5, max: 5, noNaN: true }), (a, linear, angular) => {
        const [x, y, turn] = adjointSe2(a).map((row) => row[0] * linear.x + row[1] * linear.y + row[2] * angular);
        expectClose(transformVelocitySe2(a, { linear, angular }), { linear: { x, y }, angular: turn }, 1e-10);
      }),
    );
  });

  it("are 0 where they are left out", () => {
    expect(transformVelocitySe2(pose(1, 2, 3), {})).toEqual({ linear: { x: 0, y: 0 }, angular: 0 });
  });
});
