/**
 * Euler angles as the robot's body commands use them: yaw about z, then roll about the new x, then pitch about the newest
 * y. Not the angles of `roll-pitch-yaw.ts`, which take the axes in another order.
 */
import type { QuaternionInit } from "../messages/bosdyn/api/geometry.ts";
import { quaternionToMatrix } from "./rotation-matrix.ts";
import type { UnitQuaternion } from "./shapes.ts";

/** A rotation in three turns, yaw first, all in radians. */
export interface EulerZxy {
  readonly yawRadians: number;
  readonly rollRadians: number;
  readonly pitchRadians: number;
}

/** Cosine of the roll below which yaw and pitch turn about one axis and only their sum counts. */
const GIMBAL_LOCK = 1e-22;

/** Build a rotation from angles; one that is left out is 0. NaN or an infinite angle gives NaN. */
export function quaternionFromEulerZxy(angles: Partial<EulerZxy>): UnitQuaternion {
  const { yawRadians = 0, rollRadians = 0, pitchRadians = 0 } = angles;
  const [cy, sy] = [Math.cos(yawRadians / 2), Math.sin(yawRadians / 2)];
  const [cr, sr] = [Math.cos(rollRadians / 2), Math.sin(rollRadians / 2)];
  const [cp, sp] = [Math.cos(pitchRadians / 2), Math.sin(pitchRadians / 2)];
  return {
    w: cp * cr * cy - sp * sr * sy,
    x: cp * cy * sr - sp * cr * sy,
    y: cp * sr * sy + cr * cy * sp,
    z: cp * cr * sy + sp * cy * sr,
  };
}

/**
 * Read the angles off a unit quaternion: yaw and pitch in [−π, π], roll in [−π/2, π/2].
 *
 * With a roll of ±π/2 (gimbal lock) only yaw and pitch together are certain; they come out so that they make the same
 * rotation, the pitch 0 where the lock is exact. NaN gives NaN.
 */
export function eulerZxyFromQuaternion(q: QuaternionInit): EulerZxy {
  const [[m00, m01, m02], [m10, m11, m12], [m20, m21, m22]] = quaternionToMatrix(q);
  const cosRoll = Math.hypot(m20, m22);
  const rollRadians = Math.atan2(m21, cosRoll);
  if (cosRoll < GIMBAL_LOCK) return { yawRadians: Math.atan2(m10, m00), rollRadians, pitchRadians: 0 };
  const yawRadians = Math.atan2(-m01, m11);
  // The same as atan2(−m20, m22), but it makes up for a yaw that is mostly rounding, as near the gimbal lock.
  const [c, s] = [Math.cos(yawRadians), Math.sin(yawRadians)];
  const pitchRadians = Math.atan2(c * m02 + s * m12, c * m00 + s * m10);
  return { yawRadians, rollRadians, pitchRadians };
}
