/** The simulator's `bosdyn.api.graph_nav.GraphNavRecordingService`: making maps. */
import {
  CreateWaypointResponse_Status as WaypointStatus,
  GetRecordStatusResponse_MapState as MapState,
  GetRecordStatusResponse_Status as RecordStatus,
  StartRecordingResponse_Status as StartStatus,
} from "../../messages/bosdyn/api/graph_nav/recording.ts";
import { GraphNavRecordingService } from "../../messages/bosdyn/api/graph_nav/recording_service.ts";
import { LicenseInfo_Status } from "../../messages/bosdyn/api/license.ts";
import { RobotImpairedState_ImpairedStatus as Impaired } from "../../messages/bosdyn/api/robot_state.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { HostedService } from "../hosted-service.ts";
import { isRefused, mapLeaseUse } from "../maps/lease-use.ts";
import type { RobotMap } from "../maps/robot-map.ts";
import { answering } from "./response-header.ts";

/** The longest prefix and name that waypoints get, characters. */
const MAX_NAME_CHARACTERS = 256;

/** Make the service. */
export function graphNavRecordingService(map: RobotMap): HostedService {
  const { recorder, store, parts } = map;
  const { clock, leases, senses, locomotion } = parts;
  const licenseStatus = LicenseInfo_Status.STATUS_VALID;
  const sessionStartTime = (): { sessionStartTime?: ReturnType<typeof toTimestamp> } =>
    recorder.startedAt === undefined ? {} : { sessionStartTime: toTimestamp(recorder.startedAt) };
  const missingOf = (required: readonly number[]): number[] => {
    const seen = new Set(senses.seen.look().map(({ fiducial }) => fiducial.id));
    return [...new Set(required)].filter((id) => !seen.has(id));
  };

  return {
    name: "recording-service",
    type: GraphNavRecordingService.typeName,
    authority: "recordingv2.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          GraphNavRecordingService.startRecording,
          answering(clock, ({ lease, recordingEnvironment, requireFiducials }) => {
            const leaseUseResult = mapLeaseUse(leases, lease);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            const common = { leaseUseResult, licenseStatus };
            if (locomotion.posture === "fallen") {
              const impairedState = { impairedStatus: Impaired.IMPAIRED_STATUS_BEHAVIOR_FAULT };
              return { ...common, status: StartStatus.STATUS_ROBOT_IMPAIRED, impairedState };
            }
            if (map.navigator.isNavigating) return { ...common, status: StartStatus.STATUS_FOLLOWING_ROUTE };
            const missingFiducials = missingOf(requireFiducials);
            if (missingFiducials.length > 0) {
              return { ...common, status: StartStatus.STATUS_MISSING_FIDUCIALS, missingFiducials };
            }
            const { status, waypoint } = recorder.start(recordingEnvironment);
            return { ...common, status, createdWaypoint: waypoint, mapStats: store.stats(), ...sessionStartTime() };
          }),
        )
        .handle(
          GraphNavRecordingService.stopRecording,
          answering(clock, ({ lease }) => {
            const leaseUseResult = mapLeaseUse(leases, lease);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            const started = sessionStartTime();
            return { leaseUseResult, status: recorder.stop(), mapStats: store.stats(), ...started };
          }),
        )
        .handle(
          GraphNavRecordingService.createWaypoint,
          answering(clock, ({ lease, waypointName, recordingEnvironment, requireFiducials, worldObjects }) => {
            const leaseUseResult = mapLeaseUse(leases, lease);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            const common = { leaseUseResult, licenseStatus };
            if (!recorder.isRecording) return { ...common, status: WaypointStatus.STATUS_NOT_RECORDING };
            const missingFiducials = missingOf(requireFiducials);
            if (missingFiducials.length > 0) {
              return { ...common, status: WaypointStatus.STATUS_MISSING_FIDUCIALS, missingFiducials };
            }
            if (recordingEnvironment !== undefined) recorder.environment = recordingEnvironment;
            const made = recorder.createWaypoint(waypointName.slice(0, MAX_NAME_CHARACTERS), worldObjects);
            if (made === undefined) {
              const isFull = store.isFull;
              const { STATUS_MAP_TOO_LARGE_LICENSE, STATUS_COULD_NOT_CREATE_WAYPOINT } = WaypointStatus;
              return { ...common, status: isFull ? STATUS_MAP_TOO_LARGE_LICENSE : STATUS_COULD_NOT_CREATE_WAYPOINT };
            }
            const { waypoint: createdWaypoint, edge: createdEdge } = made;
            const status = WaypointStatus.STATUS_OK;
            return { ...common, status, createdWaypoint, createdEdge, mapStats: store.stats() };
          }),
        )
        .handle(
          GraphNavRecordingService.setRecordingEnvironment,
          answering(clock, ({ lease, environment }) => {
            const leaseUseResult = mapLeaseUse(leases, lease);
            if (!isRefused(leaseUseResult)) recorder.environment = environment;
            return { leaseUseResult };
          }),
        )
        .handle(
          GraphNavRecordingService.createEdge,
          answering(clock, ({ lease, edge }) => {
            const leaseUseResult = mapLeaseUse(leases, lease);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            const { status, existing } = recorder.createEdge(edge);
            return { leaseUseResult, status, errorExistingEdge: existing, mapStats: store.stats() };
          }),
        )
        .handle(
          GraphNavRecordingService.getRecordStatus,
          answering(clock, () => ({
            isRecording: recorder.isRecording,
            recordingEnvironment: recorder.environment,
            mapState: store.isFull ? MapState.MAP_STATE_TOO_LARGE_FOR_LICENSE : MapState.MAP_STATE_OK,
            status: locomotion.posture === "fallen" ? RecordStatus.STATUS_ROBOT_IMPAIRED : RecordStatus.STATUS_OK,
            mapStats: store.stats(),
            ...sessionStartTime(),
          })),
        ),
  };
}
