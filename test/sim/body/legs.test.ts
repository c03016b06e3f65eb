import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anglesForFoot,
  HIP_OFFSET,
  LEGS,
  type Leg,
  LOWER_LEG,
  torquesForWeight,
  UPPER_LEG,
} from "../../../src/sim/body/legs.ts";
import type { Vector } from "../../../src/sim/body/vector.ts";
import { footForAngles } from "./foot-for-angles.ts";

const [FL, FR, HL, HR] = LEGS as [Leg, Leg, Leg, Leg];
/** Short of straight and of folded, where the knee's angle says nothing. */
const SHORTEST = 0.08;
const LONGEST = UPPER_LEG + LOWER_LEG - 0.001;

/** A point below a hip that its foot can reach: hip roll, and a place in the plane of the leg. */
const reachable = fc
  .record({
    leg: fc.constantFrom(...LEGS),
    roll: fc.double({ min: -1.2, max: 1.2, noNaN: true }),
    pitch: fc.double({ min: -1.4, max: 1.4, noNaN: true }),
    reach: fc.double({ min: SHORTEST, max: LONGEST, noNaN: true }),
  })
  .map(({ leg, roll, pitch, reach }): { leg: Leg; foot: Vector } => {
    const [x, depth] = [reach * Math.sin(pitch), reach * Math.cos(pitch)];
    const offset = leg.side * HIP_OFFSET;
    return {
      leg,
      foot: {
        x: leg.hip.x + x,
        y: leg.hip.y + offset * Math.cos(roll) + depth * Math.sin(roll),
        z: leg.hip.z + offset * Math.sin(roll) - depth * Math.cos(roll),
      },
    };
  });

function distance(a: Vector, b: Vector): number {
  return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
}

describe("anglesForFoot", () => {
  it("is undone by footForAngles over the whole reachable space", () => {
    fc.assert(
      fc.property(reachable, ({ leg, foot }) => {
        expect(distance(footForAngles(leg, anglesForFoot(leg, foot)), foot)).toBeLessThan(1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it("always bends the knee to a negative angle", () => {
    fc.assert(
      fc.property(reachable, ({ leg, foot }) => {
        const { kn } = anglesForFoot(leg, foot);
        expect(kn).toBeLessThan(0);
        expect(kn).toBeGreaterThan(-Math.PI);
      }),
    );
  });

  it("gives a right leg the angles of the left one mirrored, the hip roll turned about", () => {
    fc.assert(
      fc.property(reachable, ({ leg, foot }) => {
        const other = LEGS.find(({ hip, side }) => hip.x === leg.hip.x && side === -leg.side) as Leg;
        const angles = anglesForFoot(leg, foot);
        const mirrored = anglesForFoot(other, { ...foot, y: -foot.y });
        expect(mirrored.hx).toBeCloseTo(-angles.hx, 9);
        expect(mirrored.hy).toBeCloseTo(angles.hy, 9);
        expect(mirrored.kn).toBeCloseTo(angles.kn, 9);
      }),
    );
  });

  it("gives a hind leg the angles of the front one", () => {
    const below = { x: 0.02, y: 0.01, z: -0.5 };
    const at = ({ hip }: Leg): Vector => ({ x: hip.x + below.x, y: hip.y + 0.11 + below.y, z: below.z });
    for (const angle of ["hx", "hy", "kn"] as const)
      expect(anglesForFoot(HL, at(HL))[angle]).toBeCloseTo(anglesForFoot(FL, at(FL))[angle], 12);
  });

  it("hangs a leg straight down at zero", () => {
    const foot = footForAngles(FL, { hx: 0, hy: 0, kn: 0 });
    expect(foot).toEqual({ x: FL.hip.x, y: FL.hip.y + HIP_OFFSET, z: -(UPPER_LEG + LOWER_LEG) });
  });

  it("bends a standing leg with its knee to the back", () => {
    const { hx, hy, kn } = anglesForFoot(FR, { x: FR.hip.x, y: FR.hip.y - HIP_OFFSET, z: -0.52 });
    expect(hx).toBeCloseTo(0, 12);
    expect(hy).toBeGreaterThan(0);
    expect(kn).toBeLessThan(-hy);
    const knee = footForAngles(FR, { hx, hy, kn: 0 });
    expect(knee.x).toBeLessThan(FR.hip.x);
  });

  it("stretches towards a point out of reach", () => {
    for (const leg of LEGS) {
      const { hx, hy, kn } = anglesForFoot(leg, { x: leg.hip.x, y: leg.hip.y + leg.side * HIP_OFFSET, z: -5 });
      expect(hx).toBeCloseTo(0, 9);
      expect(hy).toBeCloseTo(0, 6);
      expect(kn).toBeCloseTo(0, 6);
    }
  });

  it("gives finite angles for any point at all", () => {
    const metres = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...LEGS), metres, metres, metres, (leg, x, y, z) => {
        for (const angle of Object.values(anglesForFoot(leg, { x, y, z }))) expect(angle).toSatisfy(Number.isFinite);
      }),
    );
  });
});

describe("torquesForWeight", () => {
  it("is what gains height for work done: each torque is the weight times the foot's fall per angle", () => {
    const weight = 80;
    const step = 1e-6;
    fc.assert(
      fc.property(reachable, ({ leg, foot }) => {
        const angles = anglesForFoot(leg, foot);
        const torques = torquesForWeight(angles, leg, weight);
        for (const joint of ["hx", "hy", "kn"] as const) {
          const before = footForAngles(leg, { ...angles, [joint]: angles[joint] - step });
          const after = footForAngles(leg, { ...angles, [joint]: angles[joint] + step });
          const slope = (after.z - before.z) / (2 * step);
          expect(Math.abs(Math.abs(torques[joint]) - Math.abs(weight * slope))).toBeLessThan(1e-5);
        }
      }),
    );
  });
});

describe("LEGS", () => {
  it("come in the order of the joint-control arrays, left legs on the left", () => {
    expect(LEGS.map(({ name }) => name)).toEqual(["fl", "fr", "hl", "hr"]);
    for (const { name, hip, side } of LEGS) {
      expect(Math.sign(hip.y)).toBe(side);
      expect(Math.sign(hip.x)).toBe(name.startsWith("f") ? 1 : -1);
    }
    expect(HR.hip).toEqual({ x: -FL.hip.x, y: -FL.hip.y, z: FL.hip.z });
  });
});
