/** Closes loops: edges between waypoints that are near to each other, though the recorded way between them is long. */
import { Edge_EdgeSource, type EdgeInit } from "../../messages/bosdyn/api/graph_nav/map.ts";
import {
  type ProcessTopologyRequest_Params,
  type ProcessTopologyResponseInit,
  ProcessTopologyResponse_Status as Status,
} from "../../messages/bosdyn/api/graph_nav/map_processing.ts";
import { poseMessage } from "../body/frame-tree.ts";
import { composePoses, inversePose, type Pose, type Vector } from "../body/vector.ts";
import { poseOf } from "../perception/pose-message.ts";
import { length } from "../perception/tag-detector.ts";
import { edgeKey } from "./graph-check.ts";
import type { MapStore } from "./map-store.ts";
import { type Hop, neighbours, placeFrom, shortestWays } from "./routes.ts";
import { fiducialsAround, pointsAround } from "./waypoint-view.ts";

/** Rules that hold where the request does not say otherwise: metres. */
const DEFAULTS = { maxPath: 50, minPath: 6, maxEdge: 4, maxHeight: 0.5, maxFiducial: 4, robotRadius: 0.25 } as const;
/** Points this far above a waypoint's frame or below it are walls and boxes, not the ground: metres. */
const COLLISION_HEIGHTS = { low: -0.3, high: 0.5 } as const;
/** Waypoints of which neighbours are sought in one request; the rest are left as they are. */
const MAX_WAYPOINTS = 1000;

interface Candidate {
  readonly from: string;
  readonly to: string;
  readonly fromTformTo: Pose;
  readonly source: Edge_EdgeSource;
}

/** Find the edges that close loops. The map stays as it is. */
export function processTopology(
  map: MapStore,
  params: ProcessTopologyRequest_Params | undefined,
): ProcessTopologyResponseInit {
  if (map.waypoints.size === 0) return { status: Status.STATUS_INVALID_GRAPH };
  const missing = [...map.waypoints.values()].filter(({ id }) => map.snapshotOf(id) === undefined);
  if (missing.length > 0) {
    return {
      status: Status.STATUS_MISSING_WAYPOINT_SNAPSHOTS,
      missingSnapshotIds: missing.map(({ snapshotId }) => snapshotId),
      missingWaypointIds: missing.map(({ id }) => id),
    };
  }
  const hops = neighbours(map.edges.values());
  const taken = new Set(map.edges.keys());
  const edges: EdgeInit[] = [];
  for (const id of [...map.waypoints.keys()].slice(0, MAX_WAYPOINTS)) {
    const [best] = [...byFiducial(map, hops, id, params), ...byOdometry(hops, id, params)]
      .filter(({ from, to }) => !taken.has(edgeKey({ fromWaypoint: from, toWaypoint: to })))
      .filter((candidate) => isAllowed(map, candidate) && isFree(map, candidate, params))
      .sort((a, b) => length(a.fromTformTo.position) - length(b.fromTformTo.position));
    if (best === undefined) continue;
    const edgeId = { fromWaypoint: best.from, toWaypoint: best.to };
    taken.add(edgeKey(edgeId));
    edges.push({
      id: edgeId,
      fromTformTo: poseMessage(best.fromTformTo),
      annotations: { edgeSource: best.source },
    });
  }
  return { status: Status.STATUS_OK, newSubgraph: { edges } };
}

/** Waypoints that are near by what the recorded edges say. */
function byOdometry(
  hops: ReadonlyMap<string, readonly Hop[]>,
  id: string,
  params: ProcessTopologyRequest_Params | undefined,
): Candidate[] {
  if (params?.doOdometryLoopClosure?.value === false) return [];
  const rules = params?.odometryLoopClosureParams;
  const maxPath = rules?.maxLoopClosurePathLength?.value ?? DEFAULTS.maxPath;
  const minPath = rules?.minLoopClosurePathLength?.value ?? DEFAULTS.minPath;
  const maxEdge = rules?.maxLoopClosureEdgeLength?.value ?? DEFAULTS.maxEdge;
  const maxHeight = rules?.maxLoopClosureHeightChange?.value ?? DEFAULTS.maxHeight;
  const places = placeFrom(hops, id, poseOf(undefined));
  return [...shortestWays(hops, id)].flatMap(([to, { cost }]): Candidate[] => {
    const fromTformTo = places.get(to);
    if (fromTformTo === undefined || cost < minPath || cost > maxPath) return [];
    if (length(fromTformTo.position) > maxEdge || Math.abs(fromTformTo.position.z) > maxHeight) return [];
    return [{ from: id, to, fromTformTo, source: Edge_EdgeSource.EDGE_SOURCE_SMALL_LOOP_CLOSURE }];
  });
}

/** Waypoints that see the same fiducial. */
function byFiducial(
  map: MapStore,
  hops: ReadonlyMap<string, readonly Hop[]>,
  id: string,
  params: ProcessTopologyRequest_Params | undefined,
): Candidate[] {
  if (params?.doFiducialLoopClosure?.value === false) return [];
  const rules = params?.fiducialLoopClosureParams;
  const minPath = rules?.minLoopClosurePathLength?.value ?? DEFAULTS.minPath;
  const maxEdge = rules?.maxLoopClosureEdgeLength?.value ?? DEFAULTS.maxEdge;
  const maxFiducial = rules?.maxFiducialDistance?.value ?? DEFAULTS.maxFiducial;
  const maxHeight = rules?.maxLoopClosureHeightChange?.value ?? DEFAULTS.maxHeight;
  const ways = shortestWays(hops, id);
  const own = fiducialsOf(map, id);
  return [...map.waypoints.keys()].flatMap((to): Candidate[] => {
    if (to === id || (ways.get(to)?.cost ?? Infinity) < minPath) return [];
    const theirs = own.size === 0 ? own : fiducialsOf(map, to);
    return [...own].flatMap(([tag, fromTformTag]): Candidate[] => {
      const toTformTag = theirs.get(tag);
      if (toTformTag === undefined) return [];
      if (Math.max(length(fromTformTag.position), length(toTformTag.position)) > maxFiducial) return [];
      const fromTformTo = composePoses(fromTformTag, inversePose(toTformTag));
      if (length(fromTformTo.position) > maxEdge || Math.abs(fromTformTo.position.z) > maxHeight) return [];
      return [{ from: id, to, fromTformTo, source: Edge_EdgeSource.EDGE_SOURCE_FIDUCIAL_LOOP_CLOSURE }];
    });
  });
}

function fiducialsOf(map: MapStore, id: string): ReadonlyMap<number, Pose> {
  const [waypoint, snapshot] = [map.waypoints.get(id), map.snapshotOf(id)];
  return waypoint && snapshot ? fiducialsAround(waypoint, snapshot) : new Map<number, Pose>();
}

/** Whether both ends let loops be closed at them. */
function isAllowed(map: MapStore, { from, to, fromTformTo }: Candidate): boolean {
  return [from, to].every((id) => {
    const settings = map.waypoints.get(id)?.annotations?.loopClosureSettings;
    if (settings === undefined) return true;
    const isShort = settings.maxEdgeLength === 0 || length(fromTformTo.position) <= settings.maxEdgeLength;
    return !settings.disableLoopClosure && isShort;
  });
}

/** Whether nothing that the first waypoint sees stands in the straight way to the second. */
function isFree(
  map: MapStore,
  { from, fromTformTo }: Candidate,
  params: ProcessTopologyRequest_Params | undefined,
): boolean {
  const rules = params?.collisionCheckParams;
  if (rules?.checkEdgesForCollision?.value === false) return true;
  const radius = rules?.collisionCheckRobotRadius?.value ?? DEFAULTS.robotRadius;
  const [waypoint, snapshot] = [map.waypoints.get(from), map.snapshotOf(from)];
  if (waypoint === undefined || snapshot === undefined) return true;
  return pointsAround(waypoint, snapshot).every(
    (point) =>
      point.z < COLLISION_HEIGHTS.low ||
      point.z > COLLISION_HEIGHTS.high ||
      distanceToWay(point, fromTformTo.position) > radius,
  );
}

/** Along the ground from a point to the straight way from the origin to an end. */
function distanceToWay({ x, y }: Vector, end: Vector): number {
  const square = end.x ** 2 + end.y ** 2;
  const part = square === 0 ? 0 : Math.max(0, Math.min(1, (x * end.x + y * end.y) / square));
  return Math.hypot(x - part * end.x, y - part * end.y);
}
