/** The map on the robot: graph, anchoring and snapshots. The graph is lost when it is cleared; snapshots stay. */
import {
  Anchor,
  AnchoredWorldObject,
  type AnchoredWorldObjectInit,
  type AnchorInit,
  Edge,
  type Graph,
  type GraphInit,
  type MapStatsInit,
  Waypoint,
  WaypointSnapshot,
} from "../../messages/bosdyn/api/graph_nav/map.ts";
import { poseOf } from "../perception/pose-message.ts";
import { edgeKey } from "./graph-check.ts";
import { SnapshotStore } from "./snapshot-store.ts";

/** As many waypoints as a map may have. A robot's limit depends on its licence. */
export const MAX_WAYPOINTS = 5000;
/** As many edges. */
export const MAX_EDGES = 20_000;
/** As many bytes as a graph may take, encoded. */
export const MAX_GRAPH_BYTES: number = 32 * 1024 * 1024;

/** The map. */
export class MapStore {
  readonly waypoints: Map<string, Waypoint> = new Map();
  readonly edges: Map<string, Edge> = new Map();
  readonly anchors: Map<string, Anchor> = new Map();
  readonly objects: Map<string, AnchoredWorldObject> = new Map();
  readonly waypointSnapshots: SnapshotStore;
  readonly edgeSnapshots: SnapshotStore;
  /** Counts up with every change of the graph. */
  version = 0;
  readonly #snapshots = new Map<string, WaypointSnapshot>();

  /** @param maxSnapshotBytes of waypoints and edges, together at most twice this; default: 256 MiB */
  constructor(maxSnapshotBytes?: number) {
    this.waypointSnapshots = new SnapshotStore(maxSnapshotBytes);
    this.edgeSnapshots = new SnapshotStore(maxSnapshotBytes);
  }

  /** Forget the graph and its anchoring. */
  clear(): void {
    this.version++;
    for (const part of [this.waypoints, this.edges, this.anchors, this.objects, this.#snapshots]) part.clear();
  }

  /** Add a graph to the one that is here; what has the same name takes its place. */
  merge({ waypoints, edges, anchoring }: Graph): void {
    this.version++;
    for (const each of waypoints) this.waypoints.set(each.id, each);
    for (const each of edges) if (each.id !== undefined) this.edges.set(edgeKey(each.id), each);
    for (const each of anchoring?.anchors ?? []) this.anchors.set(each.id, each);
    for (const each of anchoring?.objects ?? []) this.objects.set(each.id, each);
  }

  /** Put another anchoring in the place of the one that is here. */
  anchor(anchors: readonly AnchorInit[], objects: readonly AnchoredWorldObjectInit[]): void {
    this.version++;
    this.anchors.clear();
    this.objects.clear();
    for (const each of anchors) this.anchors.set(each.id ?? "", Anchor.decode(Anchor.encode(each)));
    for (const each of objects) {
      this.objects.set(each.id ?? "", AnchoredWorldObject.decode(AnchoredWorldObject.encode(each)));
    }
  }

  /** The graph as a message. */
  graph(): GraphInit {
    return {
      waypoints: [...this.waypoints.values()],
      edges: [...this.edges.values()],
      anchoring: { anchors: [...this.anchors.values()], objects: [...this.objects.values()] },
    };
  }

  /** Keep the snapshot of a waypoint. @returns `false` if there is no room */
  keepWaypointSnapshot(id: string, bytes: Uint8Array): boolean {
    const used = new Set([...this.waypoints.values()].map(({ snapshotId }) => snapshotId));
    this.#snapshots.delete(id);
    return this.waypointSnapshots.keep(id, bytes, (each) => used.has(each));
  }

  /** Keep the snapshot of an edge. @returns `false` if there is no room */
  keepEdgeSnapshot(id: string, bytes: Uint8Array): boolean {
    const used = new Set([...this.edges.values()].map(({ snapshotId }) => snapshotId));
    return this.edgeSnapshots.keep(id, bytes, (each) => used.has(each));
  }

  /** The snapshot of a waypoint, without its images. `undefined` if it is not here. */
  snapshotOf(waypointId: string): WaypointSnapshot | undefined {
    const id = this.waypoints.get(waypointId)?.snapshotId ?? "";
    const bytes = this.waypointSnapshots.get(id);
    if (bytes === undefined) return undefined;
    let snapshot = this.#snapshots.get(id);
    if (snapshot === undefined) {
      snapshot = { ...WaypointSnapshot.decode(bytes), images: [] };
      this.#snapshots.set(id, snapshot);
    }
    return snapshot;
  }

  /** How large the map is. */
  stats(): MapStatsInit {
    const bytesOf = (lengths: readonly number[]): { count: number; numBytes: bigint } => ({
      count: lengths.length,
      numBytes: BigInt(lengths.reduce((sum, length) => sum + length, 0)),
    });
    const waypoints = [...this.waypoints.values()];
    const edges = [...this.edges.values()];
    const lengthsIn = (store: SnapshotStore, parts: readonly { readonly snapshotId: string }[]): number[] =>
      [...new Set(parts.map(({ snapshotId }) => snapshotId))].flatMap((id) => store.get(id)?.length ?? []);
    return {
      waypoints: bytesOf(waypoints.map((each) => Waypoint.encode(each).length)),
      waypointSnapshots: bytesOf(lengthsIn(this.waypointSnapshots, waypoints)),
      edges: bytesOf(edges.map((each) => Edge.encode(each).length)),
      edgeSnapshots: bytesOf(lengthsIn(this.edgeSnapshots, edges)),
      waypointAnchors: bytesOf([...this.anchors.values()].map((each) => Anchor.encode(each).length)),
      objectAnchors: bytesOf([...this.objects.values()].map((each) => AnchoredWorldObject.encode(each).length)),
      totalPathLength: edges.reduce((sum, { fromTformTo }) => {
        const { x, y, z } = poseOf(fromTformTo).position;
        return sum + Math.hypot(x, y, z);
      }, 0),
    };
  }

  /** Whether there is no room for one more waypoint and its edge. */
  get isFull(): boolean {
    return this.waypoints.size >= MAX_WAYPOINTS || this.edges.size >= MAX_EDGES;
  }
}
