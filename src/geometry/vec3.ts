/** Vectors in space. NaN gives NaN in every component that depends on it; infinities follow IEEE 754. */
import type { Vec3Init } from "../messages/bosdyn/api/geometry.ts";
import { GeometryError } from "./errors.ts";
import { vec3, type Vector3 } from "./shapes.ts";

/** Add two vectors of one unit. */
export function addVec3(a: Vec3Init, b: Vec3Init): Vector3 {
  const [p, q] = [vec3(a), vec3(b)];
  return { x: p.x + q.x, y: p.y + q.y, z: p.z + q.z };
}

/** Subtract: the way from `b` to `a`. */
export function subtractVec3(a: Vec3Init, b: Vec3Init): Vector3 {
  const [p, q] = [vec3(a), vec3(b)];
  return { x: p.x - q.x, y: p.y - q.y, z: p.z - q.z };
}

/** Turn a vector round. A 0 stays 0 and does not become −0, which a message would carry over the wire. */
export function negateVec3(a: Vec3Init): Vector3 {
  const { x, y, z } = vec3(a);
  return { x: 0 - x, y: 0 - y, z: 0 - z };
}

/** Multiply each component by a number. */
export function scaleVec3(a: Vec3Init, factor: number): Vector3 {
  const { x, y, z } = vec3(a);
  return { x: x * factor, y: y * factor, z: z * factor };
}

/** Compute the scalar product: |a| |b| cos of the angle between. */
export function dotVec3(a: Vec3Init, b: Vec3Init): number {
  const [p, q] = [vec3(a), vec3(b)];
  return p.x * q.x + p.y * q.y + p.z * q.z;
}

/** Compute the vector product, right-handed: x × y = z. */
export function crossVec3(a: Vec3Init, b: Vec3Init): Vector3 {
  const [p, q] = [vec3(a), vec3(b)];
  return { x: p.y * q.z - p.z * q.y, y: p.z * q.x - p.x * q.z, z: p.x * q.y - p.y * q.x };
}

/** Measure a vector, in its own unit, without overflow on the way. An infinite component gives ∞ even beside a NaN. */
export function lengthVec3(a: Vec3Init): number {
  const { x, y, z } = vec3(a);
  return Math.hypot(x, y, z);
}

/** Measure how far two points are apart, in their own unit. */
export function distanceVec3(a: Vec3Init, b: Vec3Init): number {
  return lengthVec3(subtractVec3(a, b));
}

/**
 * Scale a vector to length 1.
 * @throws {GeometryError} `GEOMETRY_NO_DIRECTION` when all components are 0, or one is NaN or infinite.
 */
export function normalizeVec3(a: Vec3Init): Vector3 {
  const { x, y, z } = vec3(a);
  const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(largest > 0 && largest < Infinity)) {
    throw new GeometryError("GEOMETRY_NO_DIRECTION", `vector (${x}, ${y}, ${z}) has no direction`);
  }
  // Brought to about 1 first, so that no length is too small or too large to divide by.
  const near = { x: x / largest, y: y / largest, z: z / largest };
  const length = Math.hypot(near.x, near.y, near.z);
  return { x: near.x / length, y: near.y / length, z: near.z / length };
}
