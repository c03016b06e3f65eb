import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BodyState } from "../../../src/sim/body/motion.ts";
import { footFor } from "../../../src/sim/motion/joint-servo.ts";
import { feetInOdom, MotionScene } from "./motion-scene.ts";

const velocity = fc.record({
  x: fc.double({ min: -1.6, max: 1.6, noNaN: true }),
  y: fc.double({ min: -0.8, max: 0.8, noNaN: true }),
  yaw: fc.double({ min: -2, max: 2, noNaN: true }),
});
const commands = fc.array(fc.record({ velocity, forMs: fc.integer({ min: 50, max: 900 }) }), {
  minLength: 1,
  maxLength: 4,
});

/** Every state of a walk, a few milliseconds apart. */
function* walk(
  list: readonly { velocity: { x: number; y: number; yaw: number }; forMs: number }[],
): Generator<BodyState> {
  const scene = new MotionScene().standUp();
  for (const command of list) {
    scene.drive(command.velocity, 2000);
    for (let ms = 0; ms < command.forMs; ms += 7) {
      scene.run(7);
      yield scene.locomotion.body();
    }
  }
  scene.locomotion.sit();
  for (let ms = 0; ms < 4000; ms += 11) {
    scene.run(11);
    yield scene.locomotion.body();
  }
  expect(scene.locomotion.posture).toBe("sitting");
}

describe("the gait", () => {
  it("never lets a foot slip that is in contact, and keeps it on the ground", () => {
    fc.assert(
      fc.property(commands, (list) => {
        let before: BodyState | undefined;
        for (const state of walk(list)) {
          const feet = feetInOdom(state);
          const feetBefore = before && feetInOdom(before);
          for (const [i, { isInContact }] of state.legs.entries()) {
            const foot = feet[i] ?? { x: 0, y: 0, z: 0 };
            if (!isInContact) continue;
            expect(Math.abs(foot.z)).toBeLessThan(1e-9);
            const earlier = feetBefore?.[i];
            if (before?.legs[i]?.isInContact !== true || earlier === undefined) continue;
            expect(Math.hypot(foot.x - earlier.x, foot.y - earlier.y)).toBeLessThan(1e-9);
          }
          before = state;
        }
      }),
      { numRuns: 8 },
    );
  });

  it("always stands on two feet at least, which carry the robot's weight between them", () => {
    fc.assert(
      fc.property(commands, (list) => {
        for (const { legs } of walk(list)) {
          expect(legs.filter(({ isInContact }) => isInContact).length).toBeGreaterThanOrEqual(2);
          for (const { isInContact, load } of legs) {
            if (!isInContact) expect([load.hx, load.hy, load.kn].map(Math.abs)).toEqual([0, 0, 0]);
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it("has joint angles that reach every foot, within the joints' limits", () => {
    fc.assert(
      fc.property(commands, (list) => {
        for (const { legs } of walk(list))
          for (const { leg, position, footInBody } of legs) {
            const foot = footFor(leg, position);
            expect(Math.hypot(foot.x - footInBody.x, foot.y - footInBody.y, foot.z - footInBody.z)).toBeLessThan(1e-6);
            expect(position.kn).toBeGreaterThan(-2.793);
            expect(position.kn).toBeLessThan(-0.247);
            expect(position.hy).toBeGreaterThan(-0.899);
            expect(position.hy).toBeLessThan(2.295);
            expect(Math.abs(position.hx)).toBeLessThan(0.785);
          }
      }),
      { numRuns: 5 },
    );
  });

  it("has joint and body velocities that are the differences of its positions", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 1, y: 0.2, yaw: 0.7 }, 5000);
    scene.run(1);
    for (let i = 0; i < 150; i++) {
      // In the middle of a tick: the controllers change their minds between two of them.
      scene.run(9);
      const before = scene.locomotion.body();
      scene.run(0.5);
      const now = scene.locomotion.body();
      scene.run(0.5);
      const after = scene.locomotion.body();
      const slope = (a: number, b: number): number => (b - a) / 0.001;
      expect(now.linearVelocity.x).toBeCloseTo(
        slope(before.odomTformBody.position.x, after.odomTformBody.position.x),
        4,
      );
      for (const [leg, { velocity }] of now.legs.entries())
        for (const joint of ["hx", "hy", "kn"] as const) {
          const [a, b] = [before.legs[leg]?.position[joint] ?? 0, after.legs[leg]?.position[joint] ?? 0];
          expect(Math.abs(velocity[joint] - slope(a, b))).toBeLessThan(0.02);
        }
    }
  });

  it("lifts the feet of a diagonal, the two diagonals in turn", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 0.8 }, 5000);
    const patterns: string[] = [];
    for (let i = 0; i < 300; i++) {
      scene.run(10);
      const { legs } = scene.locomotion.body();
      const pattern = legs.map(({ isInContact }) => (isInContact ? 1 : 0)).join("");
      if (pattern !== patterns.at(-1)) patterns.push(pattern);
    }
    expect(new Set(patterns.slice(1))).toEqual(new Set(["1001", "0110"]));
    expect(patterns.length).toBeGreaterThan(10);
  });

  it("stands still with its feet below its hips in the end", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 1.2, yaw: 1 }, 1500);
    scene.run(4000);
    expect(scene.locomotion.isAtRest).toBe(true);
    for (const { leg, footInBody } of scene.locomotion.body().legs) {
      expect(Math.abs(footInBody.x - leg.hip.x)).toBeLessThan(0.013);
    }
  });
});
