/** Random geometry for properties: numbers of the size that a robot's world has. */
import fc from "fast-check";
import {
  type Matrix3,
  normalizeQuaternion,
  type Pose2,
  type Pose3,
  type UnitQuaternion,
  type Vector2,
  type Vector3,
} from "../../src/geometry/index.ts";

/** Metres. */
const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
const part = fc.double({ min: -1, max: 1, noNaN: true });

export const anyAngle: fc.Arbitrary<number> = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
export const anyVector2: fc.Arbitrary<Vector2> = fc.record({ x: coordinate, y: coordinate });
export const anyVector3: fc.Arbitrary<Vector3> = fc.record({ x: coordinate, y: coordinate, z: coordinate });
export const anyRotation: fc.Arbitrary<UnitQuaternion> = fc
  .record({ w: part, x: part, y: part, z: part })
  .filter(({ w, x, y, z }) => Math.hypot(w, x, y, z) > 0.01)
  .map(normalizeQuaternion);
export const anyPose2: fc.Arbitrary<Pose2> = fc.record({ position: anyVector2, angle: anyAngle });
export const anyPose3: fc.Arbitrary<Pose3> = fc.record({ position: anyVector3, rotation: anyRotation });

/** The product of two matrices, computed by rows and columns. */
export function multiplyMatrices(a: Matrix3, b: Matrix3): number[][] {
  return a.map((row) => [0, 1, 2].map((column) => row.reduce((sum, each, k) => sum + each * (b[k]?.[column] ?? 0), 0)));
}
