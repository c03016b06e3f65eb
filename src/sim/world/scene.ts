/** The room as things are measured in it: rays, heights, and the way to the nearest obstacle. */
import type { Vector } from "../body/vector.ts";
import { LAYOUT, type Layout } from "./layout.ts";
import { type Box, type Fiducial, outlineDistance } from "./solid.ts";
import { FLOOR, type Surface, type Traced, tracedBox, tracedFiducial, tracedLamp } from "./traced.ts";

/** What a ray met. */
export interface RayHit extends Surface {
  /** From the ray's origin, metres. */
  readonly distance: number;
  readonly point: Vector;
  /** `floor`, the name of a box, `fiducial_<id>` or `lamp`. */
  readonly name: string;
  /** How bright it looks: 0 black, 255 white. */
  readonly shade: number;
}

/** The room at one instant. */
export interface Instant {
  /**
   * Follow a ray.
   * @param direction of length 1
   * @returns the first thing in the way, or `undefined` where there is none
   */
  castRay(origin: Vector, direction: Vector): RayHit | undefined;
}

/** The highest thing that the robot steps onto rather than around, metres. */
export const STEP_HEIGHT = 0.3;
/** Where the light comes from: mostly above, a little from one corner. */
const LIGHT = { x: 0.36, y: 0.24, z: 0.9 } as const;

/** A room. All coordinates are in `vision`, metres. */
export class Scene {
  readonly #layout: Layout;
  readonly #still: readonly Traced[];

  constructor(layout: Layout = LAYOUT) {
    this.#layout = layout;
    this.#still = [FLOOR, ...layout.boxes.map(tracedBox), ...layout.fiducials.map(tracedFiducial)];
  }

  /** The markers in it. */
  get fiducials(): readonly Fiducial[] {
    return this.#layout.fiducials;
  }

  /** Hold the room at a time since boot, in seconds. */
  at(seconds: number): Instant {
    const shapes = [...this.#still, tracedLamp(this.#layout.lampAt(seconds))];
    return { castRay: (origin, direction) => castRay(shapes, origin, direction) };
  }

  /** Height of the highest surface at a place. */
  heightAt(x: number, y: number): number {
    let height = 0;
    for (const box of this.#layout.boxes) {
      if (outlineDistance(box, x, y) <= 0) height = Math.max(height, box.centre.z + box.size.z / 2);
    }
    return height;
  }

  /** How far the nearest obstacle is: along the ground, negative inside it. */
  obstacleDistance(x: number, y: number): number {
    return this.#nearest(x, y, (box) => box.size.z > STEP_HEIGHT);
  }

  /** How far the nearest edge is that a foot must not be set on; negative within an obstacle. */
  edgeDistance(x: number, y: number): number {
    const step = this.#nearest(x, y, (box) => box.size.z <= STEP_HEIGHT);
    return Math.min(this.obstacleDistance(x, y), Math.abs(step));
  }

  /**
   * Whether an obstacle is in the way there.
   * @param clearance how near one may be, metres; default: it is in the way when the place is inside it
   */
  isBlocked(x: number, y: number, clearance = 0): boolean {
    return this.obstacleDistance(x, y) <= clearance;
  }

  /** How far a point is from the nearest surface that stands still; never negative. */
  surfaceDistance({ x, y, z }: Vector): number {
    let nearest = Math.abs(z);
    for (const box of this.#layout.boxes) {
      const around = outlineDistance(box, x, y);
      const above = Math.abs(z - box.centre.z) - box.size.z / 2;
      const outside = Math.hypot(Math.max(around, 0), Math.max(above, 0));
      nearest = Math.min(nearest, outside > 0 ? outside : -Math.max(around, above));
    }
    return nearest;
  }

  #nearest(x: number, y: number, counts: (box: Box) => boolean): number {
    let nearest = Infinity;
    for (const box of this.#layout.boxes) {
      if (counts(box)) nearest = Math.min(nearest, outlineDistance(box, x, y));
    }
    return nearest;
  }
}

function castRay(shapes: readonly Traced[], origin: Vector, direction: Vector): RayHit | undefined {
  let distance = Infinity;
  let first: Traced | undefined;
  for (const shape of shapes) {
    const at = shape.meet(origin.x, origin.y, origin.z, direction.x, direction.y, direction.z);
    if (at < distance) {
      distance = at;
      first = shape;
    }
  }
  if (first === undefined) return undefined;
  const point = {
    x: origin.x + direction.x * distance,
    y: origin.y + direction.y * distance,
    z: origin.z + direction.z * distance,
  };
  const { normal, paint } = first.surfaceAt(point);
  return { distance, point, name: first.name, normal, paint, shade: shadeOf(normal, paint) };
}

function shadeOf(normal: Vector, paint: number): number {
  const lit = normal.x * LIGHT.x + normal.y * LIGHT.y + normal.z * LIGHT.z;
  return Math.max(0, Math.min(255, Math.round(255 * paint * (0.65 + 0.35 * lit))));
}
