/** What a robot would find wrong with a graph, found before it travels. */
import type { GraphInit } from "../../messages/bosdyn/api/graph_nav/map.ts";
import type { SE3PoseInit } from "../../messages/bosdyn/api/geometry.ts";

/** How far the length of a rotation's quaternion may be from 1. */
const NORM_TOLERANCE = 1e-3;

/**
 * Look a graph over: waypoints and edges that are there twice (an edge counts in both directions), edges and anchors of
 * waypoints that are not there, and rotations that are none.
 * @returns a sentence for each problem; none if it is sound
 */
export function graphProblems({ waypoints = [], edges = [], anchoring }: GraphInit): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const { id = "", waypointTformKo } of waypoints) {
    if (id === "") problems.push("a waypoint has no id");
    else if (ids.has(id)) problems.push(`waypoint ${id} is there twice`);
    ids.add(id);
    if (!isPose(waypointTformKo)) problems.push(`waypoint ${id}: waypoint_tform_ko is not a pose`);
  }
  const pairs = new Set<string>();
  for (const { id: { fromWaypoint = "", toWaypoint = "" } = {}, fromTformTo } of edges) {
    const name = `edge ${fromWaypoint} → ${toWaypoint}`;
    const pair = JSON.stringify([fromWaypoint, toWaypoint].sort());
    if (fromWaypoint === toWaypoint) problems.push(`${name} leads nowhere`);
    if (pairs.has(pair)) problems.push(`${name} is there twice, or also the other way round`);
    pairs.add(pair);
    for (const end of [fromWaypoint, toWaypoint]) {
      if (!ids.has(end)) problems.push(`${name}: there is no waypoint ${JSON.stringify(end)}`);
    }
    if (fromTformTo === undefined || !isPose(fromTformTo)) problems.push(`${name}: from_tform_to is not a pose`);
  }
  for (const { id = "", seedTformWaypoint } of anchoring?.anchors ?? []) {
    if (!ids.has(id)) problems.push(`anchor ${JSON.stringify(id)}: there is no such waypoint`);
    if (!isPose(seedTformWaypoint)) problems.push(`anchor ${id}: seed_tform_waypoint is not a pose`);
  }
  return problems;
}

/** A missing rotation is the identity. */
function isPose(pose: SE3PoseInit | undefined): boolean {
  const { x = 0, y = 0, z = 0 } = pose?.position ?? {};
  if (![x, y, z].every(Number.isFinite)) return false;
  const rotation = pose?.rotation;
  if (rotation === undefined) return true;
  const norm = Math.hypot(rotation.w ?? 0, rotation.x ?? 0, rotation.y ?? 0, rotation.z ?? 0);
  return Math.abs(norm - 1) <= NORM_TOLERANCE;
}
