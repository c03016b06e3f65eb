/** GraphNav: localising in a map, walking through it, and moving maps to and from the robot. */
import type { CallOptions } from "../../grpc/index.ts";
import {
  DownloadGraphResponse,
  type DownloadWaypointSnapshotRequestInit,
  UploadGraphRequest,
  type UploadGraphRequestInit,
  type UploadGraphResponse,
  UploadSnapshotsRequest_Snapshots,
  type UploadSnapshotsRequest_SnapshotsInit,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { GraphNavServiceCalls } from "../../messages/bosdyn/api/graph_nav/graph_nav_service.ts";
import {
  EdgeSnapshot,
  type EdgeSnapshotInit,
  type Graph,
  type MapStats,
  newGraph,
  WaypointSnapshot,
  type WaypointSnapshotInit,
} from "../../messages/bosdyn/api/graph_nav/map.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { GRAPH_PIECE_BYTES, joinMessage, pickChunks, piecesOf, splitIntoMessages } from "../data-chunks.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { orIfUnimplemented } from "../fallback.ts";
import { type EncodedSnapshot, snapshotChunks, snapshotsChunks } from "./encoded-snapshots.ts";
import { CHUNK_PAYLOAD } from "../payloads.ts";
import { payloadViews } from "../payload-views.ts";
import {
  CLEAR_GRAPH,
  DOWNLOAD_EDGE_SNAPSHOT,
  DOWNLOAD_WAYPOINT_SNAPSHOT,
  NAVIGATE_ROUTE,
  NAVIGATE_TO,
  NAVIGATE_TO_ANCHOR,
  NAVIGATION_FEEDBACK,
  SET_LOCALIZATION,
  UPLOAD_GRAPH,
  UPLOAD_SNAPSHOTS,
  UPLOAD_WAYPOINT_SNAPSHOT,
  VALIDATE_GRAPH,
} from "./statuses.ts";

/** Request fields that take local time too. */
interface GraphNavTimes {
  readonly navigateRoute: "endTime";
  readonly navigateTo: "endTime";
  readonly navigateToAnchor: "endTime";
}

/** Pieces of snapshots stay where they were received: they go to a file, or are joined, and are gone. */
function callsWithViews(): typeof GraphNavServiceCalls {
  const { downloadWaypointSnapshot: waypoint, downloadEdgeSnapshot: edge } = GraphNavServiceCalls;
  return {
    ...GraphNavServiceCalls,
    downloadWaypointSnapshot: { ...waypoint, output: payloadViews(waypoint.output, CHUNK_PAYLOAD) },
    downloadEdgeSnapshot: { ...edge, output: payloadViews(edge.output, CHUNK_PAYLOAD) },
  };
}

const GraphNavRpcs: ClientClass<typeof GraphNavServiceCalls, GraphNavTimes> = /* @__PURE__ */ defineClient(
  /* @__PURE__ */ callsWithViews(),
  {
    serviceName: "graph-nav-service",
    rpcs: {
      setLocalization: { leaseResult: "leaseUseResult", statuses: SET_LOCALIZATION },
      navigateRoute: {
        times: ["endTime"],
        clockIdentifier: true,
        lease: "leases",
        leaseResult: "leaseUseResults",
        statuses: NAVIGATE_ROUTE,
      },
      navigateTo: {
        times: ["endTime"],
        clockIdentifier: true,
        lease: "leases",
        leaseResult: "leaseUseResults",
        statuses: NAVIGATE_TO,
      },
      navigateToAnchor: {
        times: ["endTime"],
        clockIdentifier: true,
        lease: "leases",
        leaseResult: "leaseUseResults",
        statuses: NAVIGATE_TO_ANCHOR,
      },
      navigationFeedback: { statuses: NAVIGATION_FEEDBACK },
      clearGraph: { lease: "lease", leaseResult: "leaseUseResult", statuses: CLEAR_GRAPH },
      uploadGraph: { lease: "lease", leaseResult: "leaseUseResult", license: true, statuses: UPLOAD_GRAPH },
      uploadGraphStreaming: { leaseInside: true, leaseResult: "leaseUseResult", license: true, statuses: UPLOAD_GRAPH },
      uploadWaypointSnapshot: { lease: "lease", leaseResult: "leaseUseResult", statuses: UPLOAD_WAYPOINT_SNAPSHOT },
      uploadEdgeSnapshot: { lease: "lease", leaseResult: "leaseUseResult" },
      uploadSnapshots: { lease: "lease", leaseResult: "leaseUseResult", statuses: UPLOAD_SNAPSHOTS },
      downloadWaypointSnapshot: { statuses: DOWNLOAD_WAYPOINT_SNAPSHOT },
      downloadEdgeSnapshot: { statuses: DOWNLOAD_EDGE_SNAPSHOT },
      validateGraph: { statuses: VALIDATE_GRAPH },
    },
  },
);

/** A call that uploads part of a map. */
export interface UploadOptions extends CallOptions {
  /** Sent as it is, empty too. Default: that of the lease provider, if there is one. */
  readonly lease?: LeaseInit | undefined;
}

/**
 * Speaks to GraphNav. The methods that are named as RPCs carry one RPC each, message for message; `send…` and `fetch…`
 * carry a whole thing, in however many chunks, and fall back on the older RPC where a robot lacks the newer.
 * Needs a login; navigation needs a lease and time sync.
 */
export class GraphNavClient extends GraphNavRpcs {
  /**
   * Upload a graph of any size. Upload the snapshots that the response calls unknown afterwards.
   * @throws {LeaseUseError | LicenseError | GraphNavInvalidGraphError | ResponseError | RpcError}
   */
  async sendGraph(
    request: Omit<UploadGraphRequestInit, "header">,
    options?: CallOptions,
  ): Promise<UploadGraphResponse> {
    return orIfUnimplemented(
      () => {
        // The whole request travels inside the chunks, with a header and lease of its own.
        const inner = this.prepare<UploadGraphRequestInit>(request, { lease: "lease" });
        const messages = splitIntoMessages(UploadGraphRequest.encode(inner), GRAPH_PIECE_BYTES, (chunk) => ({ chunk }));
        return this.uploadGraphStreaming(messages, options);
      },
      () => this.uploadGraph(request, options),
    );
  }

  /**
   * Upload snapshots together, of about 16 MiB at most; a robot without that RPC gets them one by one.
   * @returns how large the robot's map is now, if it says
   * @throws {LeaseUseError | IncompatibleSensorsError | ResponseError | RpcError}
   */
  async sendSnapshots(
    snapshots: UploadSnapshotsRequest_SnapshotsInit,
    options: UploadOptions = {},
  ): Promise<MapStats | undefined> {
    const { lease, ...callOptions } = options;
    return orIfUnimplemented(
      async () => {
        const bytes = UploadSnapshotsRequest_Snapshots.encode(snapshots);
        const messages = splitIntoMessages(bytes, GRAPH_PIECE_BYTES, (chunk) => ({ chunk, lease }));
        return (await this.uploadSnapshots(messages, callOptions)).mapStats;
      },
      async () => {
        let stats: MapStats | undefined;
        for (const each of snapshots.waypointSnapshots ?? []) stats = await this.sendWaypointSnapshot(each, options);
        for (const each of snapshots.edgeSnapshots ?? []) stats = await this.sendEdgeSnapshot(each, options);
        return stats;
      },
    );
  }

  /** Upload one waypoint snapshot. @throws {LeaseUseError | IncompatibleSensorsError | ResponseError | RpcError} */
  async sendWaypointSnapshot(
    snapshot: WaypointSnapshotInit,
    { lease, ...options }: UploadOptions = {},
  ): Promise<MapStats | undefined> {
    const bytes = WaypointSnapshot.encode(snapshot);
    const messages = splitIntoMessages(bytes, GRAPH_PIECE_BYTES, (chunk) => ({ chunk, lease }));
    return (await this.uploadWaypointSnapshot(messages, options)).mapStats;
  }

  /** Upload one edge snapshot. @throws {LeaseUseError | ResponseError | RpcError} */
  async sendEdgeSnapshot(
    snapshot: EdgeSnapshotInit,
    { lease, ...options }: UploadOptions = {},
  ): Promise<MapStats | undefined> {
    const messages = splitIntoMessages(EdgeSnapshot.encode(snapshot), GRAPH_PIECE_BYTES, (chunk) => ({ chunk, lease }));
    return (await this.uploadEdgeSnapshot(messages, options)).mapStats;
  }

  /**
   * Upload snapshots together without ever holding one of them: each is read while it is sent. A robot without that RPC
   * gets them one by one.
   * @returns how large the robot's map is now, if it says
   * @throws {RangeError} a snapshot is not as long as it says; what reading it throws
   * @throws {LeaseUseError | IncompatibleSensorsError | ResponseError | RpcError}
   */
  async sendEncodedSnapshots(
    snapshots: readonly EncodedSnapshot[],
    { lease, ...options }: UploadOptions = {},
  ): Promise<MapStats | undefined> {
    return orIfUnimplemented(
      async () => (await this.uploadSnapshots(withLease(snapshotsChunks(snapshots), lease), options)).mapStats,
      async () => {
        let stats: MapStats | undefined;
        for (const each of snapshots) {
          const messages = withLease(snapshotChunks(each), lease);
          const response =
            each.kind === "waypoint"
              ? await this.uploadWaypointSnapshot(messages, options)
              : await this.uploadEdgeSnapshot(messages, options);
          stats = response.mapStats;
        }
        return stats;
      },
    );
  }

  /** The robot's graph, whatever its size; an empty one if it has none. @throws {DataChunkError | ResponseError | RpcError} */
  async fetchGraph(options?: CallOptions): Promise<Graph> {
    const response = await orIfUnimplemented(
      () => {
        const chunks = pickChunks(this.downloadGraphStreaming({}, options), ({ chunk }) => chunk);
        // The chunks make a whole response, not just the graph in it.
        return joinMessage(chunks, GraphNavServiceCalls.downloadGraphStreaming.path, DownloadGraphResponse);
      },
      () => this.downloadGraph({}, options),
    );
    return response.graph ?? newGraph();
  }

  /** One waypoint snapshot. @throws {UnknownMapInformationError | DataChunkError | ResponseError | RpcError} */
  async fetchWaypointSnapshot(
    request: Omit<DownloadWaypointSnapshotRequestInit, "header">,
    options?: CallOptions,
  ): Promise<WaypointSnapshot> {
    const chunks = pickChunks(this.downloadWaypointSnapshot(request, options), ({ chunk }) => chunk);
    return joinMessage(chunks, GraphNavServiceCalls.downloadWaypointSnapshot.path, WaypointSnapshot);
  }

  /** One edge snapshot. @throws {UnknownMapInformationError | DataChunkError | ResponseError | RpcError} */
  async fetchEdgeSnapshot(edgeSnapshotId: string, options?: CallOptions): Promise<EdgeSnapshot> {
    const chunks = pickChunks(this.downloadEdgeSnapshot({ edgeSnapshotId }, options), ({ chunk }) => chunk);
    return joinMessage(chunks, GraphNavServiceCalls.downloadEdgeSnapshot.path, EdgeSnapshot);
  }

  /**
   * One waypoint snapshot as bytes, in the pieces in which they come; they are checked for their number alone.
   * @throws {UnknownMapInformationError | DataChunkError | ResponseError | RpcError} while reading
   */
  fetchEncodedWaypointSnapshot(
    request: Omit<DownloadWaypointSnapshotRequestInit, "header">,
    options?: CallOptions,
  ): AsyncGenerator<Uint8Array, undefined, undefined> {
    const chunks = pickChunks(this.downloadWaypointSnapshot(request, options), ({ chunk }) => chunk);
    return piecesOf(chunks, GraphNavServiceCalls.downloadWaypointSnapshot.path);
  }

  /** One edge snapshot in the same way. @throws {UnknownMapInformationError | DataChunkError | ResponseError | RpcError} */
  fetchEncodedEdgeSnapshot(
    edgeSnapshotId: string,
    options?: CallOptions,
  ): AsyncGenerator<Uint8Array, undefined, undefined> {
    const chunks = pickChunks(this.downloadEdgeSnapshot({ edgeSnapshotId }, options), ({ chunk }) => chunk);
    return piecesOf(chunks, GraphNavServiceCalls.downloadEdgeSnapshot.path);
  }
}

async function* withLease<Chunk>(
  chunks: AsyncIterable<Chunk>,
  lease: LeaseInit | undefined,
): AsyncGenerator<{ chunk: Chunk; lease: LeaseInit | undefined }, undefined, undefined> {
  for await (const chunk of chunks) yield { chunk, lease };
}
