/** Which snapshots a graph names. */
import type { GraphInit } from "../../messages/bosdyn/api/graph_nav/map.ts";

/** Of what: a waypoint's snapshot is what the robot saw there, an edge's how it walked. */
export type SnapshotKind = "waypoint" | "edge";

/** The ids of a graph's snapshots, each once; an empty id is no snapshot. */
export function snapshotIdsOf({ waypoints = [], edges = [] }: GraphInit): Readonly<Record<SnapshotKind, string[]>> {
  return {
    waypoint: distinctIds(waypoints.map(({ snapshotId = "" }) => snapshotId)),
    edge: distinctIds(edges.map(({ snapshotId = "" }) => snapshotId)),
  };
}

/** Ids that are not empty, each once. */
export function distinctIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== "");
}
