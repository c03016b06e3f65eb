/**
 * Poses and velocities in space. A pose `a_T_b` is where b stands as seen from a: composing cancels the inner names,
 * `a_T_b · b_T_c = a_T_c`, and the inverse swaps them. Rotations are taken as unit quaternions and left as they come. NaN
 * gives NaN; infinities follow IEEE 754.
 */
import type { SE3PoseInit, SE3VelocityInit, Vec3Init } from "../messages/bosdyn/api/geometry.ts";
import { GeometryError } from "./errors.ts";
import { conjugateQuaternion, multiplyQuaternions, rotateVec3 } from "./quaternion.ts";
import { quaternionFromMatrix, quaternionToMatrix } from "./rotation-matrix.ts";
import { type Matrix4, type Matrix6, type Pose3, se3Pose, type Vector3, type Velocity3 } from "./shapes.ts";
import { addVec3, crossVec3, negateVec3 } from "./vec3.ts";

/** How far the last row of a 4 × 4 matrix may be from 0 0 0 1, for what arithmetic on matrices leaves behind. */
const LAST_ROW_TOLERANCE = 1e-9;

/** Invert a pose: `b_T_a` from `a_T_b`. */
export function inverseSe3(aTformB: SE3PoseInit): Pose3 {
  const pose = se3Pose(aTformB);
  const rotation = conjugateQuaternion(pose.rotation);
  return { position: negateVec3(rotateVec3(rotation, pose.position)), rotation };
}

/** Compose two poses: `a_T_c` from `a_T_b` and `b_T_c`. */
export function multiplySe3(aTformB: SE3PoseInit, bTformC: SE3PoseInit): Pose3 {
  const [outer, inner] = [se3Pose(aTformB), se3Pose(bTformC)];
  return {
    position: transformPointSe3(outer, inner.position),
    rotation: multiplyQuaternions(outer.rotation, inner.rotation),
  };
}

/** Express a point in a that is given in b, metres. */
export function transformPointSe3(aTformB: SE3PoseInit, pointInB: Vec3Init): Vector3 {
  const { position, rotation } = se3Pose(aTformB);
  return addVec3(position, rotateVec3(rotation, pointInB));
}

/** Write a pose as a matrix that multiplies a column (x, y, z, 1). */
export function se3ToMatrix(pose: SE3PoseInit): Matrix4 {
  const { position, rotation } = se3Pose(pose);
  const [row0, row1, row2] = quaternionToMatrix(rotation);
  return [
    [...row0, position.x],
    [...row1, position.y],
    [...row2, position.z],
    [0, 0, 0, 1],
  ];
}

/**
 * Read a matrix, `m[row][column]`, as a pose.
 * @throws {GeometryError} `GEOMETRY_NOT_A_POSE` when the last row is not 0 0 0 1 (a matrix that is written by columns, for
 * one); `GEOMETRY_NOT_A_ROTATION` as {@link quaternionFromMatrix}.
 */
export function se3FromMatrix(matrix: Matrix4): Pose3 {
  const [[m00, m01, m02, x], [m10, m11, m12, y], [m20, m21, m22, z], last] = matrix;
  if (!last.every((each, i) => Math.abs(each - (i === 3 ? 1 : 0)) <= LAST_ROW_TOLERANCE)) {
    throw new GeometryError(
      "GEOMETRY_NOT_A_POSE",
      `matrix ends in the row [${last.join(", ")}], a pose in [0, 0, 0, 1]`,
    );
  }
  const rotation = quaternionFromMatrix([
    [m00, m01, m02],
    [m10, m11, m12],
    [m20, m21, m22],
  ]);
  return { position: { x, y, z }, rotation };
}

/** Write the adjoint of `a_T_b`, which takes (linear, angular) from b to a: [[R, skew(p) R], [0, R]]. */
export function adjointSe3(aTformB: SE3PoseInit): Matrix6 {
  const { position, rotation } = se3Pose(aTformB);
  const { x, y, z } = position;
  const [row0, row1, row2] = quaternionToMatrix(rotation);
  const [r00, r01, r02] = row0;
  const [r10, r11, r12] = row1;
  const [r20, r21, r22] = row2;
  return [
    [...row0, y * r20 - z * r10, y * r21 - z * r11, y * r22 - z * r12],
    [...row1, z * r00 - x * r20, z * r01 - x * r21, z * r02 - x * r22],
    [...row2, x * r10 - y * r00, x * r11 - y * r01, x * r12 - y * r02],
    [0, 0, 0, ...row0],
    [0, 0, 0, ...row1],
    [0, 0, 0, ...row2],
  ];
}

/**
 * Express a velocity in a that is given in b, by the adjoint of `a_T_b`. How a and b move against each other is not added.
 *
 * The linear part becomes that of the point of the same rigid body that is at a's origin. Only to look at a velocity along
 * other axes (`velocity_of_body_in_odom` along the body's, say), turn both parts with {@link rotateVec3}.
 */
export function transformVelocitySe3(aTformB: SE3PoseInit, velocityInB: SE3VelocityInit): Velocity3 {
  const { position, rotation } = se3Pose(aTformB);
  const angular = rotateVec3(rotation, velocityInB.angular ?? {});
  const linear = rotateVec3(rotation, velocityInB.linear ?? {});
  return { linear: addVec3(linear, crossVec3(position, angular)), angular };
}
