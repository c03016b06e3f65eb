/**
 * Rotations as unit quaternions, Hamilton's convention: `multiplyQuaternions(a, b)` turns by `b` first, then by `a`, both about
 * fixed axes. Nothing checks or restores the length but {@link normalizeQuaternion}. NaN gives NaN; infinities follow
 * IEEE 754.
 */
import type { QuaternionInit, Vec3Init } from "../messages/bosdyn/api/geometry.ts";
import { GeometryError } from "./errors.ts";
import { quaternion, type UnitQuaternion, vec3, type Vector3 } from "./shapes.ts";

/** Above this cosine of half the angle between them, two rotations are so close that a straight line does. */
const NEARLY_EQUAL = 0.9999;

/** Multiply by Hamilton's rule; for frames, `a_R_b · b_R_c = a_R_c`. */
export function multiplyQuaternions(a: QuaternionInit, b: QuaternionInit): UnitQuaternion {
  const [p, q] = [quaternion(a), quaternion(b)];
  return {
    w: p.w * q.w - p.x * q.x - p.y * q.y - p.z * q.z,
    x: p.w * q.x + p.x * q.w + p.y * q.z - p.z * q.y,
    y: p.w * q.y - p.x * q.z + p.y * q.w + p.z * q.x,
    z: p.w * q.z + p.x * q.y - p.y * q.x + p.z * q.w,
  };
}

/** Conjugate: for a unit quaternion the inverse rotation. A 0 stays 0 and does not become −0. */
export function conjugateQuaternion(q: QuaternionInit): UnitQuaternion {
  const { w, x, y, z } = quaternion(q);
  return { w, x: 0 - x, y: 0 - y, z: 0 - z };
}

/**
 * Scale a quaternion to length 1.
 * @throws {GeometryError} `GEOMETRY_NOT_A_ROTATION` when all components are 0, or one is NaN or infinite.
 */
export function normalizeQuaternion(q: QuaternionInit): UnitQuaternion {
  const { w, x, y, z } = quaternion(q);
  const largest = Math.max(Math.abs(w), Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(largest > 0 && largest < Infinity)) {
    throw new GeometryError("GEOMETRY_NOT_A_ROTATION", `quaternion (w ${w}, x ${x}, y ${y}, z ${z}) is no rotation`);
  }
  // Brought to about 1 first, so that no length is too small or too large to divide by.
  return toLengthOne({ w: w / largest, x: x / largest, y: y / largest, z: z / largest });
}

/** Turn a vector by a unit quaternion; for frames, takes a direction expressed in b to one in a, given `a_R_b`. */
export function rotateVec3(q: QuaternionInit, v: Vec3Init): Vector3 {
  // q v q*, multiplied out for a unit q = (w, u): v + w t + u × t with t = 2 u × v.
  const { w, x, y, z } = quaternion(q);
  const from = vec3(v);
  const tx = 2 * (y * from.z - z * from.y);
  const ty = 2 * (z * from.x - x * from.z);
  const tz = 2 * (x * from.y - y * from.x);
  return {
    x: from.x + w * tx + (y * tz - z * ty),
    y: from.y + w * ty + (z * tx - x * tz),
    z: from.z + w * tz + (x * ty - y * tx),
  };
}

/**
 * Interpolate between two unit quaternions at constant speed along the shortest arc.
 *
 * `fraction` 0 is `from`, 1 is `to` (or −`to`, the same rotation, where that is nearer); beyond them the arc goes on. Two
 * that are closer than a dot product of 0.9999 are joined by a straight line, scaled to length 1.
 */
export function slerpQuaternions(from: QuaternionInit, to: QuaternionInit, fraction: number): UnitQuaternion {
  const [p, q] = [quaternion(from), quaternion(to)];
  const product = p.w * q.w + p.x * q.x + p.y * q.y + p.z * q.z;
  const sign = product < 0 ? -1 : 1;
  const dot = Math.abs(product);
  if (dot > NEARLY_EQUAL) {
    return toLengthOne(mix(p, 1 - fraction, q, sign * fraction));
  }
  const angle = Math.acos(dot);
  const sine = Math.sin(angle);
  return mix(p, Math.sin((1 - fraction) * angle) / sine, q, (sign * Math.sin(fraction * angle)) / sine);
}

function mix(p: UnitQuaternion, weightP: number, q: UnitQuaternion, weightQ: number): UnitQuaternion {
  return {
    w: p.w * weightP + q.w * weightQ,
    x: p.x * weightP + q.x * weightQ,
    y: p.y * weightP + q.y * weightQ,
    z: p.z * weightP + q.z * weightQ,
  };
}

function toLengthOne({ w, x, y, z }: UnitQuaternion): UnitQuaternion {
  const length = Math.hypot(w, x, y, z);
  return { w: w / length, x: x / length, y: y / length, z: z / length };
}
