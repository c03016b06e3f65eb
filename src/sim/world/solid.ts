/** The shapes that the room is made of. All stand still but the lamp. */
import { compose, fromYawPitchRoll, type Pose, type Vector } from "../body/vector.ts";

/** A box that stands upright, turned about the vertical. */
export interface Box {
  readonly name: string;
  readonly centre: Vector;
  /** Along its own axes, metres. */
  readonly size: Vector;
  readonly yaw: number;
  /** Lightness of its paint, 0 to 1. */
  readonly paint: number;
}

/** A printed marker. */
export interface Fiducial {
  readonly id: number;
  /** Middle of the print; x up, y to the left as one looks at it, z out of the page. */
  readonly pose: Pose;
}

/** A ball. */
export interface Ball {
  readonly centre: Vector;
  readonly radius: number;
}

/** Edge of a marker's black square, metres. */
export const TAG_SIZE = 0.146;
/** Edge of the white board that it is printed on. */
export const BOARD_SIZE = 0.2;

const UPRIGHT = { w: 0, x: Math.SQRT1_2, y: 0, z: Math.SQRT1_2 };

/** The pose of a marker that hangs upright and faces a direction of the ground. */
export function facing(position: Vector, yaw: number): Pose {
  return { position, rotation: compose(fromYawPitchRoll(yaw, 0, 0), UPRIGHT) };
}

/** Lightness of the floor: tiles of half a metre, each of its own shade. */
export function floorPaint(x: number, y: number): number {
  const [column, row] = [Math.floor(x * 2), Math.floor(y * 2)];
  const isDark = (column + row) % 2 !== 0;
  const mixed = Math.imul((column * 73_856_093) ^ (row * 19_349_663), 0x9e3779b1) >>> 8;
  return (isDark ? 0.3 : 0.6) + (0.15 * mixed) / 0xffffff;
}

/** Along the ground to the outline of a box, negative inside. */
export function outlineDistance({ centre, size, yaw }: Box, x: number, y: number): number {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const [dx, dy] = [x - centre.x, y - centre.y];
  const beyondX = Math.abs(cos * dx + sin * dy) - size.x / 2;
  const beyondY = Math.abs(cos * dy - sin * dx) - size.y / 2;
  if (beyondX <= 0 && beyondY <= 0) return Math.max(beyondX, beyondY);
  return Math.hypot(Math.max(beyondX, 0), Math.max(beyondY, 0));
}
