/** Ways through a map: where each waypoint lies as seen from one of them, and the shortest route between two. */
import type { Edge, Edge_Id } from "../../messages/bosdyn/api/graph_nav/map.ts";
import { composePoses, inversePose, type Pose } from "../body/vector.ts";
import { poseOf } from "../perception/pose-message.ts";

/** A step from one waypoint to a neighbour. */
export interface Hop {
  readonly to: string;
  /** The edge, which may point the other way. */
  readonly edge: Edge;
  readonly edgeId: Edge_Id;
  readonly fromTformTo: Pose;
  /** Metres, or what the edge's annotation says instead. */
  readonly cost: number;
}

/** A route: waypoints in order, and the edge between each two. */
export interface RouteFound {
  readonly waypointIds: readonly string[];
  readonly edgeIds: readonly Edge_Id[];
}

/** The neighbours of each waypoint. Edges can be walked both ways. */
export function neighbours(edges: Iterable<Edge>): ReadonlyMap<string, readonly Hop[]> {
  const hops = new Map<string, Hop[]>();
  const add = (from: string, hop: Hop): void => {
    const list = hops.get(from);
    if (list === undefined) hops.set(from, [hop]);
    else list.push(hop);
  };
  for (const edge of edges) {
    const { id: edgeId, fromTformTo: message, annotations } = edge;
    if (edgeId === undefined) continue;
    const fromTformTo = poseOf(message);
    const { x, y, z } = fromTformTo.position;
    const cost = Math.max(0, annotations?.cost?.value ?? Math.hypot(x, y, z));
    add(edgeId.fromWaypoint, { to: edgeId.toWaypoint, edge, edgeId, fromTformTo, cost });
    add(edgeId.toWaypoint, { to: edgeId.fromWaypoint, edge, edgeId, fromTformTo: inversePose(fromTformTo), cost });
  }
  return hops;
}

/** Where every waypoint is that can be reached from one whose pose is known, nearest by number of edges first. */
export function placeFrom(
  hops: ReadonlyMap<string, readonly Hop[]>,
  id: string,
  pose: Pose,
): ReadonlyMap<string, Pose> {
  const placed = new Map([[id, pose]]);
  // A map that grows while it is iterated is a queue.
  for (const [from, fromPose] of placed) {
    for (const { to, fromTformTo } of hops.get(from) ?? []) {
      if (!placed.has(to)) placed.set(to, composePoses(fromPose, fromTformTo));
    }
  }
  return placed;
}

/** How long the cheapest way is to every waypoint that can be reached, and the hop by which it arrives. */
export function shortestWays(
  hops: ReadonlyMap<string, readonly Hop[]>,
  start: string,
  isOpen: (hop: Hop) => boolean = () => true,
): ReadonlyMap<string, { readonly cost: number; readonly from?: string; readonly hop?: Hop }> {
  const ways = new Map<string, { cost: number; from?: string; hop?: Hop }>([[start, { cost: 0 }]]);
  const open = new Set([start]);
  while (open.size > 0) {
    let nearest: string | undefined;
    for (const id of open) if (nearest === undefined || costOf(ways, id) < costOf(ways, nearest)) nearest = id;
    if (nearest === undefined) break;
    open.delete(nearest);
    for (const hop of hops.get(nearest) ?? []) {
      const cost = costOf(ways, nearest) + hop.cost;
      if (!isOpen(hop) || cost >= costOf(ways, hop.to)) continue;
      ways.set(hop.to, { cost, from: nearest, hop });
      open.add(hop.to);
    }
  }
  return ways;
}

/** The cheapest route (Dijkstra), or `undefined` where there is none. */
export function findRoute(
  hops: ReadonlyMap<string, readonly Hop[]>,
  start: string,
  goal: string,
  isOpen?: (hop: Hop) => boolean,
): RouteFound | undefined {
  const ways = shortestWays(hops, start, isOpen);
  if (!ways.has(goal)) return undefined;
  const waypointIds = [goal];
  const edgeIds: Edge_Id[] = [];
  for (let way = ways.get(goal); way?.hop !== undefined && way.from !== undefined; way = ways.get(way.from)) {
    waypointIds.unshift(way.from);
    edgeIds.unshift(way.hop.edgeId);
  }
  return { waypointIds, edgeIds };
}

function costOf(ways: ReadonlyMap<string, { readonly cost: number }>, id: string): number {
  return ways.get(id)?.cost ?? Infinity;
}
