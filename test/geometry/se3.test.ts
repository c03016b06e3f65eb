import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adjointSe3,
  IDENTITY_ROTATION,
  inverseSe3,
  type Matrix4,
  multiplySe3,
  quaternionFromYaw,
  quaternionToMatrix,
  se3FromMatrix,
  se3Pose,
  se3ToMatrix,
  transformPointSe3,
  transformVelocitySe3,
} from "../../src/geometry/index.ts";
import { newSE3Pose, SE3Pose } from "../../src/messages/bosdyn/api/geometry.ts";
import { anyPose3, anyVector3 } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

const q = { w: 0.981856172866081, x: 0.09115754934299071, y: 0.15343930202422257, z: 0.06407134770607116 };
const pose = { position: { x: 1, y: 2, z: 3 }, rotation: q };
const identity = { position: { x: 0, y: 0, z: 0 }, rotation: IDENTITY_ROTATION };

describe("poses in space", () => {
  it("invert as the reference client inverts them", () => {
    expectClose(inverseSe3(pose), {
      position: { x: -0.38339804909627617, y: -2.4485052517815595, z: -2.8031817579221103 },
      rotation: { w: q.w, x: -q.x, y: -q.y, z: -q.z },
    });
  });

  it("compose as the reference client composes them", () => {
    expectClose(multiplySe3(pose, { position: { x: 0.5, y: -1, z: 2 }, rotation: quaternionFromYaw(0.7) }), {
      position: { x: 2.1961782895756388, y: 0.7830355131767102, z: 4.52910265756058 },
      rotation: {
        w: 0.9003589720820279,
        x: 0.1382449146644447,
        y: 0.11287896959717864,
        z: 0.3968632046228195,
      },
    });
  });

  it("cancel against their inverse", () => {
    fc.assert(
      fc.property(anyPose3, (a) => {
        expectClose(multiplySe3(a, inverseSe3(a)), identity, 1e-11);
        expectClose(multiplySe3(inverseSe3(a), a), identity, 1e-11);
      }),
    );
  });

  it("compose associatively, and points with them", () => {
    fc.assert(
      fc.property(anyPose3, anyPose3, anyPose3, anyVector3, (a, b, c, point) => {
        expectClose(multiplySe3(multiplySe3(a, b), c), multiplySe3(a, multiplySe3(b, c)), 1e-11);
        expectClose(
          transformPointSe3(multiplySe3(a, b), point),
          transformPointSe3(a, transformPointSe3(b, point)),
          1e-11,
        );
      }),
    );
  });

  it("survive being written as a matrix", () => {
    fc.assert(
      fc.property(anyPose3, (a) => {
        const again = se3FromMatrix(se3ToMatrix(a));
        expect(again.position).toEqual(a.position);
        expectClose(quaternionToMatrix(again.rotation), quaternionToMatrix(a.rotation));
      }),
    );
  });

  it("are refused as a matrix by columns, and with a rotation that is none", () => {
    const columns: Matrix4 = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [4, 5, 6, 1],
    ];
    expect(() => se3FromMatrix(columns)).toThrow(expect.objectContaining({ code: "GEOMETRY_NOT_A_POSE" }) as Error);
    const bad: Matrix4 = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, Number.NaN, 0],
      [0, 0, 0, 1],
    ];
    expect(() => se3FromMatrix(bad)).toThrow(expect.objectContaining({ code: "GEOMETRY_NOT_A_ROTATION" }) as Error);
  });

  it("are taken with parts missing", () => {
    expect(se3Pose()).toEqual(identity);
    expect(inverseSe3(newSE3Pose())).toEqual(identity);
    expect(multiplySe3({ position: { x: 1 } }, { position: { y: 2 } })).toEqual({
      position: { x: 1, y: 2, z: 0 },
      rotation: IDENTITY_ROTATION,
    });
  });

  it("go into a message and come back from it as they are", () => {
    const inverse = inverseSe3(pose);
    expect(se3Pose(SE3Pose.decode(SE3Pose.encode(inverse)))).toEqual(inverse);
  });

  it("leave their arguments alone", () => {
    const frozen = Object.freeze({ position: Object.freeze({ ...pose.position }), rotation: Object.freeze({ ...q }) });
    multiplySe3(frozen, inverseSe3(frozen));
    expect(frozen).toEqual(pose);
  });

  it("give NaN where they depend on NaN", () => {
    const bad = { position: { x: Number.NaN, y: 1, z: 1 } };
    expect(transformPointSe3(bad, {})).toEqual({ x: Number.NaN, y: 1, z: 1 });
    expect(inverseSe3({ ...bad, rotation: q }).position).toEqual({ x: Number.NaN, y: Number.NaN, z: Number.NaN });
  });
});

describe("velocities in space", () => {
  it("transform as the adjoint's matrix says", () => {
    fc.assert(
      fc.property(anyPose3, anyVector3, anyVector3, (a, linear, angular) => {
        const input = [linear.x, linear.y, linear.z, angular.x, angular.y, angular.z];
        const [x, y, z, rx, ry, rz] = adjointSe3(a).map((row) =>
          row.reduce((sum, each, i) => sum + each * (input[i] as number), 0),
        );
        const found = transformVelocitySe3(a, { linear, angular });
        expectClose(found, { linear: { x, y, z }, angular: { x: rx, y: ry, z: rz } }, 1e-9);
      }),
    );
  });

  it("gain a linear part from turning at a distance", () => {
    // b turns left on the spot, one metre ahead of a: what of it is at a's origin moves towards −y.
    expect(transformVelocitySe3({ position: { x: 1 } }, { angular: { z: 2 } })).toEqual({
      linear: { x: 0, y: -2, z: 0 },
      angular: { x: 0, y: 0, z: 2 },
    });
  });

  it("transform by a composition as by one pose after the other", () => {
    fc.assert(
      fc.property(anyPose3, anyPose3, anyVector3, anyVector3, (a, b, linear, angular) => {
        expectClose(
          transformVelocitySe3(multiplySe3(a, b), { linear, angular }),
          transformVelocitySe3(a, transformVelocitySe3(b, { linear, angular })),
          1e-8,
        );
      }),
    );
  });
});
