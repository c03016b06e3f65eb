/** Makes waypoints and edges of what the robot sees as it walks. */
import { randomUUID } from "node:crypto";
import {
  Edge_EdgeSource,
  EdgeSnapshot,
  type EdgeInit,
  type EdgeSnapshot_StanceInit,
  type Waypoint_WaypointSource,
  type WaypointInit,
  WaypointSnapshot,
  type WaypointSnapshotInit,
} from "../../messages/bosdyn/api/graph_nav/map.ts";
import { Image_Format } from "../../messages/bosdyn/api/image.ts";
import type { RecordingEnvironment } from "../../messages/bosdyn/api/graph_nav/recording.ts";
import type { WorldObjectInit } from "../../messages/bosdyn/api/world_object.ts";
import { footStates, kinematicState } from "../body/body-messages.ts";
import { poseMessage } from "../body/frame-tree.ts";
import { inversePose, type Pose } from "../body/vector.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { Capture } from "../perception/capture.ts";
import { IMAGE_SOURCES } from "../perception/image-sources.ts";
import type { Senses } from "../perception/senses.ts";
import { cloudOf } from "./cloud.ts";
import { levelled } from "./map-poses.ts";

/** What a snapshot of now is to hold beside kinematics. */
export interface SnapshotParts {
  readonly images?: boolean;
  readonly cloud?: boolean;
  readonly grids?: boolean;
  readonly objects?: boolean;
  readonly robotState?: boolean;
}

/** Everything. */
export const WHOLE_SNAPSHOT: SnapshotParts = {
  images: true,
  cloud: true,
  grids: true,
  objects: true,
  robotState: true,
};
/** What is in snapshots of all pictures: taking more of them would hold the robot up. */
const SNAPSHOT_SOURCES: readonly string[] = ["frontleft_fisheye_image", "frontright_fisheye_image"];
/** Of the pictures in snapshots: they are many. */
const QUALITY_PERCENT = 50;

/** What the robot sees and is at an instant. */
export function snapshotOf(capture: Capture, senses: Senses, parts: SnapshotParts): WaypointSnapshotInit {
  const sources = SNAPSHOT_SOURCES.flatMap((name) => IMAGE_SOURCES.get(name) ?? []);
  return {
    ...(parts.images === true && {
      images: sources.map((source) => ({
        status: 1,
        source: source.message,
        shot: senses.imager.take(capture, source, Image_Format.FORMAT_JPEG, QUALITY_PERCENT),
      })),
    }),
    ...(parts.cloud === true && { pointCloud: cloudOf(capture) }),
    ...(parts.objects === true && { objects: objectsSeen(capture, senses) }),
    ...(parts.grids === true && { robotLocalGrids: [senses.grids.grid(capture, "terrain")] }),
    ...(parts.robotState === true && {
      robotState: {
        kinematicState: kinematicState(capture.body, toTimestamp(capture.time)),
        footState: footStates(capture.body),
      },
    }),
  };
}

/** What is seen at this very instant. */
function objectsSeen(capture: Capture, { seen }: Senses): WorldObjectInit[] {
  seen.look(capture);
  return seen.list(capture.time).flatMap(({ message, seenAt }) => (seenAt === capture.time ? [message] : []));
}

/** A waypoint, and the bytes of its snapshot. */
export interface MadeWaypoint {
  readonly waypoint: WaypointInit;
  readonly snapshot: Uint8Array;
  readonly worldTformWaypoint: Pose;
}

/** Make a waypoint where the body is. */
export function makeWaypoint(
  capture: Capture,
  senses: Senses,
  name: string,
  source: Waypoint_WaypointSource,
  session: { readonly environment: RecordingEnvironment | undefined; readonly startedAt: bigint },
  objects: readonly WorldObjectInit[] = [],
): MadeWaypoint {
  const id = `waypoint-${randomUUID()}`;
  const snapshotId = `snapshot-${randomUUID()}`;
  const content = snapshotOf(capture, senses, WHOLE_SNAPSHOT);
  const snapshot = WaypointSnapshot.encode({
    ...content,
    id: snapshotId,
    objects: [...(content.objects ?? []), ...objects],
    recordingStartedOn: toTimestamp(session.startedAt),
  });
  const waypoint: WaypointInit = {
    id,
    snapshotId,
    waypointTformKo: poseMessage(inversePose(levelled(capture.body.odomTformBody))),
    annotations: {
      ...session.environment?.waypointEnvironment,
      name,
      creationTime: toTimestamp(capture.time),
      waypointSource: source,
    },
  };
  return { waypoint, snapshot, worldTformWaypoint: levelled(capture.body.visionTformBody) };
}

/** Make an edge, and the bytes of its snapshot. */
export function makeEdge(
  fromWaypoint: string,
  toWaypoint: string,
  fromTformTo: Pose,
  stances: readonly EdgeSnapshot_StanceInit[],
  environment: RecordingEnvironment | undefined,
): { readonly edge: EdgeInit; readonly snapshot: Uint8Array } {
  const snapshotId = `edge-snapshot-${randomUUID()}`;
  const edge: EdgeInit = {
    id: { fromWaypoint, toWaypoint },
    snapshotId,
    fromTformTo: poseMessage(fromTformTo),
    annotations: {
      ...environment?.edgeEnvironment,
      edgeSource: Edge_EdgeSource.EDGE_SOURCE_ODOMETRY,
    },
  };
  return { edge, snapshot: EdgeSnapshot.encode({ id: snapshotId, stances }) };
}

/** How the body stands at an instant of a walk. */
export function stanceOf({ body, time }: Capture): EdgeSnapshot_StanceInit {
  return {
    timestamp: toTimestamp(time),
    footStates: footStates(body),
    koTformBody: poseMessage(body.odomTformBody),
    visionTformBody: poseMessage(body.visionTformBody),
    planarGround: { value: true },
  };
}
