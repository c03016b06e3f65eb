/** Takes graphs that clients upload, into the place of the robot's or joined to it. */
import {
  type UploadGraphRequest,
  type UploadGraphResponseInit,
  UploadGraphResponse_Status as Status,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { Graph, newGraph } from "../../messages/bosdyn/api/graph_nav/map.ts";
import { LicenseInfo_Status } from "../../messages/bosdyn/api/license.ts";
import { poseMessage } from "../body/frame-tree.ts";
import type { Pose } from "../body/vector.ts";
import { poseOf } from "../perception/pose-message.ts";
import { checkGraph, edgeKey } from "./graph-check.ts";
import { MAX_EDGES, MAX_GRAPH_BYTES, MAX_WAYPOINTS } from "./map-store.ts";
import type { RobotMap } from "./robot-map.ts";
import { neighbours, placeFrom } from "./routes.ts";

/** Judge a graph, and take it if it is good. */
export function uploadGraph(map: RobotMap, request: UploadGraphRequest): UploadGraphResponseInit {
  const { store, parts } = map;
  const graph = request.graph ?? newGraph();
  const licenseStatus = LicenseInfo_Status.STATUS_VALID;
  const kept = request.replaceGraph ? newGraph() : Graph.decode(Graph.encode(store.graph()));
  const waypointIds = new Set([...kept.waypoints, ...graph.waypoints].map(({ id }) => id));
  const edgeKeys = new Set([...kept.edges, ...graph.edges].map(({ id }) => (id === undefined ? "" : edgeKey(id))));
  const bytes = Graph.encode(kept).length + Graph.encode(graph).length;
  if (waypointIds.size > MAX_WAYPOINTS || edgeKeys.size > MAX_EDGES || bytes > MAX_GRAPH_BYTES) {
    return { status: Status.STATUS_MAP_TOO_LARGE_LICENSE, licenseStatus, mapStats: store.stats() };
  }
  const validationStatus = checkGraph(graph, new Set(kept.waypoints.map(({ id }) => id)));
  if (validationStatus !== undefined) {
    return { status: Status.STATUS_INVALID_GRAPH, licenseStatus, validationStatus, mapStats: store.stats() };
  }
  const missingServices = missingCallbacks(graph, parts.hasService ?? (() => false));
  if (missingServices.length > 0) {
    return { status: Status.STATUS_AREA_CALLBACK_ERROR, licenseStatus, areaCallbackError: { missingServices } };
  }
  if (request.replaceGraph) map.clear();
  store.merge(graph);
  if (request.generateNewAnchoring) anchorAnew(map);
  return {
    status: Status.STATUS_OK,
    licenseStatus,
    replacedGraph: request.replaceGraph,
    mapStats: store.stats(),
    sensorStatus: { mapHasLidarData: false, robotConfiguredForLidar: false },
    ...sorted("Waypoint", graph.waypoints, (id) => store.waypointSnapshots.has(id)),
    ...sorted("Edge", graph.edges, (id) => store.edgeSnapshots.has(id)),
  };
}

/** The area callbacks of a graph that nobody serves. */
export function missingCallbacks(
  { edges }: Pick<Graph, "edges">,
  hasService: (name: string) => boolean,
): readonly string[] {
  const named = edges.flatMap(({ annotations }) => [...(annotations?.areaCallbacks.values() ?? [])]);
  return [...new Set(named.map(({ serviceName }) => serviceName))].filter((name) => !hasService(name));
}

/** Anchor every waypoint by its way from the first one of its part of the map. */
function anchorAnew({ store }: RobotMap): void {
  const hops = neighbours(store.edges.values());
  const anchors = new Map<string, Pose>();
  for (const id of store.waypoints.keys()) {
    if (anchors.has(id)) continue;
    for (const [each, pose] of placeFrom(hops, id, poseOf(undefined))) anchors.set(each, pose);
  }
  store.anchor(
    [...anchors].map(([id, pose]) => ({ id, seedTformWaypoint: poseMessage(pose) })),
    [],
  );
}

/** Which snapshots of a graph are here, and which the client is to bring. */
function sorted(
  kind: "Waypoint" | "Edge",
  parts: readonly { readonly snapshotId: string }[],
  isHere: (id: string) => boolean,
): UploadGraphResponseInit {
  const ids = [...new Set(parts.map(({ snapshotId }) => snapshotId))].filter((id) => id !== "");
  const [loaded, unknown] = [ids.filter(isHere), ids.filter((id) => !isHere(id))];
  return kind === "Waypoint"
    ? { loadedWaypointSnapshotIds: loaded, unknownWaypointSnapshotIds: unknown }
    : { loadedEdgeSnapshotIds: loaded, unknownEdgeSnapshotIds: unknown };
}
