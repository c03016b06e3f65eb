/** Recording a map while the robot is driven. */
import {
  CreateEdgeResponse_Status,
  CreateWaypointResponse_Status,
  StartRecordingResponse_Status,
  StopRecordingResponse_Status,
} from "../../messages/bosdyn/api/graph_nav/recording.ts";
import { GraphNavRecordingServiceCalls } from "../../messages/bosdyn/api/graph_nav/recording_service.ts";
import type { RobotImpairedState } from "../../messages/bosdyn/api/robot_state.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** A waypoint could not be made here. */
export class CouldNotCreateWaypointError extends ResponseError {
  override readonly code = "RECORDING_COULD_NOT_CREATE_WAYPOINT";
}

/** The robot is following a route. */
export class FollowingRouteError extends ResponseError {
  override readonly code = "RECORDING_FOLLOWING_ROUTE";
}

/** A map is loaded, and the robot is not localised to it. */
export class NotLocalizedToExistingMapError extends ResponseError {
  override readonly code = "RECORDING_NOT_LOCALIZED_TO_EXISTING_MAP";
}

/** The robot is too far from the map that is loaded. */
export class TooFarFromExistingMapError extends ResponseError {
  override readonly code = "RECORDING_TOO_FAR_FROM_EXISTING_MAP";
}

/** The robot does not see the fiducials that were asked for. */
export class MissingFiducialsError extends ResponseError {
  override readonly code = "RECORDING_MISSING_FIDUCIALS";
}

/** The robot sees the fiducials, but not well enough. */
export class FiducialPoseError extends ResponseError {
  override readonly code = "RECORDING_FIDUCIAL_POSE";
}

/** The map is as large as the licence allows. */
export class RecordingMapTooLargeLicenseError extends ResponseError {
  override readonly code = "RECORDING_MAP_TOO_LARGE_LICENSE";
}

/** The point cloud service to record with is not in the directory. */
export class RemoteCloudFailureNotInDirectoryError extends ResponseError {
  override readonly code = "RECORDING_REMOTE_CLOUD_NOT_IN_DIRECTORY";
}

/** The point cloud service to record with has no data. */
export class RemoteCloudFailureNoDataError extends ResponseError {
  override readonly code = "RECORDING_REMOTE_CLOUD_NO_DATA";
}

/** A fault keeps the robot from recording. */
export class RecordingRobotImpairedError extends ResponseError {
  override readonly code = "RECORDING_ROBOT_IMPAIRED";
  /** What is wrong with the robot. */
  get impairedState(): RobotImpairedState | undefined {
    return (this.response as { readonly impairedState?: RobotImpairedState }).impairedState;
  }
}

/** The robot is not localised to where it stops. */
export class NotLocalizedToEndError extends ResponseError {
  override readonly code = "RECORDING_NOT_LOCALIZED_TO_END";
}

/** The robot is still processing what it recorded. */
export class NotReadyYetError extends ResponseError {
  override readonly code = "RECORDING_NOT_READY_YET";
  override readonly retryable = true;
}

/** The robot is not recording. */
export class NotRecordingError extends ResponseError {
  override readonly code = "RECORDING_NOT_RECORDING";
}

/** The two waypoints have an edge already. */
export class EdgeExistsError extends ResponseError {
  override readonly code = "RECORDING_EDGE_EXISTS";
}

/** An end of the edge is not in the map. */
export class RecordingUnknownWaypointError extends ResponseError {
  override readonly code = "RECORDING_UNKNOWN_WAYPOINT";
}

/** The edge does not say how its ends lie to each other. */
export class EdgeMissingTransformError extends ResponseError {
  override readonly code = "RECORDING_EDGE_MISSING_TRANSFORM";
}

const START: StatusTable<typeof StartRecordingResponse_Status> = {
  names: StartRecordingResponse_Status,
  errors: {
    STATUS_COULD_NOT_CREATE_WAYPOINT: [CouldNotCreateWaypointError],
    STATUS_FOLLOWING_ROUTE: [FollowingRouteError, "wait until it arrives"],
    STATUS_NOT_LOCALIZED_TO_EXISTING_MAP: [NotLocalizedToExistingMapError, "set its localization, or clear the graph"],
    STATUS_TOO_FAR_FROM_EXISTING_MAP: [TooFarFromExistingMapError, "go back to the map, or clear the graph"],
    STATUS_MISSING_FIDUCIALS: [MissingFiducialsError, "see the ids in the response"],
    STATUS_FIDUCIAL_POSE_NOT_OK: [FiducialPoseError, "stand in front of them; see the ids in the response"],
    STATUS_MAP_TOO_LARGE_LICENSE: [RecordingMapTooLargeLicenseError],
    STATUS_REMOTE_CLOUD_FAILURE_NOT_IN_DIRECTORY: [RemoteCloudFailureNotInDirectoryError],
    STATUS_REMOTE_CLOUD_FAILURE_NO_DATA: [RemoteCloudFailureNoDataError],
    STATUS_ROBOT_IMPAIRED: [RecordingRobotImpairedError, "read impairedState"],
  },
};

const STOP: StatusTable<typeof StopRecordingResponse_Status> = {
  names: StopRecordingResponse_Status,
  errors: {
    STATUS_NOT_LOCALIZED_TO_END: [NotLocalizedToEndError],
    STATUS_NOT_READY_YET: [NotReadyYetError, "try again after 1 to 2 s"],
  },
};

const CREATE_WAYPOINT: StatusTable<typeof CreateWaypointResponse_Status> = {
  names: CreateWaypointResponse_Status,
  errors: {
    STATUS_NOT_RECORDING: [NotRecordingError, "start the recording first"],
    STATUS_COULD_NOT_CREATE_WAYPOINT: [CouldNotCreateWaypointError],
    STATUS_MISSING_FIDUCIALS: [MissingFiducialsError, "see the ids in the response"],
    STATUS_FIDUCIAL_POSE_NOT_OK: [FiducialPoseError, "stand in front of them; see the ids in the response"],
    STATUS_MAP_TOO_LARGE_LICENSE: [RecordingMapTooLargeLicenseError],
    STATUS_REMOTE_CLOUD_FAILURE_NOT_IN_DIRECTORY: [RemoteCloudFailureNotInDirectoryError],
    STATUS_REMOTE_CLOUD_FAILURE_NO_DATA: [RemoteCloudFailureNoDataError],
  },
};

const CREATE_EDGE: StatusTable<typeof CreateEdgeResponse_Status> = {
  names: CreateEdgeResponse_Status,
  errors: {
    STATUS_NOT_RECORDING: [NotRecordingError, "start the recording first"],
    STATUS_EXISTS: [EdgeExistsError],
    STATUS_UNKNOWN_WAYPOINT: [RecordingUnknownWaypointError],
    STATUS_MISSING_TRANSFORM: [EdgeMissingTransformError, "set fromTformTo"],
  },
};

/** Starts and stops recordings, and adds waypoints and edges. Its leases are explicit. Needs a login. */
export const GraphNavRecordingClient: ClientClass<typeof GraphNavRecordingServiceCalls> = /* @__PURE__ */ defineClient(
  GraphNavRecordingServiceCalls,
  {
    serviceName: "recording-service",
    rpcs: {
      startRecording: { license: true, statuses: START },
      stopRecording: { statuses: STOP },
      createWaypoint: { license: true, statuses: CREATE_WAYPOINT },
      createEdge: { statuses: CREATE_EDGE },
    },
  },
);
/** Starts and stops recordings, and adds waypoints and edges. Its leases are explicit. Needs a login. */
export type GraphNavRecordingClient = InstanceType<typeof GraphNavRecordingClient>;
