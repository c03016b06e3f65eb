/** Puts the waypoints of a map into one frame, `seed`: each by its way from the first, or from those with hints. */
import type { Edge_Id } from "../../messages/bosdyn/api/graph_nav/map.ts";
import {
  type PoseBounds,
  type ProcessAnchoringRequest,
  type ProcessAnchoringResponseInit,
  ProcessAnchoringResponse_Status as Status,
  type WaypointAnchorHint,
} from "../../messages/bosdyn/api/graph_nav/map_processing.ts";
import { poseMessage } from "../body/frame-tree.ts";
import { composePoses, inversePose, type Pose, yawOf } from "../body/vector.ts";
import { isSoundPose, poseOf } from "../perception/pose-message.ts";
import { length, unit } from "../perception/tag-detector.ts";
import { distanceBetween } from "./map-poses.ts";
import type { MapStore } from "./map-store.ts";
import { neighbours, placeFrom } from "./routes.ts";
import { fiducialsAround } from "./waypoint-view.ts";

/** An edge whose ends are this far from where it says is inconsistent, metres. */
const MAX_RESIDUAL = 0.5;
/** Gravity may be this far from straight down in the seed frame: the cosine of 45 degrees. */
const MIN_GRAVITY_COSINE = Math.SQRT1_2;

/** Work out an anchoring. The map stays as it is. */
export function processAnchoring(map: MapStore, request: ProcessAnchoringRequest): ProcessAnchoringResponseInit {
  const { params, initialHint } = request;
  const optimizer = params?.optimizerParams;
  const [iterations, seconds] = [optimizer?.maxIters?.value, optimizer?.maxTimeSeconds?.value];
  if ((iterations !== undefined && iterations < 0) || (seconds !== undefined && !(seconds >= 0))) {
    return { status: Status.STATUS_INVALID_PARAMS };
  }
  const gravity = params?.gravityEwrtSeed;
  if (gravity !== undefined && !(length(gravity) > 0 && -unit(gravity).z >= MIN_GRAVITY_COSINE)) {
    return { status: Status.STATUS_INVALID_GRAVITY_ALIGNMENT };
  }
  if (iterations === 0) return { status: Status.STATUS_MAX_ITERATIONS };
  if (seconds === 0) return { status: Status.STATUS_MAX_TIME };
  const missing = [...map.waypoints.values()].filter(({ id }) => map.snapshotOf(id) === undefined);
  if (missing.length > 0) {
    return {
      status: Status.STATUS_MISSING_WAYPOINT_SNAPSHOTS,
      missingSnapshotIds: missing.map(({ snapshotId }) => snapshotId),
      missingWaypointIds: missing.map(({ id }) => id),
    };
  }
  const hints = initialHint?.waypointAnchors ?? [];
  const invalidHints = hints.filter(({ waypointAnchor: anchor }) => {
    return anchor === undefined || !map.waypoints.has(anchor.id) || !isSoundPose(anchor.seedTformWaypoint);
  });
  if (invalidHints.length > 0) {
    const ids = invalidHints.map(({ waypointAnchor }) => waypointAnchor?.id ?? "");
    return { status: Status.STATUS_INVALID_HINTS, invalidHints: ids };
  }
  const places = placed(map, hints);
  // A part of the map that no edge joins to the rest has no place in its frame.
  if (map.waypoints.size === 0 || places.size < map.waypoints.size) return { status: Status.STATUS_INVALID_GRAPH };
  const violated = hints.filter((hint) => isViolated(hint, places));
  if (violated.length > 0) {
    return { status: Status.STATUS_CONSTRAINT_VIOLATION, violatedWaypointConstraints: violated };
  }
  const { cost, inconsistentEdges } = residuals(map, places);
  return {
    status: Status.STATUS_OK,
    waypointResults: [...places].map(([id, pose]) => ({ id, seedTformWaypoint: poseMessage(pose) })),
    worldObjectResults: objectsIn(map, places),
    iteration: 1,
    cost,
    finalIteration: true,
    inconsistentEdges,
  };
}

/** Waypoints from the first hint on, or from an anchor that there is, or from the first waypoint as the seed. */
function placed(map: MapStore, hints: readonly WaypointAnchorHint[]): ReadonlyMap<string, Pose> {
  const hops = neighbours(map.edges.values());
  const places = new Map<string, Pose>();
  const starts = [
    ...hints.flatMap(({ waypointAnchor }) => waypointAnchor ?? []),
    ...[...map.anchors.values()].filter(({ id }) => map.waypoints.has(id)),
  ].map(({ id, seedTformWaypoint }) => ({ id, pose: poseOf(seedTformWaypoint) }));
  const [first] = map.waypoints.keys();
  if (starts.length === 0 && first !== undefined) starts.push({ id: first, pose: poseOf(undefined) });
  for (const { id, pose } of starts) {
    for (const [each, at] of placeFrom(hops, id, pose)) if (!places.has(each)) places.set(each, at);
  }
  return places;
}

function isViolated(
  { waypointAnchor, seedTformWaypointConstraint: bounds }: WaypointAnchorHint,
  places: ReadonlyMap<string, Pose>,
): boolean {
  const place = places.get(waypointAnchor?.id ?? "");
  return (
    bounds !== undefined && place !== undefined && !isWithin(bounds, poseOf(waypointAnchor?.seedTformWaypoint), place)
  );
}

function isWithin(bounds: PoseBounds, hint: Pose, place: Pose): boolean {
  const { position, rotation } = composePoses(inversePose(hint), place);
  return (
    Math.abs(position.x) <= bounds.xBounds &&
    Math.abs(position.y) <= bounds.yBounds &&
    Math.abs(position.z) <= bounds.zBounds &&
    Math.abs(yawOf(rotation)) <= bounds.yawBounds
  );
}

/** How badly the edges fit. */
function residuals(
  map: MapStore,
  places: ReadonlyMap<string, Pose>,
): { readonly cost: number; readonly inconsistentEdges: readonly Edge_Id[] } {
  let cost = 0;
  const inconsistentEdges: Edge_Id[] = [];
  for (const { id, fromTformTo } of map.edges.values()) {
    const [from, to] = [places.get(id?.fromWaypoint ?? ""), places.get(id?.toWaypoint ?? "")];
    if (id === undefined || from === undefined || to === undefined) continue;
    const residual = distanceBetween(composePoses(from, poseOf(fromTformTo)), to);
    cost += residual ** 2;
    if (residual > MAX_RESIDUAL) inconsistentEdges.push(id);
  }
  return { cost, inconsistentEdges };
}

/** The fiducials of the map, where the first waypoint that saw each has it. */
function objectsIn(
  map: MapStore,
  places: ReadonlyMap<string, Pose>,
): NonNullable<ProcessAnchoringResponseInit["worldObjectResults"]> {
  const objects = new Map<string, Pose>();
  for (const [id, place] of places) {
    const [waypoint, snapshot] = [map.waypoints.get(id), map.snapshotOf(id)];
    if (waypoint === undefined || snapshot === undefined) continue;
    for (const [tag, waypointTformTag] of fiducialsAround(waypoint, snapshot)) {
      if (!objects.has(`${tag}`)) objects.set(`${tag}`, composePoses(place, waypointTformTag));
    }
  }
  return [...objects].map(([id, pose]) => ({ id, seedTformObject: poseMessage(pose) }));
}
