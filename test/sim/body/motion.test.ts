import { describe, expect, it } from "vitest";
import { type LegAngles } from "../../../src/sim/body/legs.ts";
import type { LegState } from "../../../src/sim/body/motion.ts";
import { bodyAt } from "./swaying-body.ts";
import { composePoses, type Pose, rotate, type Vector } from "../../../src/sim/body/vector.ts";
import { footForAngles } from "./foot-for-angles.ts";

/** From the first second to the twelfth hour. */
const INSTANTS = [0, 0.37, 1, 7.77, 60, 333.3, 3600, 43_200];
const LEVEL = { w: 1, x: 0, y: 0, z: 0 };

function footInOdom(body: Pose, foot: Vector): Vector {
  return composePoses(body, { position: foot, rotation: LEVEL }).position;
}

function expectClose(actual: Vector, expected: Vector, digits: number): void {
  for (const axis of ["x", "y", "z"] as const) expect(actual[axis]).toBeCloseTo(expected[axis], digits);
}

describe("bodyOn", () => {
  it("keeps the feet where they stand, on the ground", () => {
    const stands = bodyAt(0).legs.map(({ footInBody }) => footInOdom(bodyAt(0).odomTformBody, footInBody));
    for (const seconds of INSTANTS) {
      const { legs, odomTformBody } = bodyAt(seconds);
      for (const [i, { footInBody }] of legs.entries())
        expectClose(footInOdom(odomTformBody, footInBody), stands[i] as Vector, 9);
    }
    for (const { z } of stands) expect(z).toBeCloseTo(0, 12);
  });

  it("has joint angles that put the feet where it says they are", () => {
    for (const seconds of INSTANTS)
      for (const { leg, position, footInBody } of bodyAt(seconds).legs)
        expectClose(footForAngles(leg, position), footInBody, 9);
  });

  it("has joint velocities that are the differences of its joint angles", () => {
    const step = 1e-4;
    for (const seconds of INSTANTS) {
      const [before, after] = [bodyAt(seconds - step), bodyAt(seconds + step)];
      for (const [i, { velocity }] of bodyAt(seconds).legs.entries()) {
        const change = (joint: keyof LegAngles): number =>
          (after.legs[i] as LegState).position[joint] - (before.legs[i] as LegState).position[joint];
        for (const joint of ["hx", "hy", "kn"] as const)
          expect(velocity[joint]).toBeCloseTo(change(joint) / (2 * step), 5);
      }
    }
  });

  it("has a linear velocity that is the difference of its positions in odom", () => {
    const step = 1e-4;
    for (const seconds of INSTANTS) {
      const [a, b] = [bodyAt(seconds - step).odomTformBody.position, bodyAt(seconds + step).odomTformBody.position];
      const slope = { x: (b.x - a.x) / (2 * step), y: (b.y - a.y) / (2 * step), z: (b.z - a.z) / (2 * step) };
      expectClose(bodyAt(seconds).linearVelocity, slope, 5);
    }
  });

  it("has an angular velocity, in odom, that turns each of its axes as they do turn", () => {
    const step = 1e-4;
    for (const seconds of INSTANTS) {
      const { angularVelocity: w, odomTformBody } = bodyAt(seconds);
      for (const axis of [
        { x: 1, y: 0, z: 0 },
        { x: 0, y: 0, z: 1 },
      ]) {
        const a = rotate(bodyAt(seconds - step).odomTformBody.rotation, axis);
        const b = rotate(bodyAt(seconds + step).odomTformBody.rotation, axis);
        const v = rotate(odomTformBody.rotation, axis);
        // d(axis)/dt = w × axis
        const cross = { x: w.y * v.z - w.z * v.y, y: w.z * v.x - w.x * v.z, z: w.x * v.y - w.y * v.x };
        expectClose(
          { x: (b.x - a.x) / (2 * step), y: (b.y - a.y) / (2 * step), z: (b.z - a.z) / (2 * step) },
          cross,
          5,
        );
      }
    }
  });

  it("feels gravity, and little else", () => {
    for (const seconds of INSTANTS) {
      const { x, y, z } = bodyAt(seconds).acceleration;
      expect(Math.hypot(x, y, z)).toBeGreaterThan(9.6);
      expect(Math.hypot(x, y, z)).toBeLessThan(10.1);
      expect(z).toBeGreaterThan(9.5);
    }
  });

  it("has unit quaternions", () => {
    for (const seconds of INSTANTS) {
      const { odomTformBody, visionTformBody, visionTformOdom } = bodyAt(seconds);
      for (const { rotation } of [odomTformBody, visionTformBody, visionTformOdom])
        expect(Math.hypot(rotation.w, rotation.x, rotation.y, rotation.z)).toBeCloseTo(1, 12);
    }
  });

  it("stands: all feet below the body, the body level to a few degrees", () => {
    for (const seconds of INSTANTS) {
      const { legs, odomTformBody } = bodyAt(seconds);
      expect(odomTformBody.position.z).toBeCloseTo(0.52, 1);
      expect(rotate(odomTformBody.rotation, { x: 0, y: 0, z: 1 }).z).toBeGreaterThan(0.98);
      for (const { footInBody } of legs) expect(footInBody.z).toBeLessThan(-0.4);
    }
  });

  it("drifts between odom and vision by a little more each minute, from nothing at boot", () => {
    const drift = (seconds: number): number => {
      const { x, y } = bodyAt(seconds).visionTformOdom.position;
      return Math.hypot(x, y);
    };
    expect(drift(0)).toBe(0);
    expect(drift(60)).toBeCloseTo(0.005, 6);
    expect(drift(600)).toBeCloseTo(0.05, 6);
  });

  it("has vision, odom and body that compose", () => {
    const { visionTformOdom, odomTformBody, visionTformBody } = bodyAt(500);
    expect(visionTformBody).toEqual(composePoses(visionTformOdom, odomTformBody));
  });
});
