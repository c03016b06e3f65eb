/** Where the waypoints of a map are on the ground, seen from above: by their anchors, or by the edges between them. */
import { multiplySe2, inverseSe2, type Pose2, se2Pose, yawRadians } from "../geometry/index.ts";
import type { SE3PoseInit } from "../messages/bosdyn/api/geometry.ts";
import type { GraphInit } from "../messages/bosdyn/api/graph_nav/map.ts";

/** Places of waypoints by their ids, in metres and radians, in the map's seed frame if it has anchors. */
export interface MapLayout {
  readonly waypoints: ReadonlyMap<string, Pose2>;
  /** Waypoints that have an anchor of their own; the others hang on edges. */
  readonly anchored: ReadonlySet<string>;
  /** Into how many pieces the map falls that no edge joins. Pieces without anchors stand side by side. */
  readonly pieces: number;
}

/** Metres between pieces of a map that have nothing to do with each other. */
const GAP = 3;

/** Place every waypoint. Poses that are none count as the origin; edges of waypoints that are not there are left out. */
export function mapLayout({ waypoints = [], edges = [], anchoring }: GraphInit): MapLayout {
  const ids = new Set(waypoints.map(({ id = "" }) => id));
  const placed = new Map<string, Pose2>();
  for (const { id = "", seedTformWaypoint } of anchoring?.anchors ?? []) {
    if (ids.has(id)) placed.set(id, flat(seedTformWaypoint));
  }
  const anchored = new Set(placed.keys());
  const neighbours = new Map<string, { readonly id: string; readonly tform: Pose2 }[]>();
  const join = (from: string, id: string, tform: Pose2): void => {
    const known = neighbours.get(from);
    if (known === undefined) neighbours.set(from, [{ id, tform }]);
    else known.push({ id, tform });
  };
  for (const { id: { fromWaypoint = "", toWaypoint = "" } = {}, fromTformTo } of edges) {
    if (!ids.has(fromWaypoint) || !ids.has(toWaypoint)) continue;
    const tform = flat(fromTformTo);
    join(fromWaypoint, toWaypoint, tform);
    join(toWaypoint, fromWaypoint, inverseSe2(tform));
  }
  /** Place what hangs on these, nearest first. @returns what was placed */
  const spread = (queue: string[]): string[] => {
    for (let at = 0; at < queue.length; at++) {
      const from = queue[at] ?? "";
      for (const { id, tform } of neighbours.get(from) ?? []) {
        if (placed.has(id)) continue;
        placed.set(id, multiplySe2(placed.get(from) ?? se2Pose(), tform));
        queue.push(id);
      }
    }
    return queue;
  };
  spread([...placed.keys()]);
  let right = -Infinity;
  for (const { position } of placed.values()) right = Math.max(right, position.x);
  for (const id of ids) {
    if (placed.has(id)) continue;
    placed.set(id, se2Pose());
    const piece = spread([id]);
    let left = Infinity;
    for (const each of piece) left = Math.min(left, placed.get(each)?.position.x ?? 0);
    const aside = right === -Infinity ? 0 : right + GAP - left;
    for (const each of piece) {
      const moved = multiplySe2(shift(aside), placed.get(each) ?? se2Pose());
      placed.set(each, moved);
      right = Math.max(right, moved.position.x);
    }
  }
  return { waypoints: placed, anchored, pieces: countPieces(ids, neighbours) };
}

/** A pose as seen from above. */
export function flat(pose: SE3PoseInit | undefined): Pose2 {
  const { x = 0, y = 0 } = pose?.position ?? {};
  const { w = 1, x: i = 0, y: j = 0, z: k = 0 } = pose?.rotation ?? {};
  const isRotation = Math.hypot(w, i, j, k) > 0.5;
  const angle = isRotation ? yawRadians({ w, x: i, y: j, z: k }) : 0;
  return se2Pose({ position: { x: finite(x), y: finite(y) }, angle: finite(angle) });
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function shift(x: number): Pose2 {
  return { position: { x, y: 0 }, angle: 0 };
}

function countPieces(
  ids: ReadonlySet<string>,
  neighbours: ReadonlyMap<string, readonly { readonly id: string }[]>,
): number {
  const seen = new Set<string>();
  let pieces = 0;
  for (const start of ids) {
    if (seen.has(start)) continue;
    pieces++;
    const queue = [start];
    seen.add(start);
    for (let at = 0; at < queue.length; at++) {
      for (const { id } of neighbours.get(queue[at] ?? "") ?? []) {
        if (seen.has(id)) continue;
        seen.add(id);
        queue.push(id);
      }
    }
  }
  return pieces;
}
