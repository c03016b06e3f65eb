/** Which snapshots a graph names. */
import type { GraphInit } from "../messages/bosdyn/api/graph_nav/map.ts";
import type { SnapshotKind } from "./map-folder.ts";

/** The ids of a graph's snapshots, each once; an empty id is no snapshot. */
export function snapshotIdsOf({ waypoints = [], edges = [] }: GraphInit): Readonly<Record<SnapshotKind, string[]>> {
  return { waypoint: distinct(waypoints), edge: distinct(edges) };
}

function distinct(named: readonly { readonly snapshotId?: string | undefined }[]): string[] {
  return [...new Set(named.map(({ snapshotId = "" }) => snapshotId))].filter((id) => id !== "");
}
