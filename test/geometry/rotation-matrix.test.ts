import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Matrix3, quaternionFromMatrix, quaternionToMatrix, rotateVec3 } from "../../src/geometry/index.ts";
import { anyRotation, multiplyMatrices } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

const half = Math.SQRT1_2;

describe("rotation matrices", () => {
  it("have the axes of the rotated frame as columns", () => {
    fc.assert(
      fc.property(anyRotation, (q) => {
        const [[m00, m01, m02], [m10, m11, m12], [m20, m21, m22]] = quaternionToMatrix(q);
        expectClose(rotateVec3(q, { x: 1 }), { x: m00, y: m10, z: m20 });
        expectClose(rotateVec3(q, { y: 1 }), { x: m01, y: m11, z: m21 });
        expectClose(rotateVec3(q, { z: 1 }), { x: m02, y: m12, z: m22 });
      }),
    );
  });

  it("have their transpose as inverse", () => {
    fc.assert(
      fc.property(anyRotation, (q) => {
        const m = quaternionToMatrix(q);
        const { w, x, y, z } = q;
        expectClose(multiplyMatrices(m, quaternionToMatrix({ w: -w, x, y, z })), [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ]);
      }),
    );
  });

  it("become the quaternion that they came from, or its negative", () => {
    fc.assert(
      fc.property(anyRotation, (q) => {
        const { w, x, y, z } = quaternionFromMatrix(quaternionToMatrix(q));
        const sign = Math.sign(q.w * w + q.x * x + q.y * y + q.z * z);
        expectClose({ w: sign * w, x: sign * x, y: sign * y, z: sign * z }, q);
      }),
    );
  });

  it.each([
    ["about x", { w: 0, x: 1, y: 0, z: 0 }],
    ["about y", { w: 0, x: 0, y: 1, z: 0 }],
    ["about z", { w: 0, x: 0, y: 0, z: 1 }],
    ["about x and y", { w: 0, x: half, y: half, z: 0 }],
    ["about y and z", { w: 0, x: 0, y: half, z: half }],
    ["nearly, so that w is small", { w: 0.1, x: 0, y: 0, z: Math.sqrt(0.99) }],
  ])("survive half a turn %s", (_, q) => {
    expectClose(quaternionFromMatrix(quaternionToMatrix(q)), q);
  });

  it("are refused when there is no rotation in them, or a number that is none", () => {
    const bad: Matrix3[] = [
      [
        [Number.NaN, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      [
        [1, 0, 0],
        [0, 1, Infinity],
        [0, 0, 1],
      ],
    ];
    for (const matrix of bad) {
      expect(() => quaternionFromMatrix(matrix)).toThrow(
        expect.objectContaining({ code: "GEOMETRY_NOT_A_ROTATION" }) as Error,
      );
    }
  });

  it("come out as NaN where a quaternion has NaN", () => {
    expect(
      quaternionToMatrix({ w: Number.NaN, x: 1, y: 1, z: 1 })
        .flat()
        .some((each) => Number.isNaN(each)),
    ).toBe(true);
  });
});
