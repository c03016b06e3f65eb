/** Where the robot is in its map: set by a client, and carried along as the robot moves. */
import type { LocalizationInit } from "../../messages/bosdyn/api/graph_nav/nav.ts";
import { poseMessage } from "../body/frame-tree.ts";
import { composePoses, inversePose, type Pose } from "../body/vector.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import { poseOf } from "../perception/pose-message.ts";
import { groundDistance } from "./map-poses.ts";
import type { MapStore } from "./map-store.ts";
import { type Hop, neighbours, placeFrom } from "./routes.ts";

interface Reference {
  readonly waypointId: string;
  readonly worldTformWaypoint: Pose;
}

/** Knows the way from the map to the room. */
export class Localizer {
  readonly #map: MapStore;
  #reference: Reference | undefined;
  #places: ReadonlyMap<string, Pose> = new Map();
  #hops: ReadonlyMap<string, readonly Hop[]> = new Map();
  #version = -1;

  constructor(map: MapStore) {
    this.#map = map;
  }

  /** From now on a waypoint is known to be at a place of the room. */
  set(waypointId: string, worldTformWaypoint: Pose): void {
    this.#reference = { waypointId, worldTformWaypoint };
    this.#version = -1;
  }

  /** The robot no longer knows where it is. */
  forget(): void {
    this.#reference = undefined;
    this.#version = -1;
  }

  /** Whether it knows where it is. */
  get isLocalized(): boolean {
    return this.places.size > 0;
  }

  /** Where the waypoints are in the room: those that edges join to the one it was localised to. */
  get places(): ReadonlyMap<string, Pose> {
    this.#update();
    return this.#places;
  }

  /** The neighbours of each waypoint. */
  get hops(): ReadonlyMap<string, readonly Hop[]> {
    this.#update();
    return this.#hops;
  }

  /** The waypoint that is nearest to a place of the room. */
  nearestTo(worldTformBody: Pose): { readonly id: string; readonly distance: number } | undefined {
    let nearest: { id: string; distance: number } | undefined;
    for (const [id, pose] of this.places) {
      const distance = groundDistance(pose, worldTformBody);
      if (nearest === undefined || distance < nearest.distance) nearest = { id, distance };
    }
    return nearest;
  }

  /**
   * Where the body is in the map; an empty localisation if that is not known.
   * @param time robot time, nanoseconds
   * @param waypointId as seen from which waypoint; default: the nearest
   */
  localization(worldTformBody: Pose, time: bigint, waypointId?: string): LocalizationInit {
    const id = waypointId ?? this.nearestTo(worldTformBody)?.id ?? "";
    const place = this.places.get(id);
    if (place === undefined) return {};
    const waypointTformBody = composePoses(inversePose(place), worldTformBody);
    const anchor = this.#map.anchors.get(id)?.seedTformWaypoint;
    return {
      waypointId: id,
      waypointTformBody: poseMessage(waypointTformBody),
      timestamp: toTimestamp(time),
      seedTformBody: anchor && poseMessage(composePoses(poseOf(anchor), waypointTformBody)),
    };
  }

  #update(): void {
    if (this.#version === this.#map.version) return;
    this.#version = this.#map.version;
    if (this.#reference !== undefined && !this.#map.waypoints.has(this.#reference.waypointId)) {
      this.#reference = undefined;
    }
    this.#hops = neighbours(this.#map.edges.values());
    this.#places =
      this.#reference === undefined
        ? new Map()
        : placeFrom(this.#hops, this.#reference.waypointId, this.#reference.worldTformWaypoint);
  }
}
