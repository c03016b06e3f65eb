import { describe, expect, it } from "vitest";
import { rotate, yawOf } from "../../../src/sim/body/vector.ts";
import { AT_EASE } from "../../../src/sim/motion/carriage.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { feetInOdom, MotionScene } from "./motion-scene.ts";

const FALL = 1;

function up({ locomotion }: MotionScene): number {
  return rotate(locomotion.body().odomTformBody.rotation, { x: 0, y: 0, z: 1 }).z;
}

describe("a robot's locomotion", () => {
  it("boots sitting at the origin of odom and vision, at rest", () => {
    const scene = new MotionScene();
    const { odomTformBody, visionTformBody, linearVelocity, legs } = scene.locomotion.body();
    expect(scene.locomotion.posture).toBe("sitting");
    expect(odomTformBody.position).toEqual({ x: 0, y: 0, z: 0.14 });
    expect(visionTformBody.position).toMatchObject({ x: 0, y: 0 });
    expect(linearVelocity).toEqual({ x: 0, y: 0, z: 0 });
    expect(legs.map(({ isInContact }) => isInContact)).toEqual([true, true, true, true]);
  });

  it("stands up in a second and a half, steadily", () => {
    const scene = new MotionScene();
    scene.locomotion.stand();
    let height = 0;
    for (let ms = 0; ms < 1450; ms += 50) {
      scene.run(50);
      expect(scene.locomotion.posture).toBe("standing-up");
      expect(scene.position.z).toBeGreaterThan(height);
      height = scene.position.z;
    }
    scene.run(100);
    expect(scene.locomotion.posture).toBe("standing");
    expect(scene.position.z).toBeCloseTo(0.52, 9);
  });

  it("sits down in two seconds, and first comes to rest if it walks", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 1 }, 5000);
    scene.run(1000);
    scene.locomotion.sit();
    expect(scene.locomotion.posture).toBe("sitting-down");
    scene.run(400);
    expect(scene.position.z).toBeCloseTo(0.52, 6);
    scene.run(3000);
    expect(scene.locomotion.posture).toBe("sitting");
    expect(scene.position.z).toBeCloseTo(0.14, 9);
  });

  it("stands up again from half-way down", () => {
    const scene = new MotionScene().standUp();
    scene.locomotion.sit();
    scene.run(1000);
    expect(scene.locomotion.posture).toBe("sitting-down");
    scene.locomotion.stand();
    scene.run(1600);
    expect(scene.locomotion.posture).toBe("standing");
  });

  it("carries its body as it is told, and moves no foot for it", () => {
    const scene = new MotionScene().standUp();
    const feet = feetInOdom(scene.locomotion.body());
    scene.locomotion.stand({ shifts: [{ carriage: { ...AT_EASE, z: 0.45, pitch: 0.2, yaw: 0.3 }, seconds: 1 }] });
    scene.run(1100);
    expect(scene.position.z).toBeCloseTo(0.45, 9);
    expect(yawOf(scene.locomotion.body().odomTformBody.rotation)).toBeCloseTo(0.3, 6);
    expect(rotate(scene.locomotion.body().odomTformBody.rotation, { x: 1, y: 0, z: 0 }).z).toBeCloseTo(
      -Math.sin(0.2),
      6,
    );
    for (const [i, { x, y, z }] of feetInOdom(scene.locomotion.body()).entries()) {
      expect(x).toBeCloseTo(feet[i]?.x ?? Number.NaN, 9);
      expect(y).toBeCloseTo(feet[i]?.y ?? Number.NaN, 9);
      expect(z).toBeCloseTo(0, 9);
    }
    scene.locomotion.stand();
    scene.run(500);
    expect(scene.position.z).toBeCloseTo(0.52, 9);
  });

  it("freezes as it is, and steps no more", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 1 }, 5000);
    scene.run(1100);
    scene.locomotion.freeze();
    scene.run(500);
    const frozen = feetInOdom(scene.locomotion.body());
    scene.run(2000);
    expect(feetInOdom(scene.locomotion.body())).toEqual(frozen);
    expect(scene.locomotion.posture).toBe("standing");
    scene.locomotion.stand();
    scene.run(100);
    expect(scene.locomotion.posture).toBe("walking");
  });

  it("falls when it loses its strength, rises as a fault, and is righted", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 1 }, 5000);
    scene.run(1000);
    scene.locomotion.collapse();
    expect(scene.locomotion.posture).toBe("fallen");
    expect(scene.behaviorFaults.active).toMatchObject([{ cause: FALL }]);
    scene.run(1000);
    expect(scene.position.z).toBeLessThan(0.2);
    expect(up(scene)).toBeLessThan(0.9);
    scene.locomotion.stand();
    scene.run(3000);
    expect(scene.locomotion.posture).toBe("fallen");
    scene.locomotion.selfRight();
    scene.run(3100);
    expect(scene.locomotion.posture).toBe("sitting");
    expect(up(scene)).toBeCloseTo(1, 9);
    for (const { z } of feetInOdom(scene.locomotion.body())) expect(z).toBeCloseTo(0, 9);
    expect(scene.standUp().locomotion.posture).toBe("standing");
  });

  it("goes on sitting without strength, and does not fall from low down", () => {
    const scene = new MotionScene();
    scene.locomotion.collapse();
    scene.locomotion.stand();
    scene.run(300);
    scene.locomotion.collapse();
    scene.run(2100);
    expect(scene.locomotion.posture).toBe("sitting");
    expect(scene.behaviorFaults.active).toEqual([]);
  });

  it("rolls to either side for its battery, from standing too", () => {
    for (const side of [1, -1] as const) {
      const scene = new MotionScene().standUp();
      scene.locomotion.rollOver(side);
      scene.run(6000);
      expect(scene.locomotion.posture).toBe("fallen");
      const left = rotate(scene.locomotion.body().odomTformBody.rotation, { x: 0, y: 1, z: 0 }).z;
      expect(left * side).toBeGreaterThan(0.9);
      expect(scene.locomotion.body().legs.some(({ isInContact }) => isInContact)).toBe(false);
      scene.locomotion.selfRight();
      scene.run(3100);
      expect(scene.locomotion.posture).toBe("sitting");
    }
  });

  it("gets to the same place however often it is looked at", () => {
    const end = (everyMs: number): unknown => {
      const scene = new MotionScene().standUp();
      scene.drive({ x: 0.8, y: 0.1, yaw: 0.5 }, 3000);
      const untilMs = scene.clock.uptimeMs() + 6000;
      while (scene.clock.uptimeMs() < untilMs) {
        scene.run(everyMs);
        scene.locomotion.body();
      }
      return scene.locomotion.body();
    };
    expect(end(3)).toEqual(end(6000));
    expect(end(1)).toEqual(end(750));
  });

  it("does the same as another one that is told the same", () => {
    const twin = (): unknown[] => {
      const scene = new MotionScene().standUp();
      const states: unknown[] = [];
      for (const x of [0.3, -1, 1.6, 0]) {
        scene.drive({ x, yaw: x }, 700);
        scene.run(731);
        states.push(scene.locomotion.body());
      }
      return states;
    };
    expect(twin()).toEqual(twin());
  });

  it("reckons a day of standing still in no time", () => {
    const scene = new MotionScene().standUp();
    const before = performance.now();
    scene.locomotion.step(scene.clock.uptimeMs() + 86_400_000);
    expect(performance.now() - before).toBeLessThan(100);
  });

  it("knows robot time as its own", () => {
    const scene = new MotionScene();
    scene.run(1234);
    expect(scene.locomotion.uptimeOf(ManualSimClock.bootNanos + 2_000_000_000n)).toBe(2000);
  });
});
