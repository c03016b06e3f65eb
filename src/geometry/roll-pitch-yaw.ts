/**
 * One angle at a time: rotations about one axis, and what of a rotation is roll, pitch or heading. The three are read off
 * independently of one another; they do not make up the rotation together.
 */
import type { QuaternionInit } from "../messages/bosdyn/api/geometry.ts";
import { wrapRadians } from "./angle.ts";
import { multiplyQuaternions, normalizeQuaternion } from "./quaternion.ts";
import { quaternion, type UnitQuaternion } from "./shapes.ts";

/** Half a turn about y. */
const HALF_TURN_Y: UnitQuaternion = /* @__PURE__ */ Object.freeze({ w: 0, x: 0, y: 1, z: 0 });

/** Build a rotation about x, the roll axis. NaN or an infinite angle gives NaN. */
export function quaternionFromRoll(rollRadians: number): UnitQuaternion {
  return { w: Math.cos(rollRadians / 2), x: Math.sin(rollRadians / 2), y: 0, z: 0 };
}

/** Build a rotation about y, the pitch axis; positive lowers the nose. NaN or an infinite angle gives NaN. */
export function quaternionFromPitch(pitchRadians: number): UnitQuaternion {
  return { w: Math.cos(pitchRadians / 2), x: 0, y: Math.sin(pitchRadians / 2), z: 0 };
}

/** Build a rotation about z, the yaw axis; positive turns left. NaN or an infinite angle gives NaN. */
export function quaternionFromYaw(yawRadians: number): UnitQuaternion {
  return { w: Math.cos(yawRadians / 2), x: 0, y: 0, z: Math.sin(yawRadians / 2) };
}

/** Read the roll of a unit quaternion, in [−π, π], as in the order yaw, pitch, roll (ZYX). NaN gives NaN. */
export function rollRadians(q: QuaternionInit): number {
  const { w, x, y, z } = quaternion(q);
  return Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y));
}

/** Read the pitch of a unit quaternion, in [−π/2, π/2], as in the order yaw, pitch, roll (ZYX). NaN gives NaN. */
export function pitchRadians(q: QuaternionInit): number {
  const { w, x, y, z } = quaternion(q);
  return Math.asin(Math.max(-1, Math.min(1, 2 * (w * y - z * x))));
}

/**
 * Read the heading of a rotation, in [−π, π): the yaw of {@link projectToYaw}. Of any length; NaN gives NaN.
 *
 * For a level body this is the yaw of any convention; with roll and pitch it is the turn about z that comes nearest.
 */
export function yawRadians(q: QuaternionInit): number {
  const { w, z } = aboutZ(q);
  return wrapRadians(2 * Math.atan2(z, w));
}

/**
 * Keep of a rotation the part about z: w and z, scaled to length 1.
 *
 * Half a turn about a level axis has no such part; there the heading is that of half a turn about y times the rotation.
 * @throws {GeometryError} `GEOMETRY_NOT_A_ROTATION` when the quaternion is zero, or its w or z is NaN or infinite.
 */
export function projectToYaw(q: QuaternionInit): UnitQuaternion {
  return normalizeQuaternion(aboutZ(q));
}

function aboutZ(q: QuaternionInit): UnitQuaternion {
  const from = quaternion(q);
  const { w, z } = from.w === 0 && from.z === 0 ? multiplyQuaternions(HALF_TURN_Y, from) : from;
  return { w, x: 0, y: 0, z };
}
