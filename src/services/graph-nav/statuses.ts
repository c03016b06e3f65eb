/** What the statuses of GraphNav mean. */
import {
  ClearGraphResponse_Status,
  DownloadEdgeSnapshotResponse_Status,
  DownloadWaypointSnapshotResponse_Status,
  NavigateRouteResponse_Status,
  NavigateToAnchorResponse_Status,
  NavigateToResponse_Status,
  NavigationFeedbackResponse_Status,
  SetLocalizationResponse_Status,
  UploadGraphResponse_Status,
  UploadSnapshotsResponse_Status,
  UploadWaypointSnapshotResponse_Status,
  ValidateGraphResponse_Status,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import type { StatusErrors, StatusTable } from "../rpc-facts.ts";
import {
  AreaCallbackMapError,
  CannotModifyMapDuringRecordingError,
  ConstraintFaultError,
  FeatureDesertError,
  GraphNavCommandExpiredError,
  GraphNavInvalidGraphError,
  GraphNavMapTooLargeLicenseError,
  GraphNavNoTimeSyncError,
  GraphNavRobotImpairedError,
  GraphNavTooDistantError,
  GraphNavUnknownWaypointError,
  IncompatibleSensorsError,
  InvalidEdgeError,
  InvalidGpsError,
  InvalidPoseError,
  IsRecordingError,
  NoAnchoringError,
  NoPathError,
  RequestAbortedError,
  RequestFailedError,
  RobotFaultedError,
  RobotLostError,
  RobotNotLocalizedToRouteError,
  RobotStuckError,
  RouteNotUpdatingError,
  UnknownMapInformationError,
  UnknownRouteElementsError,
  UnrecognizedCommandError,
} from "./errors.ts";

/** The navigation requests share their statuses; a name that one of them lacks never comes. */
const NAVIGATION: StatusErrors<
  | keyof typeof NavigateToResponse_Status
  | keyof typeof NavigateRouteResponse_Status
  | keyof typeof NavigateToAnchorResponse_Status
> = {
  STATUS_NO_TIMESYNC: [
    GraphNavNoTimeSyncError,
    "establish time sync first: the command must carry its clock identifier",
  ],
  STATUS_EXPIRED: [GraphNavCommandExpiredError, "give it an end time in the future"],
  STATUS_TOO_DISTANT: [GraphNavTooDistantError, "use a short end time and resend with the returned command id"],
  STATUS_ROBOT_IMPAIRED: [GraphNavRobotImpairedError, "read impairedState"],
  STATUS_RECORDING: [IsRecordingError, "stop the recording first"],
  STATUS_UNKNOWN_WAYPOINT: [GraphNavUnknownWaypointError, "download the graph for the ids there are"],
  STATUS_NO_PATH: [NoPathError, "connect the parts of the map with an edge"],
  STATUS_FEATURE_DESERT: [FeatureDesertError],
  STATUS_LOST: [RobotLostError, "set its localization"],
  STATUS_NOT_LOCALIZED_TO_MAP: [RobotNotLocalizedToRouteError, "set its localization"],
  STATUS_COULD_NOT_UPDATE_ROUTE: [RouteNotUpdatingError, "resend it with command id 0"],
  STATUS_STUCK: [RobotStuckError, "clear the way, or choose another route, then resend with command id 0"],
  STATUS_UNRECOGNIZED_COMMAND: [UnrecognizedCommandError, "resend with command id 0"],
  STATUS_AREA_CALLBACK_ERROR: [AreaCallbackMapError, "read areaCallbackError of the response"],
  STATUS_UNKNOWN_ROUTE_ELEMENTS: [UnknownRouteElementsError, "see the ids in the response"],
  STATUS_INVALID_EDGE: [InvalidEdgeError, "see the ids in the response"],
  STATUS_CONSTRAINT_FAULT: [ConstraintFaultError, "fill every limit that is there: an unset one is 0"],
  STATUS_NOT_LOCALIZED_TO_ROUTE: [RobotNotLocalizedToRouteError, "set its localization"],
  STATUS_NO_ANCHORING: [NoAnchoringError, "process the anchoring first"],
  STATUS_INVALID_POSE: [InvalidPoseError],
  STATUS_INVALID_GPS_COMMAND: [InvalidGpsError, "read gpsStatus"],
};

/** Statuses of one navigation request. */
export const NAVIGATE_TO: StatusTable<typeof NavigateToResponse_Status> = {
  names: NavigateToResponse_Status,
  errors: NAVIGATION,
};

/** Statuses of one navigation request. */
export const NAVIGATE_ROUTE: StatusTable<typeof NavigateRouteResponse_Status> = {
  names: NavigateRouteResponse_Status,
  errors: NAVIGATION,
};

/** Statuses of one navigation request. */
export const NAVIGATE_TO_ANCHOR: StatusTable<typeof NavigateToAnchorResponse_Status> = {
  names: NavigateToAnchorResponse_Status,
  errors: NAVIGATION,
};

/** Statuses of the response. */
export const SET_LOCALIZATION: StatusTable<typeof SetLocalizationResponse_Status> = {
  names: SetLocalizationResponse_Status,
  errors: {
    STATUS_ROBOT_IMPAIRED: [RobotFaultedError, "read impairedState of the response"],
    STATUS_UNKNOWN_WAYPOINT: [
      UnknownMapInformationError,
      "upload it first, or download the graph for the ids there are",
    ],
    STATUS_ABORTED: [RequestAbortedError, "a second request replaces the first"],
    STATUS_FAILED: [
      RequestFailedError,
      "see errorReport of the response; stand nearer to where the guess is, or see a fiducial",
    ],
    STATUS_INCOMPATIBLE_SENSORS: [
      IncompatibleSensorsError,
      "maps recorded with LIDAR need it, and the other way round; see sensorStatus of the response",
    ],
  },
};

/** Statuses of the response. */
export const NAVIGATION_FEEDBACK: StatusTable<typeof NavigationFeedbackResponse_Status> = {
  names: NavigationFeedbackResponse_Status,
  // How far the robot is: the answer, good or bad.
  othersAreOk: true,
  errors: {},
};

/** Statuses of the response. */
export const CLEAR_GRAPH: StatusTable<typeof ClearGraphResponse_Status> = {
  names: ClearGraphResponse_Status,
  unsetIsOk: true,
  errors: {
    STATUS_RECORDING: [CannotModifyMapDuringRecordingError, "stop the recording first"],
  },
};

/** Statuses of the response. */
export const UPLOAD_GRAPH: StatusTable<typeof UploadGraphResponse_Status> = {
  names: UploadGraphResponse_Status,
  errors: {
    STATUS_MAP_TOO_LARGE_LICENSE: [GraphNavMapTooLargeLicenseError],
    STATUS_INVALID_GRAPH: [
      GraphNavInvalidGraphError,
      "edges a to b and b to a together, or rotations that are not normalised, make it so",
    ],
    STATUS_INCOMPATIBLE_SENSORS: [
      IncompatibleSensorsError,
      "maps recorded with LIDAR need it, and the other way round; see sensorStatus of the response",
    ],
    STATUS_AREA_CALLBACK_ERROR: [AreaCallbackMapError, "read areaCallbackError of the response"],
  },
};

/** Statuses of the response. */
export const UPLOAD_WAYPOINT_SNAPSHOT: StatusTable<typeof UploadWaypointSnapshotResponse_Status> = {
  names: UploadWaypointSnapshotResponse_Status,
  unsetIsOk: true,
  errors: {
    STATUS_INCOMPATIBLE_SENSORS: [
      IncompatibleSensorsError,
      "maps recorded with LIDAR need it, and the other way round; see sensorStatus of the response",
    ],
  },
};

/** Statuses of the response. The reference client does not look at them, and takes a refusal for a success. */
export const UPLOAD_SNAPSHOTS: StatusTable<typeof UploadSnapshotsResponse_Status> = {
  names: UploadSnapshotsResponse_Status,
  unsetIsOk: true,
  errors: {
    STATUS_INCOMPATIBLE_SENSORS: [
      IncompatibleSensorsError,
      "maps recorded with LIDAR need it, and the other way round; see sensorStatus of the response",
    ],
  },
};

/** Statuses of the response. */
export const DOWNLOAD_WAYPOINT_SNAPSHOT: StatusTable<typeof DownloadWaypointSnapshotResponse_Status> = {
  names: DownloadWaypointSnapshotResponse_Status,
  errors: {
    STATUS_SNAPSHOT_DOES_NOT_EXIST: [
      UnknownMapInformationError,
      "upload it first, or download the graph for the ids there are",
    ],
  },
};

/** Statuses of the response. */
export const DOWNLOAD_EDGE_SNAPSHOT: StatusTable<typeof DownloadEdgeSnapshotResponse_Status> = {
  names: DownloadEdgeSnapshotResponse_Status,
  errors: {
    STATUS_SNAPSHOT_DOES_NOT_EXIST: [
      UnknownMapInformationError,
      "upload it first, or download the graph for the ids there are",
    ],
  },
};

/** Statuses of the response. */
export const VALIDATE_GRAPH: StatusTable<typeof ValidateGraphResponse_Status> = {
  names: ValidateGraphResponse_Status,
  errors: {
    STATUS_INCOMPATIBLE_SENSORS: [
      IncompatibleSensorsError,
      "maps recorded with LIDAR need it, and the other way round; see sensorStatus of the response",
    ],
    STATUS_AREA_CALLBACK_ERROR: [AreaCallbackMapError, "read areaCallbackError of the response"],
  },
};
