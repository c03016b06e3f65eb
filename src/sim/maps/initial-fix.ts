/** Finds out where the robot is in its map: by a fiducial that both know, or by a guess that the points around confirm. */
import {
  type SetLocalizationRequest,
  SetLocalizationRequest_FiducialInit as FiducialInit,
  SetLocalizationResponse_QualityCheckResult as Quality,
  SetLocalizationResponse_Status as Status,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { composePoses, inversePose, type Pose } from "../body/vector.ts";
import type { Capture } from "../perception/capture.ts";
import { isSoundPose, poseOf } from "../perception/pose-message.ts";
import type { Senses } from "../perception/senses.ts";
import { length } from "../perception/tag-detector.ts";
import type { MapStore } from "./map-store.ts";
import { GOOD_MATCH, matchScan, type SearchBounds } from "./scan-match.ts";
import { fiducialsAround, pointsAround } from "./waypoint-view.ts";

/** What came of it. */
export interface FixOutcome {
  readonly status: Status;
  readonly qualityCheckResult?: Quality;
  /** If the status is OK. */
  readonly fix?: { readonly waypointId: string; readonly worldTformWaypoint: Pose };
}

/** From farther than this a fiducial is too small to start from, metres. */
export const FIDUCIAL_FIX_RANGE = 3.5;
/** How far a guess may be off where the request does not say: metres, radians. */
const DEFAULT_BOUNDS: SearchBounds = { distance: 0.5, yaw: 0.35 };
/** A search beyond this takes too long and finds the wrong place: metres, radians. */
const MAX_BOUNDS: SearchBounds = { distance: 5, yaw: Math.PI };
/** How far a fix by fiducial is refined: metres, radians. */
const REFINEMENT: SearchBounds = { distance: 0.1, yaw: 0.1 };

/** One waypoint and one fiducial that it knows and the robot sees. */
interface Match {
  readonly waypointId: string;
  readonly worldTformWaypoint: Pose;
  /** From the robot to the fiducial, metres. */
  readonly distance: number;
  /** From the waypoint to the fiducial, metres. */
  readonly waypointDistance: number;
}

/** Answer a request to localise. */
export function findFix(request: SetLocalizationRequest, capture: Capture, map: MapStore, senses: Senses): FixOutcome {
  if (map.waypoints.size === 0) return { status: Status.STATUS_NO_MAP_LOADED };
  const guessed = request.initialGuess?.waypointId ?? "";
  const isTargeted =
    request.fiducialInit === FiducialInit.FIDUCIAL_INIT_NO_FIDUCIAL ||
    request.fiducialInit === FiducialInit.FIDUCIAL_INIT_NEAREST_AT_TARGET ||
    request.restrictFiducialDetectionsToTargetWaypoint;
  if ((guessed !== "" || isTargeted) && !map.waypoints.has(guessed)) return { status: Status.STATUS_UNKNOWN_WAYPOINT };
  if (request.fiducialInit === FiducialInit.FIDUCIAL_INIT_NO_FIDUCIAL) {
    return fixByGuess(request, guessed, capture, map, senses);
  }
  return fixByFiducial(request, isTargeted ? guessed : undefined, capture, map, senses);
}

function fixByGuess(
  { initialGuess, koTformBody, maxDistance, maxYaw }: SetLocalizationRequest,
  waypointId: string,
  { body }: Capture,
  map: MapStore,
  senses: Senses,
): FixOutcome {
  const hasPoses = [initialGuess?.waypointTformBody, koTformBody].every(
    (pose) => pose === undefined || isSoundPose(pose),
  );
  if (!hasPoses) return { status: Status.STATUS_FAILED };
  // The robot may have moved since the guess was made.
  const worldTformThen =
    koTformBody === undefined ? body.visionTformBody : composePoses(body.visionTformOdom, poseOf(koTformBody));
  const guess = composePoses(worldTformThen, inversePose(poseOf(initialGuess?.waypointTformBody)));
  return refined(waypointId, guess, map, senses, {
    distance: within(maxDistance, DEFAULT_BOUNDS.distance, MAX_BOUNDS.distance),
    yaw: within(maxYaw, DEFAULT_BOUNDS.yaw, MAX_BOUNDS.yaw),
  });
}

function fixByFiducial(
  request: SetLocalizationRequest,
  target: string | undefined,
  capture: Capture,
  map: MapStore,
  senses: Senses,
): FixOutcome {
  const isWanted = (tag: number): boolean =>
    request.fiducialInit !== FiducialInit.FIDUCIAL_INIT_SPECIFIC || tag === request.useFiducialId;
  const candidates = target === undefined ? [...map.waypoints.keys()] : [target];
  const known = new Set<number>();
  const matches: Match[] = [];
  const sightings = senses.seen.look(capture);
  for (const waypointId of candidates) {
    const [waypoint, snapshot] = [map.waypoints.get(waypointId), map.snapshotOf(waypointId)];
    if (waypoint === undefined || snapshot === undefined) continue;
    for (const [tag, waypointTformTag] of fiducialsAround(waypoint, snapshot)) {
      known.add(tag);
      const sighting = sightings.find(({ fiducial }) => fiducial.id === tag);
      if (sighting === undefined || !isWanted(tag)) continue;
      const worldTformTag = composePoses(capture.body.visionTformBody, sighting.bodyTformTag);
      matches.push({
        waypointId,
        worldTformWaypoint: composePoses(worldTformTag, inversePose(waypointTformTag)),
        distance: length(sighting.bodyTformTag.position),
        waypointDistance: length(waypointTformTag.position),
      });
    }
  }
  const [best] = matches.sort((a, b) => a.distance - b.distance || a.waypointDistance - b.waypointDistance);
  if (best === undefined) {
    const isRemembered = senses.seen
      .list(capture.time)
      .some(({ message: { apriltagProperties: tag } }) => known.has(tag?.tagId ?? -1) && isWanted(tag?.tagId ?? -1));
    return { status: isRemembered ? Status.STATUS_FIDUCIAL_TOO_OLD : Status.STATUS_NO_MATCHING_FIDUCIAL };
  }
  if (best.distance > FIDUCIAL_FIX_RANGE) return { status: Status.STATUS_FIDUCIAL_TOO_FAR_AWAY };
  if (request.refineFiducialResultWithIcp === true) {
    return refined(best.waypointId, best.worldTformWaypoint, map, senses, REFINEMENT);
  }
  return { status: Status.STATUS_OK, qualityCheckResult: Quality.QUALITY_CHECK_SKIPPED, fix: best };
}

/** Fit the waypoint's points to the room. A waypoint without points has nothing to confirm a guess: it is taken as it is. */
function refined(waypointId: string, guess: Pose, map: MapStore, { scene }: Senses, bounds: SearchBounds): FixOutcome {
  const [waypoint, snapshot] = [map.waypoints.get(waypointId), map.snapshotOf(waypointId)];
  const points = waypoint && snapshot ? pointsAround(waypoint, snapshot) : [];
  if (points.length === 0) {
    const fix = { waypointId, worldTformWaypoint: guess };
    return { status: Status.STATUS_OK, qualityCheckResult: Quality.QUALITY_CHECK_SKIPPED, fix };
  }
  const { worldTformWaypoint, meanError } = matchScan(points, guess, scene, bounds);
  if (meanError > GOOD_MATCH) {
    return { status: Status.STATUS_FAILED, qualityCheckResult: Quality.QUALITY_CHECK_POOR_POINT_CLOUD_MATCH };
  }
  const fix = { waypointId, worldTformWaypoint };
  return { status: Status.STATUS_OK, qualityCheckResult: Quality.QUALITY_CHECK_SUCCESS, fix };
}

/** A bound of the request: the default if it is not set, and never beyond the maximum. */
function within(value: number, fallback: number, max: number): number {
  return value > 0 ? Math.min(value, max) : fallback;
}
