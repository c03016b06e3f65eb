/** Why GraphNav says no. */
import type { NavigateToAnchorResponse_GPSStatus } from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import type { RobotImpairedState } from "../../messages/bosdyn/api/robot_state.ts";
import { ResponseError } from "../errors/response-errors.ts";

/** The robot has a fault that keeps it from localising. */
export class RobotFaultedError extends ResponseError {
  override readonly code = "GRAPH_NAV_ROBOT_FAULTED";
}

/** The map has no such waypoint or snapshot. */
export class UnknownMapInformationError extends ResponseError {
  override readonly code = "GRAPH_NAV_UNKNOWN_MAP_INFORMATION";
}

/** Localising was aborted. */
export class RequestAbortedError extends ResponseError {
  override readonly code = "GRAPH_NAV_REQUEST_ABORTED";
}

/** Localising failed. */
export class RequestFailedError extends ResponseError {
  override readonly code = "GRAPH_NAV_REQUEST_FAILED";
}

/** The map was recorded with other sensors. */
export class IncompatibleSensorsError extends ResponseError {
  override readonly code = "GRAPH_NAV_INCOMPATIBLE_SENSORS";
}

/** The robot has not seen this client synchronise its clock. */
export class GraphNavNoTimeSyncError extends ResponseError {
  override readonly code = "GRAPH_NAV_NO_TIMESYNC";
}

/** The end time had passed when the command arrived. */
export class GraphNavCommandExpiredError extends ResponseError {
  override readonly code = "GRAPH_NAV_COMMAND_EXPIRED";
}

/** The end time is too far ahead. */
export class GraphNavTooDistantError extends ResponseError {
  override readonly code = "GRAPH_NAV_TOO_DISTANT";
}

/** A fault keeps the robot from navigating. */
export class GraphNavRobotImpairedError extends ResponseError {
  override readonly code = "GRAPH_NAV_ROBOT_IMPAIRED";
  /** What is wrong with the robot. */
  get impairedState(): RobotImpairedState | undefined {
    return (this.response as { readonly impairedState?: RobotImpairedState }).impairedState;
  }
}

/** The robot does not navigate while it records. */
export class IsRecordingError extends ResponseError {
  override readonly code = "GRAPH_NAV_RECORDING";
}

/** The map has no such waypoint. */
export class GraphNavUnknownWaypointError extends ResponseError {
  override readonly code = "GRAPH_NAV_UNKNOWN_WAYPOINT";
}

/** No path leads to the goal. */
export class NoPathError extends ResponseError {
  override readonly code = "GRAPH_NAV_NO_PATH";
}

/** The route leads through too many places without features in a row. */
export class FeatureDesertError extends ResponseError {
  override readonly code = "GRAPH_NAV_FEATURE_DESERT";
}

/** The robot is lost. */
export class RobotLostError extends ResponseError {
  override readonly code = "GRAPH_NAV_LOST";
}

/** The robot is not localised to the map or to the route. */
export class RobotNotLocalizedToRouteError extends ResponseError {
  override readonly code = "GRAPH_NAV_NOT_LOCALIZED";
}

/** The command to continue could not be updated. */
export class RouteNotUpdatingError extends ResponseError {
  override readonly code = "GRAPH_NAV_COULD_NOT_UPDATE_ROUTE";
}

/** The robot is stuck. */
export class RobotStuckError extends ResponseError {
  override readonly code = "GRAPH_NAV_STUCK";
}

/** The command to continue is not known any more. */
export class UnrecognizedCommandError extends ResponseError {
  override readonly code = "GRAPH_NAV_UNRECOGNIZED_COMMAND";
}

/** The map needs an area callback service that is missing or unwell. */
export class AreaCallbackMapError extends ResponseError {
  override readonly code = "GRAPH_NAV_AREA_CALLBACK";
}

/** The route has waypoints or edges that the map has not. */
export class UnknownRouteElementsError extends ResponseError {
  override readonly code = "GRAPH_NAV_UNKNOWN_ROUTE_ELEMENTS";
}

/** An edge of the route does not connect its neighbours. */
export class InvalidEdgeError extends ResponseError {
  override readonly code = "GRAPH_NAV_INVALID_EDGE";
}

/** The travel parameters cannot be met. */
export class ConstraintFaultError extends ResponseError {
  override readonly code = "GRAPH_NAV_CONSTRAINT_FAULT";
}

/** The map has no anchoring to find the goal by. */
export class NoAnchoringError extends ResponseError {
  override readonly code = "GRAPH_NAV_NO_ANCHORING";
}

/** There is no way to the pose: it is too far from every waypoint. */
export class InvalidPoseError extends ResponseError {
  override readonly code = "GRAPH_NAV_INVALID_POSE";
}

/** The goal cannot be found by GPS. */
export class InvalidGpsError extends ResponseError {
  override readonly code = "GRAPH_NAV_INVALID_GPS";
  /** Why the goal cannot be found. */
  get gpsStatus(): NavigateToAnchorResponse_GPSStatus {
    return (this.response as { readonly gpsStatus?: NavigateToAnchorResponse_GPSStatus }).gpsStatus ?? 0;
  }
}

/** The map cannot change while the robot records. */
export class CannotModifyMapDuringRecordingError extends ResponseError {
  override readonly code = "GRAPH_NAV_MAP_IN_RECORDING";
}

/** The map is larger than the licence allows. */
export class GraphNavMapTooLargeLicenseError extends ResponseError {
  override readonly code = "GRAPH_NAV_MAP_TOO_LARGE_LICENSE";
}

/** The graph is not valid. */
export class GraphNavInvalidGraphError extends ResponseError {
  override readonly code = "GRAPH_NAV_INVALID_GRAPH";
}
