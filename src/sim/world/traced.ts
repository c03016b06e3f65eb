/**
 * Shapes as rays meet them. A picture is a hundred thousand rays, so finding the nearest shape makes no objects; what its
 * surface is like is worked out for the one that was hit.
 */
import { rotate, type Vector } from "../body/vector.ts";
import { type Ball, BOARD_SIZE, type Box, type Fiducial, floorPaint, TAG_SIZE } from "./solid.ts";
import { isInk } from "./tag-pattern.ts";

/** A surface at one place. */
export interface Surface {
  /** Outward, of length 1. */
  readonly normal: Vector;
  /** Lightness of the paint there, 0 to 1. */
  readonly paint: number;
}

/** A shape that rays meet. */
export interface Traced {
  /** `floor`, that of a box, `fiducial_<id>` or `lamp`. */
  readonly name: string;
  /** How far along a ray (direction of length 1) its surface is first entered; `Infinity` if it is not. */
  meet(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number): number;
  /** What its surface is like at a point of it. */
  surfaceAt(point: Vector): Surface;
}

/** The floor. */
export const FLOOR: Traced = {
  name: "floor",
  meet: (_ox, _oy, oz, _dx, _dy, dz) => (dz < 0 && oz > 0 ? -oz / dz : Infinity),
  surfaceAt: ({ x, y }) => ({ normal: { x: 0, y: 0, z: 1 }, paint: floorPaint(x, y) }),
};

/** A box; a ray that starts inside it meets nothing. */
export function tracedBox({ name, centre, size, yaw, paint }: Box): Traced {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const [hx, hy, hz] = [size.x / 2, size.y / 2, size.z / 2];
  const { x: cx, y: cy, z: cz } = centre;
  const surfaceAt = (point: Vector): Surface => {
    const [x, y, z] = [point.x - cx, point.y - cy, point.z - cz];
    const [u, v] = [cos * x + sin * y, cos * y - sin * x];
    const [alongU, alongV, alongW] = [Math.abs(u) - hx, Math.abs(v) - hy, Math.abs(z) - hz];
    const grained = paint + 0.08 * (Math.sin(17 * u) * Math.cos(13 * v) + Math.sin(11 * z) > 0 ? 1 : -1);
    if (alongW >= alongU && alongW >= alongV) return { normal: { x: 0, y: 0, z: Math.sign(z) }, paint: grained };
    const side = alongU >= alongV ? Math.sign(u) : Math.sign(v);
    const normal = alongU >= alongV ? { x: side * cos, y: side * sin, z: 0 } : { x: -side * sin, y: side * cos, z: 0 };
    return { normal, paint: grained };
  };
  return {
    name,
    surfaceAt,
    meet(ox, oy, oz, dx, dy, dz) {
      const x = ox - cx;
      const y = oy - cy;
      const z = oz - cz;
      const du = cos * dx + sin * dy;
      const u = cos * x + sin * y;
      const dv = cos * dy - sin * dx;
      const v = cos * y - sin * x;
      // Along a direction of exactly 0 these are infinities, which compare as they should.
      const u1 = (-hx - u) / du;
      const u2 = (hx - u) / du;
      const v1 = (-hy - v) / dv;
      const v2 = (hy - v) / dv;
      const w1 = (-hz - z) / dz;
      const w2 = (hz - z) / dz;
      const enter = Math.max(Math.min(u1, u2), Math.min(v1, v2), Math.min(w1, w2));
      const leave = Math.min(Math.max(u1, u2), Math.max(v1, v2), Math.max(w1, w2));
      return enter > 0 && enter <= leave ? enter : Infinity;
    },
  };
}

/** The printed side of a marker's board. */
export function tracedFiducial({ id, pose }: Fiducial): Traced {
  const up = rotate(pose.rotation, { x: 1, y: 0, z: 0 });
  const left = rotate(pose.rotation, { x: 0, y: 1, z: 0 });
  const normal = rotate(pose.rotation, { x: 0, y: 0, z: 1 });
  const { x: px, y: py, z: pz } = pose.position;
  return {
    name: `fiducial_${id}`,
    meet(ox, oy, oz, dx, dy, dz) {
      const towards = dx * normal.x + dy * normal.y + dz * normal.z;
      const height = (ox - px) * normal.x + (oy - py) * normal.y + (oz - pz) * normal.z;
      if (towards >= 0 || height <= 0) return Infinity;
      const distance = -height / towards;
      const [x, y, z] = [ox + dx * distance - px, oy + dy * distance - py, oz + dz * distance - pz];
      const u = Math.abs(x * up.x + y * up.y + z * up.z);
      const v = Math.abs(x * left.x + y * left.y + z * left.z);
      return u <= BOARD_SIZE / 2 && v <= BOARD_SIZE / 2 ? distance : Infinity;
    },
    surfaceAt(point) {
      const [x, y, z] = [point.x - px, point.y - py, point.z - pz];
      const u = x * up.x + y * up.y + z * up.z;
      const v = x * left.x + y * left.y + z * left.z;
      return { normal, paint: isInk(id, u / TAG_SIZE, v / TAG_SIZE) ? 0.05 : 0.95 };
    },
  };
}

/** The lamp. */
export function tracedLamp({ centre, radius }: Ball): Traced {
  return {
    name: "lamp",
    meet(ox, oy, oz, dx, dy, dz) {
      const [x, y, z] = [ox - centre.x, oy - centre.y, oz - centre.z];
      const half = x * dx + y * dy + z * dz;
      const rest = half * half - (x * x + y * y + z * z - radius * radius);
      if (rest < 0) return Infinity;
      const distance = -half - Math.sqrt(rest);
      return distance > 0 ? distance : Infinity;
    },
    surfaceAt: ({ x, y, z }) => ({
      normal: { x: (x - centre.x) / radius, y: (y - centre.y) / radius, z: (z - centre.z) / radius },
      paint: 0.9,
    }),
  };
}
