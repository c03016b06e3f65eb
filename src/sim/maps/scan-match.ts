/** Fits the points of a waypoint to the room around the robot: where they lie best is where the waypoint is. */
import { add, type Pose, rotate, type Vector } from "../body/vector.ts";
import type { Scene } from "../world/scene.ts";
import { fromGround, onGround } from "./map-poses.ts";

/** How far the fit may move from the guess. */
export interface SearchBounds {
  /** Metres. */
  readonly distance: number;
  /** Radians. */
  readonly yaw: number;
}

/** A fit. */
export interface ScanMatch {
  readonly worldTformWaypoint: Pose;
  /** How far a point is from a surface: root of the mean square, metres. */
  readonly meanError: number;
}

/** A point that is farther off tells no more than one that is this far, metres. */
const MAX_POINT_ERROR = 0.5;
/** Points looked at. */
const SAMPLES = 240;
/** Steps of the coarse grid to each side. */
const COARSE = 3;
/** How often the step is halved after that. */
const HALVINGS = 8;
/** How often a step of one length is taken at most. */
const MAX_MOVES = 8;
/** A fit with an error beyond this is none, metres. */
export const GOOD_MATCH = 0.1;

/** Search around a guess: on a coarse grid, and from the best place of it in ever smaller steps. */
export function matchScan(points: readonly Vector[], guess: Pose, scene: Scene, bounds: SearchBounds): ScanMatch {
  const stride = Math.max(1, Math.floor(points.length / SAMPLES));
  const sample = points.filter((_, index) => index % stride === 0);
  const start = onGround(guess);
  const poseAt = (dx: number, dy: number, dyaw: number): Pose => {
    const { position, rotation } = fromGround({ x: start.x + dx, y: start.y + dy, yaw: start.yaw + dyaw });
    return { position: { ...position, z: guess.position.z }, rotation };
  };
  const errorAt = (dx: number, dy: number, dyaw: number): number => meanSquare(sample, poseAt(dx, dy, dyaw), scene);
  let best = { dx: 0, dy: 0, dyaw: 0, error: errorAt(0, 0, 0) };
  const tryAt = (dx: number, dy: number, dyaw: number): void => {
    if (Math.hypot(dx, dy) > bounds.distance || Math.abs(dyaw) > bounds.yaw) return;
    const error = errorAt(dx, dy, dyaw);
    if (error < best.error) best = { dx, dy, dyaw, error };
  };
  let [step, turn] = [bounds.distance / COARSE, bounds.yaw / COARSE];
  const counts = Array.from({ length: 2 * COARSE + 1 }, (_, i) => i - COARSE);
  for (const x of counts) for (const y of counts) for (const t of counts) tryAt(x * step, y * step, t * turn);
  for (let i = 0; i < HALVINGS; i++) {
    step /= 2;
    turn /= 2;
    for (let moves = 0; moves < MAX_MOVES; moves++) {
      const { dx, dy, dyaw, error } = best;
      for (const [sx, sy, st] of DIRECTIONS) tryAt(dx + sx * step, dy + sy * step, dyaw + st * turn);
      if (best.error === error) break;
    }
  }
  return { worldTformWaypoint: poseAt(best.dx, best.dy, best.dyaw), meanError: Math.sqrt(best.error) };
}

const DIRECTIONS: readonly (readonly [number, number, number])[] = [-1, 0, 1].flatMap((x) =>
  [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((turn): readonly [number, number, number] => [x, y, turn])),
);

function meanSquare(points: readonly Vector[], pose: Pose, scene: Scene): number {
  let sum = 0;
  for (const point of points) {
    const inWorld = add(pose.position, rotate(pose.rotation, point));
    sum += Math.min(MAX_POINT_ERROR, scene.surfaceDistance(inWorld)) ** 2;
  }
  return sum / points.length;
}
