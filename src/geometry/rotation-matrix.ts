/** Rotations as 3 × 3 matrices, `m[row][column]`, that multiply a column: its columns are the axes of b seen from a. */
import type { QuaternionInit } from "../messages/bosdyn/api/geometry.ts";
import { GeometryError } from "./errors.ts";
import { type Matrix3, quaternion, type UnitQuaternion } from "./shapes.ts";

/** Four times w² above which w is large enough to divide by, whatever the others are. */
const W_SUFFICES = 0.1;
/** Four times the largest square below which there is nothing to divide by; in a rotation it is at least 1. */
const NOTHING_LEFT = 1e-6;

/** Write a unit quaternion as a matrix. NaN and infinities are not refused: they come out as NaN. */
export function quaternionToMatrix(q: QuaternionInit): Matrix3 {
  const { w, x, y, z } = quaternion(q);
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
}

/**
 * Read a rotation matrix as a quaternion, from w where that is large enough, else from the largest of the four.
 *
 * Of the two quaternions that describe it, the one whose component divided by is positive. Whether the matrix is
 * orthonormal is not checked: for one that is off by rounding, normalise the result.
 * @throws {GeometryError} `GEOMETRY_NOT_A_ROTATION` when an element is NaN or infinite, or there is nothing to divide by.
 */
export function quaternionFromMatrix(matrix: Matrix3): UnitQuaternion {
  const [[m00, m01, m02], [m10, m11, m12], [m20, m21, m22]] = matrix;
  if (!matrix.flat().every((each) => Number.isFinite(each))) throw notARotation(matrix);
  const ww = 1 + m00 + m11 + m22;
  const xx = 1 + m00 - m11 - m22;
  const yy = 1 - m00 + m11 - m22;
  const zz = 1 - m00 - m11 + m22;
  const largest = Math.max(ww, xx, yy, zz);
  if (largest < NOTHING_LEFT) throw notARotation(matrix);
  if (ww > W_SUFFICES || ww === largest) {
    const four = 2 * Math.sqrt(ww);
    return { w: four / 4, x: (m21 - m12) / four, y: (m02 - m20) / four, z: (m10 - m01) / four };
  }
  const four = 2 * Math.sqrt(largest);
  if (xx === largest) {
    return { w: (m21 - m12) / four, x: four / 4, y: (m01 + m10) / four, z: (m02 + m20) / four };
  }
  if (yy === largest) {
    return { w: (m02 - m20) / four, x: (m01 + m10) / four, y: four / 4, z: (m12 + m21) / four };
  }
  return { w: (m10 - m01) / four, x: (m02 + m20) / four, y: (m12 + m21) / four, z: four / 4 };
}

function notARotation(matrix: Matrix3): GeometryError {
  const rows = matrix.map((row) => `[${row.join(", ")}]`).join(", ");
  return new GeometryError("GEOMETRY_NOT_A_ROTATION", `matrix [${rows}] is no rotation`);
}
