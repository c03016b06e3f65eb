import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unit } from "../../../src/sim/perception/tag-detector.ts";
import { LAYOUT, ROOM, standing } from "../../../src/sim/world/layout.ts";
import { Scene } from "../../../src/sim/world/scene.ts";
import type { Layout } from "../../../src/sim/world/layout.ts";

const scene = new Scene();
const room = scene.at(0);
const FORWARD = { x: 1, y: 0, z: 0 };

/** A floor with one box, and the lamp far away. */
const bare: Layout = {
  boxes: [standing("box", { x: 3, y: 0, yaw: 0 }, { x: 1, y: 2, z: 1 }, 0.5)],
  fiducials: [],
  lampAt: () => ({ centre: { x: 0, y: 0, z: 100 }, radius: 0.1 }),
};

describe("a ray in the room", () => {
  it("meets the face of a box where it stands", () => {
    const hit = new Scene(bare).at(0).castRay({ x: 0, y: 0.3, z: 0.5 }, FORWARD);
    expect(hit).toMatchObject({ name: "box", distance: 2.5, normal: { x: -1 } });
    expect(hit?.point).toEqual({ x: 2.5, y: 0.3, z: 0.5 });
  });

  it.each([
    ["over it", { x: 0, y: 0, z: 1.2 }],
    ["beside it", { x: 0, y: 1.1, z: 0.5 }],
    ["behind it", { x: 3.6, y: 0, z: 0.5 }],
  ])("goes %s without meeting it", (_where, origin) => {
    expect(new Scene(bare).at(0).castRay(origin, FORWARD)).toBeUndefined();
  });

  it("meets a turned box at its corner", () => {
    const turned = { ...bare, boxes: [standing("box", { x: 3, y: 0, yaw: Math.PI / 4 }, { x: 1, y: 1, z: 1 }, 0.5)] };
    const hit = new Scene(turned).at(0).castRay({ x: 0, y: 0, z: 0.5 }, FORWARD);
    expect(hit?.distance).toBeCloseTo(3 - Math.SQRT1_2, 9);
  });

  it("always ends on a surface, or leaves by the open ceiling", () => {
    const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(number(-1, 1), number(-1, 1), number(-1, 1), (x, y, z) => {
        fc.pre(Math.hypot(x, y, z) > 0.1);
        const hit = room.castRay({ x: 0, y: 0, z: 0.5 }, unit({ x, y, z }));
        if (hit === undefined) {
          expect(z).toBeGreaterThan(0);
          return;
        }
        const { point } = hit;
        expect(point.z).toBeGreaterThan(-1e-9);
        expect(point.x).toBeGreaterThan(ROOM.minX - 1e-9);
        expect(point.x).toBeLessThan(ROOM.maxX + 1e-9);
        if (!/lamp|fiducial/.test(hit.name)) expect(scene.surfaceDistance(point)).toBeLessThan(1e-6);
        expect(hit.shade).toBeGreaterThanOrEqual(0);
        expect(hit.shade).toBeLessThanOrEqual(255);
      }),
    );
  });

  it("meets the lamp where it has swung to", () => {
    const towards = ({ x, y, z }: { x: number; y: number; z: number }): string | undefined =>
      room.castRay({ x: 0, y: 0, z: 0.5 }, unit({ x, y, z: z - 0.5 }))?.name;
    expect(towards(LAYOUT.lampAt(0).centre)).toBe("lamp");
    expect(towards(LAYOUT.lampAt(0.6).centre)).not.toBe("lamp");
  });
});

describe("the ground", () => {
  it("is blocked by what is too high to step onto, and by nothing else", () => {
    expect(scene.isBlocked(3.5, 2)).toBe(true);
    expect(scene.isBlocked(0, 0)).toBe(false);
    expect(scene.isBlocked(2, -3.2), "the pallet is a step").toBe(false);
    expect(scene.isBlocked(2.9, 2, 0.25)).toBe(true);
    expect(scene.isBlocked(2.9, 2, 0.15)).toBe(false);
  });

  it("has the heights of what stands on it", () => {
    expect(scene.heightAt(0, 0)).toBe(0);
    expect(scene.heightAt(2, -3.2)).toBeCloseTo(0.12);
    expect(scene.heightAt(3.5, 2)).toBeCloseTo(0.8);
  });
});
