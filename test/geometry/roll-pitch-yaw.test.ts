import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  multiplyQuaternions,
  pitchRadians,
  projectToYaw,
  quaternionFromPitch,
  quaternionFromRoll,
  quaternionFromYaw,
  rollRadians,
  wrapRadians,
  yawRadians,
} from "../../src/geometry/index.ts";
import { anyAngle, anyRotation } from "./arbitraries.ts";
import { expectClose } from "./closeness.ts";

const q = { w: 0.981856172866081, x: 0.09115754934299071, y: 0.15343930202422257, z: 0.06407134770607116 };

describe("roll, pitch and yaw", () => {
  it("are what the reference client reads", () => {
    expectClose(rollRadians(q), 0.2090859491264098);
    expectClose(pitchRadians(q), 0.29383970051136055);
    expectClose(yawRadians(q), 0.13032588075258394);
  });

  it("come back from a rotation about one axis", () => {
    fc.assert(
      fc.property(anyAngle, (angle) => {
        expectClose(wrapRadians(rollRadians(quaternionFromRoll(angle)) - angle), 0, 1e-7);
        expectClose(pitchRadians(quaternionFromPitch(angle / 2)), angle / 2, 1e-7);
        expectClose(wrapRadians(yawRadians(quaternionFromYaw(angle)) - angle), 0);
      }),
    );
  });

  it("give a pitch of ±π/2 where rounding goes past it", () => {
    expect(pitchRadians({ w: 0.8, y: 0.8 })).toBe(Math.PI / 2);
    expect(pitchRadians({ w: 0.8, y: -0.8 })).toBe(-Math.PI / 2);
  });

  it("are the same for q and −q", () => {
    fc.assert(
      fc.property(anyRotation, ({ w, x, y, z }) => {
        const [a, b] = [yawRadians({ w, x, y, z }), yawRadians({ w: -w, x: -x, y: -y, z: -z })];
        expectClose(wrapRadians(a - b), 0);
      }),
    );
  });

  it("are NaN for NaN", () => {
    expect(rollRadians({ ...q, x: Number.NaN })).toBeNaN();
    expect(pitchRadians({ ...q, x: Number.NaN })).toBeNaN();
    expect(yawRadians({ ...q, z: Number.NaN })).toBeNaN();
  });
});

describe("projectToYaw", () => {
  it("keeps the heading and nothing else, as a unit quaternion", () => {
    fc.assert(
      fc.property(anyRotation, (a) => {
        const yaw = projectToYaw(a);
        expect([yaw.x, yaw.y]).toEqual([0, 0]);
        expectClose(Math.hypot(yaw.w, yaw.z), 1);
        expectClose(wrapRadians(yawRadians(yaw) - yawRadians(a)), 0);
      }),
    );
  });

  it("turns with what is turned about z", () => {
    fc.assert(
      fc.property(anyRotation, anyAngle, (a, angle) => {
        fc.pre(Math.hypot(a.w, a.z) > 1e-3);
        const turned = multiplyQuaternions(quaternionFromYaw(angle), a);
        expectClose(wrapRadians(yawRadians(turned) - yawRadians(a) - angle), 0, 1e-9);
      }),
    );
  });

  it("has a heading for half a turn about a level axis", () => {
    // (0, 0, 1, 0) · (0, x, y, 0) = (−y, 0, 0, −x)
    expectClose(projectToYaw({ y: 1 }), { w: -1, x: 0, y: 0, z: 0 });
    expectClose(projectToYaw({ x: 0.6, y: 0.8 }), { w: -0.8, x: 0, y: 0, z: -0.6 });
    expectClose(yawRadians({ x: 1 }), -Math.PI);
  });

  it("refuses zeros and NaN; the heading of zeros is 0", () => {
    for (const bad of [{}, { w: Number.NaN }, { z: Infinity }]) {
      expect(() => projectToYaw(bad)).toThrow(expect.objectContaining({ code: "GEOMETRY_NOT_A_ROTATION" }) as Error);
    }
    expect(yawRadians({})).toBe(0);
  });
});
