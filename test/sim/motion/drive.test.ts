import { describe, expect, it } from "vitest";
import { yawOf } from "../../../src/sim/body/vector.ts";
import { PathDrive } from "../../../src/sim/motion/drive.ts";
import { MotionScene } from "./motion-scene.ts";

describe("a robot that is driven", () => {
  it("walks 1 m at 0.5 m/s in two seconds and the way to a stop", () => {
    const scene = new MotionScene().standUp();
    const drive = scene.drive({ x: 0.5 }, 2000);
    scene.run(1000);
    expect(scene.locomotion.posture).toBe("walking");
    expect(scene.locomotion.body().linearVelocity.x).toBeCloseTo(0.5, 6);
    scene.run(1100);
    expect(drive.isOver).toBe(true);
    scene.run(1500);
    expect(scene.locomotion.posture).toBe("standing");
    expect(scene.position.x).toBeGreaterThan(0.95);
    expect(scene.position.x).toBeLessThan(1.05);
    expect(scene.position.y).toBeCloseTo(0, 9);
    const { odometer } = scene.locomotion;
    expect(odometer.distanceMetres).toBeCloseTo(scene.position.x, 2);
    expect(odometer.gaitCycles).toBeGreaterThan(3);
  });

  it("turns, goes sideways and backwards as its body's axes say", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ yaw: Math.PI / 4 }, 2000);
    scene.run(4000);
    const yaw = yawOf(scene.locomotion.body().odomTformBody.rotation);
    expect(yaw).toBeCloseTo(Math.PI / 2, 1);
    scene.drive({ x: -0.5, y: 0.25 }, 2000);
    scene.run(4000);
    expect(scene.position.x).toBeCloseTo(-0.5, 1);
    expect(scene.position.y).toBeCloseTo(-1, 1);
  });

  it("is never faster than 1.6 m/s and 2 rad/s, however fast it is told to be", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 50, y: 50, yaw: 50 }, 3000);
    scene.run(2000);
    const { linearVelocity, angularVelocity } = scene.locomotion.body();
    expect(Math.hypot(linearVelocity.x, linearVelocity.y)).toBeLessThanOrEqual(1.6 + 1e-6);
    expect(Math.hypot(linearVelocity.x, linearVelocity.y)).toBeGreaterThan(1.5);
    expect(angularVelocity.z).toBeCloseTo(2, 4);
  });

  it("takes 0 of a limit that is there for a limit", () => {
    const scene = new MotionScene().standUp();
    scene.drive({ x: 1, y: 0.5, yaw: 1 }, 2000, { max: { x: 0.3, y: 0, yaw: 0 } });
    scene.run(2500);
    expect(scene.position.x).toBeCloseTo(0.6, 1);
    expect(scene.position.y).toBeCloseTo(0, 9);
    expect(yawOf(scene.locomotion.body().odomTformBody.rotation)).toBeCloseTo(0, 9);
  });

  it("walks to a place and stands there", () => {
    const scene = new MotionScene().standUp();
    const walk = scene.locomotion.walkTo({ x: 2, y: -1, yaw: -3 }, scene.clock.now() + 20_000_000_000n);
    scene.run(500);
    expect(walk.status).toBe("walking");
    scene.run(8000);
    expect(walk.status).toBe("arrived");
    expect(scene.locomotion.posture).toBe("standing");
    expect(Math.hypot(scene.position.x - 2, scene.position.y + 1)).toBeLessThan(0.01);
    expect(yawOf(scene.locomotion.body().odomTformBody.rotation)).toBeCloseTo(-3, 1);
  });

  it("keeps a walk below the speed that is asked for", () => {
    const scene = new MotionScene().standUp();
    scene.locomotion.walkTo({ x: 3, y: 0, yaw: 0 }, scene.clock.now() + 20_000_000_000n, 0.4);
    for (let i = 0; i < 30; i++) {
      scene.run(100);
      expect(scene.locomotion.body().linearVelocity.x).toBeLessThan(0.4 + 1e-6);
    }
    expect(scene.position.x).toBeGreaterThan(1);
  });

  it("says what became of a walk that did not arrive", () => {
    const scene = new MotionScene().standUp();
    const far = { x: 100, y: 0, yaw: 0 };
    const late = scene.locomotion.walkTo(far, scene.clock.now() + 1_000_000_000n);
    scene.run(500);
    late.extend(scene.clock.now() + 1_000_000_000n);
    scene.run(800);
    expect(late.status).toBe("walking");
    scene.run(500);
    expect(late.status).toBe("timed-out");
    const replaced = scene.locomotion.walkTo(far, scene.clock.now() + 9_000_000_000n);
    scene.locomotion.stop();
    expect(replaced.status).toBe("overridden");
    const broken = scene.locomotion.walkTo(far, scene.clock.now() + 9_000_000_000n);
    scene.locomotion.collapse();
    expect(broken.status).toBe("failed");
    const sitting = new MotionScene();
    expect(sitting.locomotion.walkTo(far, sitting.clock.now() + 9_000_000_000n).status).toBe("failed");
  });

  it("follows a path that has times", () => {
    const scene = new MotionScene().standUp();
    const startMs = scene.clock.uptimeMs();
    const points = [
      { x: 1, y: 0, yaw: 0, atMs: startMs + 4000 },
      { x: 1, y: 1, yaw: 0, atMs: startMs + 8000 },
    ];
    scene.locomotion.go(new PathDrive(points, startMs + 20_000));
    scene.run(2000);
    expect(scene.position.x).toBeCloseTo(0.5, 1);
    scene.run(4000);
    expect(scene.position.x).toBeCloseTo(1, 1);
    expect(scene.position.y).toBeCloseTo(0.5, 1);
    scene.run(4000);
    expect(scene.position.y).toBeCloseTo(1, 1);
  });

  it("passes the places of a path that has no times", () => {
    const scene = new MotionScene().standUp();
    const points = [
      { x: 1, y: 0, yaw: 0 },
      { x: 1, y: 1, yaw: 0 },
      { x: 0, y: 1, yaw: 0 },
    ];
    scene.locomotion.go(new PathDrive(points, scene.clock.uptimeMs() + 30_000));
    let nearest = 9;
    for (let i = 0; i < 100; i++) {
      scene.run(100);
      nearest = Math.min(nearest, Math.hypot(scene.position.x - 1, scene.position.y - 1));
    }
    expect(nearest).toBeLessThan(0.3);
    expect(Math.hypot(scene.position.x, scene.position.y - 1)).toBeLessThan(0.02);
  });

  it("stops before what is in its way, and goes on when it is gone", () => {
    const scene = new MotionScene().standUp();
    scene.isBlocked = (x) => x > 1;
    const drive = new PathDrive([{ x: 3, y: 0, yaw: 0 }], scene.clock.uptimeMs() + 30_000);
    scene.locomotion.go(drive);
    scene.run(5000);
    expect(drive.progress).toBe("blocked");
    expect(scene.position.x).toBeLessThan(1);
    expect(scene.position.x).toBeGreaterThan(0.5);
    scene.isBlocked = () => false;
    scene.run(6000);
    expect(drive.progress).toBe("arrived");
  });

  it("never enters what is in its way at full speed either", () => {
    const scene = new MotionScene().standUp();
    scene.isBlocked = (x) => x > 2;
    scene.drive({ x: 1.6 }, 10_000);
    for (let i = 0; i < 100; i++) {
      scene.run(50);
      expect(scene.position.x).toBeLessThan(2);
    }
  });
});
