/** Records a map as the robot walks: a waypoint every two metres, each joined to the one before. */
import {
  type Edge,
  Edge as EdgeMessage,
  type EdgeInit,
  type EdgeSnapshot_StanceInit,
  Waypoint as WaypointMessage,
  Waypoint_WaypointSource as Source,
  type WaypointInit,
} from "../../messages/bosdyn/api/graph_nav/map.ts";
import {
  CreateEdgeResponse_Status as EdgeStatus,
  type RecordingEnvironment,
  StartRecordingResponse_Status as StartStatus,
  StopRecordingResponse_Status as StopStatus,
} from "../../messages/bosdyn/api/graph_nav/recording.ts";
import type { WorldObjectInit } from "../../messages/bosdyn/api/world_object.ts";
import { composePoses, inversePose, type Pose } from "../body/vector.ts";
import type { Capture } from "../perception/capture.ts";
import { isSoundPose } from "../perception/pose-message.ts";
import type { Senses } from "../perception/senses.ts";
import type { TimedPart } from "../timeline.ts";
import { edgeKey } from "./graph-check.ts";
import type { Localizer } from "./localizer.ts";
import { groundDistance, levelled } from "./map-poses.ts";
import type { MapStore } from "./map-store.ts";
import { makeEdge, makeWaypoint, stanceOf } from "./waypoint-maker.ts";

/** How far apart waypoints are, metres. */
export const WAYPOINT_SPACING = 2;
/** How far apart the stances of an edge are, metres. */
const STANCE_SPACING = 0.25;
/** As many stances as one edge keeps. */
const MAX_STANCES = 50;
/** How far from the map a recording may begin that goes on with it, metres. */
export const MAX_START_DISTANCE = 3;
/** How long a snapshot takes to be written, milliseconds: the recording cannot stop before. */
export const WRITING_MS = 500;
/** How often the way walked is measured, milliseconds. */
const MEASURE_PERIOD_MS = 100;
/** A last waypoint nearer than this to the one before is not worth it, metres. */
const MIN_LAST_SPACING = 0.3;

interface Session {
  environment: RecordingEnvironment | undefined;
  readonly startedAt: bigint;
  count: number;
  lastWaypoint: WaypointInit & { readonly id: string };
  lastPose: Pose;
  lastMadeMs: number;
  stances: EdgeSnapshot_StanceInit[];
  stancePose: Pose;
}

/** A new waypoint and the edge that leads to it. */
export interface RecordedStep {
  readonly waypoint: WaypointInit;
  readonly edge?: EdgeInit;
}

/** What the recorder needs. */
export interface RecorderParts {
  readonly map: MapStore;
  readonly localizer: Localizer;
  readonly senses: Senses;
  uptimeMs(): number;
}

/** Records. */
export class Recorder implements TimedPart {
  readonly #parts: RecorderParts;
  #session: Session | undefined;
  #environment: RecordingEnvironment | undefined;
  #measuredMs = 0;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** Whether it records. */
  get isRecording(): boolean {
    return this.#session !== undefined;
  }

  /** The environment that new waypoints and edges get. */
  get environment(): RecordingEnvironment | undefined {
    return this.#environment;
  }

  set environment(environment: RecordingEnvironment | undefined) {
    this.#environment = environment;
    if (this.#session !== undefined) this.#session.environment = environment;
  }

  /** When it began: robot time, nanoseconds. */
  get startedAt(): bigint | undefined {
    return this.#session?.startedAt;
  }

  /** Begin, at the place where the robot is. A recorder that records already goes on. */
  start(given: RecordingEnvironment | undefined): { readonly status: StartStatus; readonly waypoint?: WaypointInit } {
    if (given !== undefined) this.environment = given;
    if (this.#session !== undefined) {
      return { status: StartStatus.STATUS_OK, waypoint: this.#session.lastWaypoint };
    }
    const { map, localizer, senses } = this.#parts;
    if (map.isFull) return { status: StartStatus.STATUS_MAP_TOO_LARGE_LICENSE };
    const capture = senses.shutter.at();
    const before = localizer.nearestTo(capture.body.visionTformBody);
    if (map.waypoints.size > 0) {
      if (before === undefined) return { status: StartStatus.STATUS_NOT_LOCALIZED_TO_EXISTING_MAP };
      if (before.distance > MAX_START_DISTANCE) return { status: StartStatus.STATUS_TOO_FAR_FROM_EXISTING_MAP };
    }
    const place = before && localizer.places.get(before.id);
    const environment = this.#environment;
    const session = { environment, startedAt: capture.time, count: 0 };
    const made = makeWaypoint(capture, senses, nameOf(session), Source.WAYPOINT_SOURCE_ROBOT_PATH, session);
    if (!map.keepWaypointSnapshot(made.waypoint.snapshotId ?? "", made.snapshot)) {
      return { status: StartStatus.STATUS_COULD_NOT_CREATE_WAYPOINT };
    }
    this.#addToMap(made.waypoint);
    if (before !== undefined && place !== undefined) {
      this.#join(before.id, made.waypoint.id ?? "", place, made.worldTformWaypoint, [], environment);
    } else localizer.set(made.waypoint.id ?? "", made.worldTformWaypoint);
    this.#session = {
      ...session,
      count: 1,
      lastWaypoint: { ...made.waypoint, id: made.waypoint.id ?? "" },
      lastPose: made.worldTformWaypoint,
      lastMadeMs: this.#parts.uptimeMs(),
      stances: [stanceOf(capture)],
      stancePose: made.worldTformWaypoint,
    };
    return { status: StartStatus.STATUS_OK, waypoint: made.waypoint };
  }

  /** End, with a waypoint where the robot is now. */
  stop(): StopStatus {
    const session = this.#session;
    if (session === undefined) return StopStatus.STATUS_OK;
    if (this.#parts.uptimeMs() - session.lastMadeMs < WRITING_MS) return StopStatus.STATUS_NOT_READY_YET;
    const capture = this.#parts.senses.shutter.at();
    if (groundDistance(capture.body.visionTformBody, session.lastPose) > MIN_LAST_SPACING) {
      this.#make(session, capture, undefined, Source.WAYPOINT_SOURCE_ROBOT_PATH);
    }
    this.#session = undefined;
    return StopStatus.STATUS_OK;
  }

  /** Make a waypoint now. `undefined` if it does not record, or there is no room for it. */
  createWaypoint(name: string, objects: readonly WorldObjectInit[]): RecordedStep | undefined {
    if (this.#session === undefined || this.#parts.map.isFull) return undefined;
    const capture = this.#parts.senses.shutter.at();
    return this.#make(this.#session, capture, name, Source.WAYPOINT_SOURCE_USER_REQUEST, objects);
  }

  /** Add an edge that the robot did not walk. */
  createEdge(edge: Edge | undefined): { readonly status: EdgeStatus; readonly existing?: Edge } {
    const { map } = this.#parts;
    if (this.#session === undefined) return { status: EdgeStatus.STATUS_NOT_RECORDING };
    const id = edge?.id;
    const isKnown = id !== undefined && map.waypoints.has(id.fromWaypoint) && map.waypoints.has(id.toWaypoint);
    if (!isKnown || id.fromWaypoint === id.toWaypoint) return { status: EdgeStatus.STATUS_UNKNOWN_WAYPOINT };
    const existing = map.edges.get(edgeKey(id));
    if (existing !== undefined) return { status: EdgeStatus.STATUS_EXISTS, existing };
    if (edge === undefined || !isSoundPose(edge.fromTformTo)) return { status: EdgeStatus.STATUS_MISSING_TRANSFORM };
    map.merge({ waypoints: [], edges: [edge], anchoring: undefined, $unknown: undefined });
    return { status: EdgeStatus.STATUS_OK };
  }

  step(uptimeMs: number): void {
    const session = this.#session;
    if (session === undefined || uptimeMs - this.#measuredMs < MEASURE_PERIOD_MS) return;
    this.#measuredMs = uptimeMs;
    const capture = this.#parts.senses.shutter.at(uptimeMs);
    const pose = capture.body.visionTformBody;
    if (groundDistance(pose, session.stancePose) >= STANCE_SPACING && session.stances.length < MAX_STANCES) {
      session.stances.push(stanceOf(capture));
      session.stancePose = pose;
    }
    if (groundDistance(pose, session.lastPose) < WAYPOINT_SPACING || this.#parts.map.isFull) return;
    this.#make(session, capture, undefined, Source.WAYPOINT_SOURCE_ROBOT_PATH, [], uptimeMs);
  }

  #make(
    session: Session,
    capture: Capture,
    name: string | undefined,
    source: Source,
    objects: readonly WorldObjectInit[] = [],
    uptimeMs: number = this.#parts.uptimeMs(),
  ): RecordedStep | undefined {
    const { map, senses } = this.#parts;
    const made = makeWaypoint(capture, senses, name ?? nameOf(session), source, session, objects);
    if (!map.keepWaypointSnapshot(made.waypoint.snapshotId ?? "", made.snapshot)) return undefined;
    this.#addToMap(made.waypoint);
    const id = made.waypoint.id ?? "";
    const stances = [...session.stances, stanceOf(capture)];
    const { lastWaypoint, lastPose, environment } = session;
    const edge = this.#join(lastWaypoint.id, id, lastPose, made.worldTformWaypoint, stances, environment);
    session.count++;
    session.lastWaypoint = { ...made.waypoint, id };
    session.lastPose = made.worldTformWaypoint;
    session.lastMadeMs = uptimeMs;
    session.stances = [stanceOf(capture)];
    session.stancePose = levelled(capture.body.visionTformBody);
    return { waypoint: made.waypoint, edge };
  }

  #addToMap(waypoint: WaypointInit): void {
    const whole = WaypointMessage.decode(WaypointMessage.encode(waypoint));
    this.#parts.map.merge({ waypoints: [whole], edges: [], anchoring: undefined, $unknown: undefined });
  }

  #join(
    from: string,
    to: string,
    worldTformFrom: Pose,
    worldTformTo: Pose,
    stances: readonly EdgeSnapshot_StanceInit[],
    environment: RecordingEnvironment | undefined,
  ): EdgeInit {
    const { map } = this.#parts;
    const fromTformTo = composePoses(inversePose(worldTformFrom), worldTformTo);
    const { edge, snapshot } = makeEdge(from, to, fromTformTo, stances, environment);
    // An edge without room for its snapshot is still an edge.
    const snapshotId = map.keepEdgeSnapshot(edge.snapshotId ?? "", snapshot) ? edge.snapshotId : "";
    const whole = EdgeMessage.decode(EdgeMessage.encode({ ...edge, snapshotId }));
    map.merge({ waypoints: [], edges: [whole], anchoring: undefined, $unknown: undefined });
    return whole;
  }
}

function nameOf({ environment, count }: { environment: RecordingEnvironment | undefined; count: number }): string {
  return `${environment?.namePrefix ?? ""}waypoint_${count}`;
}
