import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  eulerZxyFromQuaternion,
  multiplyQuaternions,
  quaternionFromEulerZxy,
  quaternionFromPitch,
  quaternionFromRoll,
  quaternionFromYaw,
  quaternionToMatrix,
} from "../../src/geometry/index.ts";
import { anyAngle, anyRotation } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

describe("Euler angles ZXY", () => {
  const angles = { yawRadians: 0.1, rollRadians: 0.2, pitchRadians: 0.3 };

  it("make the quaternion that the reference client makes", () => {
    expectClose(quaternionFromEulerZxy(angles), {
      w: 0.981856172866081,
      x: 0.09115754934299071,
      y: 0.15343930202422257,
      z: 0.06407134770607116,
    });
  });

  it("come back from it", () => {
    expectClose(eulerZxyFromQuaternion(quaternionFromEulerZxy(angles)), angles);
  });

  it("are 0 where they are left out", () => {
    expect(quaternionFromEulerZxy({})).toEqual({ w: 1, x: 0, y: 0, z: 0 });
    expectClose(quaternionFromEulerZxy({ rollRadians: 1 }), quaternionFromRoll(1));
  });

  it("turn about z, then the new x, then the newest y", () => {
    fc.assert(
      fc.property(anyAngle, anyAngle, anyAngle, (yaw, roll, pitch) => {
        const turns = multiplyQuaternions(
          multiplyQuaternions(quaternionFromYaw(yaw), quaternionFromRoll(roll)),
          quaternionFromPitch(pitch),
        );
        expectClose(quaternionFromEulerZxy({ yawRadians: yaw, rollRadians: roll, pitchRadians: pitch }), turns);
      }),
    );
  });

  it("make the rotation again that they were read off", () => {
    fc.assert(
      fc.property(anyRotation, (q) => {
        const read = eulerZxyFromQuaternion(q);
        expect(Math.abs(read.rollRadians)).toBeLessThanOrEqual(Math.PI / 2);
        expectClose(quaternionToMatrix(quaternionFromEulerZxy(read)), quaternionToMatrix(q), 1e-7);
      }),
    );
  });

  it("make it again in and near gimbal lock", () => {
    for (const roll of [Math.PI / 2, -Math.PI / 2]) {
      for (const off of [0, 1e-16, 1e-12, 1e-9, 1e-5]) {
        fc.assert(
          fc.property(anyAngle, anyAngle, (yawRadians, pitchRadians) => {
            const q = quaternionFromEulerZxy({ yawRadians, rollRadians: roll - off, pitchRadians });
            const again = quaternionFromEulerZxy(eulerZxyFromQuaternion(q));
            expectClose(quaternionToMatrix(again), quaternionToMatrix(q), 1e-7);
          }),
          { numRuns: 20 },
        );
      }
    }
  });

  it("have no pitch where the lock is exact", () => {
    const half = Math.SQRT1_2;
    const read = eulerZxyFromQuaternion({ w: 0.5, x: 0.5, y: 0.5, z: 0.5 });
    expectClose(read, { yawRadians: Math.PI / 2, rollRadians: Math.PI / 2, pitchRadians: 0 });
    expectClose(eulerZxyFromQuaternion({ w: half, x: 0, y: 0, z: half }), {
      yawRadians: Math.PI / 2,
      rollRadians: 0,
      pitchRadians: 0,
    });
  });

  it("are NaN for NaN", () => {
    for (const each of Object.values(eulerZxyFromQuaternion({ w: Number.NaN, x: 1, y: 1, z: 1 })))
      expect(each).toBeNaN();
    for (const each of Object.values(quaternionFromEulerZxy({ yawRadians: Infinity }))) expect(each).toBeNaN();
  });
});
