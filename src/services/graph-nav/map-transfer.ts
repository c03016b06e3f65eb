/**
 * Whole maps to and from the robot: the graph, and the snapshots that its waypoints and edges name. The robot keeps
 * snapshots longer than graphs, so only those travel that it does not have.
 */
import type { CallOptions } from "../../grpc/index.ts";
import type { UploadGraphResponse } from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import {
  EdgeSnapshot,
  type EdgeSnapshotInit,
  type Graph,
  type GraphInit,
  type MapStats,
  WaypointSnapshot,
  type WaypointSnapshotInit,
} from "../../messages/bosdyn/api/graph_nav/map.ts";
import type { GraphNavClient, UploadOptions } from "./client.ts";
import { UnknownMapInformationError } from "./errors.ts";
import { distinctIds, type SnapshotKind, snapshotIdsOf } from "./snapshot-ids.ts";

/** Snapshots travel together up to about this many bytes. */
const BATCH_BYTES = 16_777_216;

/** How many snapshots have travelled. */
export interface MapProgress {
  readonly done: number;
  readonly total: number;
}

/** A map in memory, which may take hundreds of megabytes. */
export interface GraphNavMap {
  readonly graph: Graph;
  /** By snapshot id. */
  readonly waypointSnapshots: ReadonlyMap<string, WaypointSnapshot>;
  /** By snapshot id. */
  readonly edgeSnapshots: ReadonlyMap<string, EdgeSnapshot>;
  /** Snapshots that the graph names and the robot does not have. */
  readonly missingSnapshotIds: readonly string[];
}

/** Where snapshots come from by their ids. A `Map` is one; a folder of files may be another. */
export interface SnapshotSource<T> {
  get(id: string): T | undefined | Promise<T | undefined>;
}

/** A map to send. Snapshots are asked for one by one, and only those that the robot does not have. */
export interface MapToSend {
  readonly graph: GraphInit;
  readonly waypointSnapshots: SnapshotSource<WaypointSnapshotInit>;
  readonly edgeSnapshots: SnapshotSource<EdgeSnapshotInit>;
}

/** How to fetch a map. The options of calls hold for each call. */
export interface FetchMapOptions extends CallOptions {
  /** Take the images of the waypoints along, which are most of a map. Default false. */
  readonly downloadImages?: boolean | undefined;
  /** Have the robot compress the point clouds. Default false. */
  readonly compressPointCloud?: boolean | undefined;
  readonly onProgress?: ((progress: MapProgress) => void) | undefined;
}

/**
 * Fetch the robot's map. Soon after recording is best: the graph is lost when the robot restarts.
 * @throws {DataChunkError | ResponseError | RpcError}
 */
export async function fetchMap(
  client: Pick<GraphNavClient, "fetchGraph" | "fetchWaypointSnapshot" | "fetchEdgeSnapshot">,
  { downloadImages, compressPointCloud, onProgress, ...options }: FetchMapOptions = {},
): Promise<GraphNavMap> {
  const graph = await client.fetchGraph(options);
  const { waypoint: waypointIds, edge: edgeIds } = snapshotIdsOf(graph);
  const waypointSnapshots = new Map<string, WaypointSnapshot>();
  const edgeSnapshots = new Map<string, EdgeSnapshot>();
  const missingSnapshotIds: string[] = [];
  const total = waypointIds.length + edgeIds.length;
  const take = async <T>(id: string, into: Map<string, T>, fetched: Promise<T>): Promise<void> => {
    try {
      into.set(id, await fetched);
    } catch (error) {
      // A map with a hole is worth more than none.
      if (!(error instanceof UnknownMapInformationError)) throw error;
      missingSnapshotIds.push(id);
    }
    onProgress?.({ done: waypointSnapshots.size + edgeSnapshots.size + missingSnapshotIds.length, total });
  };
  for (const id of waypointIds) {
    const request = { waypointSnapshotId: id, downloadImages, compressPointCloud };
    await take(id, waypointSnapshots, client.fetchWaypointSnapshot(request, options));
  }
  for (const id of edgeIds) await take(id, edgeSnapshots, client.fetchEdgeSnapshot(id, options));
  return { graph, waypointSnapshots, edgeSnapshots, missingSnapshotIds };
}

/** How to send a map. The options of calls hold for each call. */
export interface SendMapOptions extends UploadOptions {
  /** Replace the robot's map instead of adding to it. Default false. */
  readonly replace?: boolean | undefined;
  /** Have the robot anchor the map anew. Default: where the graph has no anchors. */
  readonly generateNewAnchoring?: boolean | undefined;
  readonly onProgress?: ((progress: MapProgress) => void) | undefined;
}

/** What became of a map that was sent. */
export interface SentMap {
  readonly response: UploadGraphResponse;
  /** How large the robot's map is now, if it says. */
  readonly mapStats: MapStats | undefined;
  /** Snapshots that the robot wants and the source did not have. */
  readonly missingSnapshotIds: readonly string[];
}

/**
 * Send a map, and the snapshots that the robot does not have yet. The robot is not localised to it until told so.
 * @throws {GraphNavInvalidGraphError | IncompatibleSensorsError | LeaseUseError | LicenseError | ResponseError | RpcError}
 */
export function sendMap(
  client: Pick<GraphNavClient, "sendGraph" | "clearGraph" | "sendSnapshots">,
  { graph, waypointSnapshots, edgeSnapshots }: MapToSend,
  options: SendMapOptions = {},
): Promise<SentMap> {
  return sendGraphAndSnapshots<Snapshot>(client, graph, options, {
    async find(kind, id) {
      if (kind === "waypoint") {
        const waypoint = await waypointSnapshots.get(id);
        return waypoint && { snapshot: { waypoint }, byteLength: WaypointSnapshot.encode(waypoint).length };
      }
      const edge = await edgeSnapshots.get(id);
      return edge && { snapshot: { edge }, byteLength: EdgeSnapshot.encode(edge).length };
    },
    send(batch, callOptions) {
      const waypoints = batch.flatMap((each) => ("waypoint" in each ? [each.waypoint] : []));
      const edges = batch.flatMap((each) => ("edge" in each ? [each.edge] : []));
      return client.sendSnapshots({ waypointSnapshots: waypoints, edgeSnapshots: edges }, callOptions);
    },
  });
}

type Snapshot = { readonly waypoint: WaypointSnapshotInit } | { readonly edge: EdgeSnapshotInit };

/** Where snapshots come from, and how several are sent together. */
export interface SnapshotTraffic<S> {
  /** A snapshot and how long it is, if it is there. */
  find(kind: SnapshotKind, id: string): Promise<{ readonly snapshot: S; readonly byteLength: number } | undefined>;
  send(batch: readonly S[], options: UploadOptions): Promise<MapStats | undefined>;
}

/** Send a graph, then what the robot lacks of its snapshots, in whatever form they are. */
export async function sendGraphAndSnapshots<S>(
  client: Pick<GraphNavClient, "sendGraph" | "clearGraph">,
  graph: GraphInit,
  { replace = false, generateNewAnchoring, onProgress, ...options }: SendMapOptions,
  traffic: SnapshotTraffic<S>,
): Promise<SentMap> {
  const anchoring = generateNewAnchoring ?? (graph.anchoring?.anchors ?? []).length === 0;
  const response = await sendGraph(client, graph, anchoring, replace, options);
  const waypointIds = distinctIds(response.unknownWaypointSnapshotIds);
  const edgeIds = distinctIds(response.unknownEdgeSnapshotIds);
  const sender = new SnapshotSender(traffic, options, waypointIds.length + edgeIds.length, onProgress);
  for (const id of waypointIds) await sender.add("waypoint", id);
  for (const id of edgeIds) await sender.add("edge", id);
  await sender.flush();
  return { response, mapStats: sender.mapStats ?? response.mapStats, missingSnapshotIds: sender.missing };
}

async function sendGraph(
  client: Pick<GraphNavClient, "sendGraph" | "clearGraph">,
  graph: GraphInit,
  generateNewAnchoring: boolean,
  replaceGraph: boolean,
  { lease, ...options }: UploadOptions,
): Promise<UploadGraphResponse> {
  const response = await client.sendGraph({ graph, generateNewAnchoring, replaceGraph, lease }, options);
  if (!replaceGraph || response.replacedGraph) return response;
  // An older robot does not know the flag, and has added the graph to what it had.
  await client.clearGraph({ lease }, options);
  return client.sendGraph({ graph, generateNewAnchoring, lease }, options);
}

/** Gathers snapshots and sends them together, so that a large map is never in memory as a whole. */
class SnapshotSender<S> {
  readonly missing: string[] = [];
  mapStats: MapStats | undefined;
  readonly #traffic: SnapshotTraffic<S>;
  readonly #options: UploadOptions;
  readonly #total: number;
  readonly #onProgress: ((progress: MapProgress) => void) | undefined;
  #batch: S[] = [];
  #batchBytes = 0;
  #sent = 0;

  constructor(
    traffic: SnapshotTraffic<S>,
    options: UploadOptions,
    total: number,
    onProgress: ((progress: MapProgress) => void) | undefined,
  ) {
    this.#traffic = traffic;
    this.#options = options;
    this.#total = total;
    this.#onProgress = onProgress;
  }

  async add(kind: SnapshotKind, id: string): Promise<void> {
    const found = await this.#traffic.find(kind, id);
    if (found === undefined) {
      this.missing.push(id);
      this.#report();
      return;
    }
    if (this.#batchBytes + found.byteLength > BATCH_BYTES) await this.flush();
    this.#batch.push(found.snapshot);
    this.#batchBytes += found.byteLength;
  }

  async flush(): Promise<void> {
    if (this.#batch.length === 0) return;
    this.mapStats = await this.#traffic.send(this.#batch, this.#options);
    this.#sent += this.#batch.length;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#report();
  }

  #report(): void {
    this.#onProgress?.({ done: this.#sent + this.missing.length, total: this.#total });
  }
}
