/**
 * A robot's map into a folder. The graph is in memory, and of one snapshot at a time no more than a few chunks; an
 * interrupted transfer goes on where it was, for a snapshot never changes under its id and a file is there whole or not at
 * all.
 */
import type { CallOptions } from "../grpc/index.ts";
import type { Graph } from "../messages/bosdyn/api/graph_nav/map.ts";
import type { GraphNavClient } from "../services/graph-nav/client.ts";
import { UnknownMapInformationError } from "../services/graph-nav/errors.ts";
import { type SnapshotKind, snapshotIdsOf } from "../services/graph-nav/snapshot-ids.ts";
import type { MapFolder } from "./map-folder.ts";

/** How far a transfer has come, in snapshots and, for those that travelled, bytes. */
export interface MapTransferProgress {
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
}

/** How to fetch a map. The options of calls hold for each call. */
export interface FetchMapFolderOptions extends CallOptions {
  /** Take the images of the waypoints along, which are most of a map. Default false. */
  readonly downloadImages?: boolean | undefined;
  /** Have the robot compress the point clouds. Default false. */
  readonly compressPointCloud?: boolean | undefined;
  readonly onProgress?: ((progress: MapTransferProgress) => void) | undefined;
}

/** What became of it. */
export interface FetchedMap {
  readonly graph: Graph;
  /** Snapshots that were fetched. */
  readonly fetched: number;
  /** Snapshots that the folder had already. */
  readonly kept: number;
  /** Snapshots that the graph names and the robot does not have. */
  readonly missing: readonly string[];
  /** Of what was fetched. */
  readonly bytes: number;
}

/**
 * Fetch the robot's map into a folder, which is made if need be. Snapshots that it has already and that can be read are
 * not fetched again; the graph is written last, so that a folder with a graph is a map.
 * @throws {MapFolderError} the folder cannot be written, or what came is no snapshot
 * @throws {DataChunkError | ResponseError | RpcError} call it again, and it goes on
 */
export async function fetchMapFolder(
  client: Pick<GraphNavClient, "fetchGraph" | "fetchEncodedWaypointSnapshot" | "fetchEncodedEdgeSnapshot">,
  folder: MapFolder,
  { downloadImages, compressPointCloud, onProgress, ...call }: FetchMapFolderOptions = {},
): Promise<FetchedMap> {
  const graph = await client.fetchGraph(call);
  const ids = snapshotIdsOf(graph);
  const total = ids.waypoint.length + ids.edge.length;
  const missing: string[] = [];
  let fetched = 0;
  let kept = 0;
  let bytes = 0;
  const take = async (kind: SnapshotKind, id: string, fetch: () => AsyncIterable<Uint8Array>): Promise<void> => {
    call.signal?.throwIfAborted();
    // A damaged file is fetched again.
    if (await folder.hasSnapshot(kind, id)) kept++;
    else {
      try {
        bytes += await folder.receiveSnapshot(kind, id, fetch());
        fetched++;
      } catch (error) {
        // A map with a hole is worth more than none.
        if (!(error instanceof UnknownMapInformationError)) throw error;
        missing.push(id);
      }
    }
    onProgress?.({ done: fetched + kept + missing.length, total, bytes });
  };
  for (const id of ids.waypoint) {
    const request = { waypointSnapshotId: id, downloadImages, compressPointCloud };
    await take("waypoint", id, () => client.fetchEncodedWaypointSnapshot(request, call));
  }
  for (const id of ids.edge) await take("edge", id, () => client.fetchEncodedEdgeSnapshot(id, call));
  await folder.writeGraph(graph);
  return { graph, fetched, kept, missing, bytes };
}
