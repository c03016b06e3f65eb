/** Judges a graph before the robot takes it: names, ends of edges, transforms. */
import type { UploadGraphResponse_ValidationStatusInit } from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import type { Edge_Id, Graph } from "../../messages/bosdyn/api/graph_nav/map.ts";
import { isSoundPose } from "../perception/pose-message.ts";

/** An edge as one name: the same for both directions. */
export function edgeKey({ fromWaypoint, toWaypoint }: Pick<Edge_Id, "fromWaypoint" | "toWaypoint">): string {
  return JSON.stringify([fromWaypoint, toWaypoint].sort());
}

/**
 * Look for faults.
 * @param known ids of waypoints that are on the robot already, which edges may lead to
 * @returns what is wrong, or `undefined` if nothing is
 */
export function checkGraph(
  { waypoints, edges, anchoring }: Graph,
  known: ReadonlySet<string>,
): UploadGraphResponse_ValidationStatusInit | undefined {
  const ids = new Set([...known, ...waypoints.map(({ id }) => id)]);
  const anchors = anchoring?.anchors ?? [];
  const objects = anchoring?.objects ?? [];
  const edgeIds = edges.flatMap(({ id }) => id ?? []);
  const ends = edgeIds.flatMap(({ fromWaypoint, toWaypoint }) => [fromWaypoint, toWaypoint]);
  const keys = new Set<string>();
  const faults = {
    missingWaypointIdsInEdges: distinct(ends.filter((id) => id !== "" && !ids.has(id))),
    missingWaypointIdsInAnchors: distinct(anchors.map(({ id }) => id).filter((id) => id !== "" && !ids.has(id))),
    edgeIdsInvalidTransform: edges.filter(({ fromTformTo }) => !isSoundPose(fromTformTo)).flatMap(({ id }) => id ?? []),
    waypointAnchorsInvalidTransform: anchors
      .filter(({ seedTformWaypoint }) => !isSoundPose(seedTformWaypoint))
      .map(({ id }) => id),
    objectAnchorsInvalidTransform: objects
      .filter(({ seedTformObject }) => !isSoundPose(seedTformObject))
      .map(({ id }) => id),
    duplicateWaypointIds: duplicates(waypoints.map(({ id }) => id)),
    duplicateWaypointAnchorIds: duplicates(anchors.map(({ id }) => id)),
    duplicateObjectAnchorIds: duplicates(objects.map(({ id }) => id)),
    // a to b and b to a are the same edge.
    duplicateEdgeIds: edgeIds.filter((id) => keys.size === keys.add(edgeKey(id)).size),
    invalidWaypointIdsSelfEdges: edgeIds.filter((id) => id.fromWaypoint === id.toWaypoint).map((id) => id.fromWaypoint),
    hasEmptyWaypointIds: waypoints.some(({ id }) => id === ""),
    hasEmptyEdgeIds: edgeIds.length < edges.length || ends.includes(""),
    hasEmptyWaypointAnchorIds: anchors.some(({ id }) => id === ""),
    hasEmptyObjectAnchorIds: objects.some(({ id }) => id === ""),
  };
  const isSound = Object.values(faults).every((fault) => (Array.isArray(fault) ? fault.length === 0 : !fault));
  return isSound ? undefined : faults;
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

function duplicates(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return distinct(ids.filter((id) => seen.size === seen.add(id).size));
}
