import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  conjugateQuaternion,
  dotVec3,
  IDENTITY_ROTATION,
  lengthVec3,
  multiplyQuaternions,
  normalizeQuaternion,
  quaternion,
  quaternionFromYaw,
  quaternionToMatrix,
  rotateVec3,
  slerpQuaternions,
} from "../../src/geometry/index.ts";
import { anyRotation, anyVector3, multiplyMatrices } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

/** Yaw 0.1, roll 0.2, pitch 0.3 in the order ZXY. */
const q = { w: 0.981856172866081, x: 0.09115754934299071, y: 0.15343930202422257, z: 0.06407134770607116 };

describe("quaternions", () => {
  it("multiply by Hamilton's rule: i j = k", () => {
    expect(multiplyQuaternions({ x: 1 }, { y: 1 })).toEqual({ w: 0, x: 0, y: 0, z: 1 });
  });

  it("multiply as their matrices do, and associatively", () => {
    fc.assert(
      fc.property(anyRotation, anyRotation, anyRotation, (a, b, c) => {
        const product = quaternionToMatrix(multiplyQuaternions(a, b));
        expectClose(product, multiplyMatrices(quaternionToMatrix(a), quaternionToMatrix(b)));
        expectClose(
          multiplyQuaternions(multiplyQuaternions(a, b), c),
          multiplyQuaternions(a, multiplyQuaternions(b, c)),
        );
      }),
    );
  });

  it("have their conjugate as inverse, without a −0", () => {
    expect(conjugateQuaternion(IDENTITY_ROTATION)).toEqual(IDENTITY_ROTATION);
    fc.assert(
      fc.property(anyRotation, (a) => {
        expectClose(multiplyQuaternions(a, conjugateQuaternion(a)), IDENTITY_ROTATION);
      }),
    );
  });

  it("rotate by the right hand, keeping lengths and angles", () => {
    expectClose(rotateVec3(quaternionFromYaw(Math.PI / 2), { x: 2, z: 3 }), { x: 0, y: 2, z: 3 });
    fc.assert(
      fc.property(anyRotation, anyVector3, anyVector3, (a, u, v) => {
        expectClose(lengthVec3(rotateVec3(a, u)), lengthVec3(u), 1e-10);
        expectClose(dotVec3(rotateVec3(a, u), rotateVec3(a, v)), dotVec3(u, v), 1e-8);
        expectClose(rotateVec3(conjugateQuaternion(a), rotateVec3(a, u)), u, 1e-10);
      }),
    );
  });

  it("rotate as q v q* does", () => {
    fc.assert(
      fc.property(anyRotation, anyVector3, (a, v) => {
        const { w, ...turned } = multiplyQuaternions(multiplyQuaternions(a, { w: 0, ...v }), conjugateQuaternion(a));
        expectClose(w, 0, 1e-10);
        expectClose(rotateVec3(a, v), turned, 1e-10);
      }),
    );
  });

  it("are the identity where a message has none, but 0 in what a present one leaves out", () => {
    expect(quaternion(undefined)).toEqual({ w: 1, x: 0, y: 0, z: 0 });
    expect(quaternion({ z: 1 })).toEqual({ w: 0, x: 0, y: 0, z: 1 });
  });

  it("are scaled to length 1 whatever their length, unless there is no rotation in them", () => {
    for (const size of [5e-324, 1, 1.5e308]) {
      expectClose(normalizeQuaternion({ w: size, x: size, y: size, z: size }), { w: 0.5, x: 0.5, y: 0.5, z: 0.5 });
    }
    expectClose(normalizeQuaternion({ w: 3, z: -4 }), { w: 0.6, x: 0, y: 0, z: -0.8 });
    for (const bad of [{}, { w: Number.NaN }, { w: 1, x: Infinity }]) {
      expect(() => normalizeQuaternion(bad)).toThrow(
        expect.objectContaining({ name: "GeometryError", code: "GEOMETRY_NOT_A_ROTATION" }) as Error,
      );
    }
  });

  it("give NaN for NaN", () => {
    const bad = { ...q, w: Number.NaN };
    const nothing = { w: Number.NaN, x: Number.NaN, y: Number.NaN, z: Number.NaN };
    expect(multiplyQuaternions(bad, q)).toEqual(nothing);
    expect({ w: Number.NaN, ...rotateVec3(bad, { x: 1, y: 2, z: 4 }) }).toEqual(nothing);
    expect(slerpQuaternions(q, bad, 0.5)).toEqual(nothing);
    expect(slerpQuaternions(IDENTITY_ROTATION, q, Number.NaN)).toEqual(nothing);
  });
});

describe("slerpQuaternions", () => {
  it("interpolates as the reference client does", () => {
    expectClose(slerpQuaternions(IDENTITY_ROTATION, q, 0.25), {
      w: 0.9988627805746996,
      x: 0.02291953224300358,
      y: 0.03857888957562837,
      z: 0.016109311079399988,
    });
  });

  it("takes the shortest way", () => {
    const negative = { w: -q.w, x: -q.x, y: -q.y, z: -q.z };
    expectClose(slerpQuaternions(IDENTITY_ROTATION, negative, 0.25), slerpQuaternions(IDENTITY_ROTATION, q, 0.25));
  });

  it("turns at constant speed", () => {
    for (const yaw of [0.01, 0.02, 0.03, 1, 3]) {
      for (const fraction of [0, 0.1, 0.5, 0.9, 1]) {
        const found = slerpQuaternions(quaternionFromYaw(0.5), quaternionFromYaw(0.5 + yaw), fraction);
        // A straight line between close ones is not quite of constant speed.
        expectClose(found, quaternionFromYaw(0.5 + yaw * fraction), yaw < 0.0283 ? 1e-7 : 1e-12);
      }
    }
  });

  it("starts at one, ends at the other, and stays a rotation between", () => {
    fc.assert(
      fc.property(anyRotation, anyRotation, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, fraction) => {
        expectClose(quaternionToMatrix(slerpQuaternions(a, b, 0)), quaternionToMatrix(a), 1e-9);
        expectClose(quaternionToMatrix(slerpQuaternions(a, b, 1)), quaternionToMatrix(b), 1e-9);
        const { w, x, y, z } = slerpQuaternions(a, b, fraction);
        expectClose(Math.hypot(w, x, y, z), 1, 1e-9);
      }),
    );
  });
});
