/** Answers about where the robot is in its map, and requests to tell it. */
import {
  type GetLocalizationStateRequest,
  type GetLocalizationStateResponseInit,
  type SetLocalizationRequest,
  type SetLocalizationResponseInit,
  SetLocalizationResponse_Status as Status,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { RobotImpairedState_ImpairedStatus as Impaired } from "../../messages/bosdyn/api/robot_state.ts";
import { kinematicState } from "../body/body-messages.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import { findFix } from "./initial-fix.ts";
import type { RobotMap } from "./robot-map.ts";
import { snapshotOf } from "./waypoint-maker.ts";

/** Localise the robot, if it can be done. */
export function setLocalization(map: RobotMap, request: SetLocalizationRequest): SetLocalizationResponseInit {
  const { senses, locomotion } = map.parts;
  if (locomotion.posture === "fallen") {
    const impairedState = { impairedStatus: Impaired.IMPAIRED_STATUS_BEHAVIOR_FAULT };
    return { status: Status.STATUS_ROBOT_IMPAIRED, impairedState };
  }
  const capture = senses.shutter.at();
  const { status, qualityCheckResult, fix } = findFix(request, capture, map.store, senses);
  if (fix === undefined) return { status, qualityCheckResult };
  map.localizer.set(fix.waypointId, fix.worldTformWaypoint);
  const localization = map.localizer.localization(capture.body.visionTformBody, capture.time, fix.waypointId);
  return { status, qualityCheckResult, localization };
}

/** Say where the robot is, with as much of what it sees as is asked for. */
export function localizationState(
  map: RobotMap,
  request: GetLocalizationStateRequest,
): GetLocalizationStateResponseInit {
  const { senses } = map.parts;
  const capture = senses.shutter.at();
  const live = {
    images: request.requestLiveImages,
    cloud: request.requestLivePointCloud,
    grids: request.requestLiveTerrainMaps,
    objects: request.requestLiveWorldObjects,
    robotState: request.requestLiveRobotState,
  };
  const waypointId = request.waypointId === "" ? undefined : request.waypointId;
  return {
    localization: map.localizer.localization(capture.body.visionTformBody, capture.time, waypointId),
    robotKinematics: kinematicState(capture.body, toTimestamp(capture.time)),
    ...(Object.values(live).includes(true) && { liveData: snapshotOf(capture, senses, live) }),
    // This robot never loses its way: it knows the room.
    lostDetectorState: { isLost: false },
  };
}
