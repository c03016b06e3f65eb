/** Looking a map on disk over before it is trusted, or sent to a robot. */
import type { Graph } from "../messages/bosdyn/api/graph_nav/map.ts";
import { graphProblems } from "../services/graph-nav/graph-problems.ts";
import { snapshotIdsOf } from "../services/graph-nav/snapshot-ids.ts";
import { MapFolderError } from "./errors.ts";
import type { MapFolder } from "./map-folder.ts";

/** What was found. A map is whole if the last three are empty. */
export interface MapCheck {
  readonly graph: Graph;
  /** Snapshots that are there and can be read. */
  readonly sound: number;
  /** What is wrong with the graph itself, a sentence each. */
  readonly graphProblems: readonly string[];
  /** Snapshots that the graph names and the folder does not hold. */
  readonly missing: readonly string[];
  /** Snapshots that cannot be read, or that are not what their name says. */
  readonly corrupt: readonly string[];
}

/** How a check goes on. */
export interface CheckMapOptions {
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Read every file of a map. @throws {MapFolderError} it has no graph, or the graph is damaged */
export async function checkMapFolder(folder: MapFolder, options: CheckMapOptions = {}): Promise<MapCheck> {
  const graph = await folder.readGraph();
  const ids = snapshotIdsOf(graph);
  const total = ids.waypoint.length + ids.edge.length;
  const missing: string[] = [];
  const corrupt: string[] = [];
  let sound = 0;
  const look = async (id: string, read: () => Promise<{ readonly id: string } | undefined>): Promise<void> => {
    options.signal?.throwIfAborted();
    try {
      const snapshot = await read();
      if (snapshot === undefined) missing.push(id);
      else if (snapshot.id !== id) corrupt.push(id);
      else sound++;
    } catch (error) {
      if (!(error instanceof MapFolderError) || error.code !== "MAP_FOLDER_CORRUPT") throw error;
      corrupt.push(id);
    }
    options.onProgress?.({ done: sound + missing.length + corrupt.length, total });
  };
  for (const id of ids.waypoint) await look(id, () => folder.readWaypointSnapshot(id));
  for (const id of ids.edge) await look(id, () => folder.readEdgeSnapshot(id));
  return { graph, sound, graphProblems: graphProblems(graph), missing, corrupt };
}
