/** Judges requests to navigate, in the order that the protocol's statuses have, and makes routes of them. */
import {
  type NavigateRouteRequest,
  NavigateRouteResponse_Status as RouteStatus,
  type NavigateToAnchorRequest,
  NavigateToAnchorResponse_GPSStatus as GpsStatus,
  NavigateToAnchorResponse_Status as AnchorStatus,
  type NavigateToRequest,
  NavigateToResponse_Status as ToStatus,
  NavigationFeedbackResponse_Status as FeedbackStatus,
  RouteFollowingParams_RouteBlockedBehavior as Blocked,
  RouteFollowingParams_StartRouteBehavior as StartBehavior,
  type TravelParams,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import type { Edge_Id } from "../../messages/bosdyn/api/graph_nav/map.ts";
import type { Lease } from "../../messages/bosdyn/api/lease.ts";
import type { Timestamp } from "../../messages/google/protobuf/timestamp.ts";
import type { SE2Pose } from "../../messages/bosdyn/api/geometry.ts";
import { composePoses, inversePose, type Pose } from "../body/vector.ts";
import { fromTimestamp } from "../clock/timestamps.ts";
import { isSoundPose, poseOf } from "../perception/pose-message.ts";
import { edgeKey } from "./graph-check.ts";
import { distanceBetween, fromGround } from "./map-poses.ts";
import type { NavigationGoal } from "./navigation-command.ts";
import type { RobotMap } from "./robot-map.ts";
import { findRoute, type RouteFound, shortestWays } from "./routes.ts";

/** Ends farther ahead than this are refused, nanoseconds: an hour. A robot's own limit is not published. */
export const MAX_AHEAD_NANOS = 3_600_000_000_000n;
/** How far the goal may be from the nearest anchor if the request does not say, metres. */
const ANCHOR_TOLERANCE = 4;
/** How near to the goal counts as being there, metres. */
const GOAL_TOLERANCE = 0.1;

/** What the three kinds of request share. */
interface CommonRequest {
  readonly leases: readonly Lease[];
  readonly endTime: Timestamp | undefined;
  readonly clockIdentifier: string;
  readonly commandId: number;
  readonly travelParams: TravelParams | undefined;
}

/** The verdict on a request; its names are those of the statuses, of which each response has its own numbers. */
export interface Verdict<Status> {
  readonly status: Status;
  readonly commandId?: number;
  readonly errorWaypointIds?: readonly string[];
  readonly errorEdgeIds?: readonly Edge_Id[];
  readonly gpsStatus?: GpsStatus;
}

type CommonStatus =
  | "STATUS_OK"
  | "STATUS_NO_TIMESYNC"
  | "STATUS_EXPIRED"
  | "STATUS_TOO_DISTANT"
  | "STATUS_ROBOT_IMPAIRED"
  | "STATUS_RECORDING"
  | "STATUS_NOT_LOCALIZED_TO_MAP"
  | "STATUS_NO_PATH"
  | "STATUS_COULD_NOT_UPDATE_ROUTE"
  | "STATUS_STUCK"
  | "STATUS_UNRECOGNIZED_COMMAND";

/** Judge a request to go to a waypoint. */
export function navigateTo(map: RobotMap, request: NavigateToRequest): Verdict<ToStatus> {
  return judge(map, request, ToStatus, (start) => {
    const goal = request.destinationWaypointId;
    if (!map.store.waypoints.has(goal)) {
      return { status: ToStatus.STATUS_UNKNOWN_WAYPOINT, errorWaypointIds: [goal] };
    }
    const route = findRoute(map.localizer.hops, start, goal);
    if (route === undefined) return { status: ToStatus.STATUS_NO_PATH, errorWaypointIds: [goal] };
    return {
      route,
      waypointTformGoal: planar(request.destinationWaypointTformBodyGoal),
      mayReroute: request.routeBlockedBehavior !== Blocked.ROUTE_BLOCKED_FAIL,
    };
  });
}

/** Judge a request to walk a given route. */
export function navigateRoute(map: RobotMap, request: NavigateRouteRequest): Verdict<RouteStatus> {
  return judge(map, request, RouteStatus, (start) => {
    const { waypointId = [], edgeId = [] } = request.route ?? {};
    const errorWaypointIds = waypointId.filter((id) => !map.store.waypoints.has(id));
    const errorEdgeIds = edgeId.filter((id) => !map.store.edges.has(edgeKey(id)));
    if (waypointId.length === 0 || errorWaypointIds.length + errorEdgeIds.length > 0) {
      return { status: RouteStatus.STATUS_UNKNOWN_ROUTE_ELEMENTS, errorWaypointIds, errorEdgeIds };
    }
    const broken = edgeId.filter((id, i) => !joins(id, waypointId[i], waypointId[i + 1]));
    if (broken.length > 0 || edgeId.length !== waypointId.length - 1) {
      return { status: RouteStatus.STATUS_INVALID_EDGE, errorEdgeIds: broken };
    }
    const behavior = request.routeFollowParams?.newCmdBehavior ?? StartBehavior.START_UNKNOWN;
    const isOnRoute = waypointId.includes(start);
    if (behavior === StartBehavior.START_FAIL_WHEN_NOT_ON_ROUTE && !isOnRoute) {
      return { status: RouteStatus.STATUS_NOT_LOCALIZED_TO_ROUTE };
    }
    const route = withWayThere(map, start, { waypointIds: waypointId, edgeIds: edgeId }, behavior);
    if (route === undefined) return { status: RouteStatus.STATUS_NO_PATH };
    return {
      route,
      waypointTformGoal: planar(request.destinationWaypointTformBodyGoal),
      mayReroute: request.routeFollowParams?.routeBlockedBehavior === Blocked.ROUTE_BLOCKED_REROUTE,
    };
  });
}

/** Judge a request to go to a pose of the seed frame. */
export function navigateToAnchor(map: RobotMap, request: NavigateToAnchorRequest): Verdict<AnchorStatus> {
  return judge(map, request, AnchorStatus, (start) => {
    if (request.gpsNavigationParams !== undefined) {
      // The maps of this robot have no coordinates of the earth.
      const gpsStatus = GpsStatus.GPS_STATUS_NO_COORDS_IN_MAP;
      return { status: AnchorStatus.STATUS_INVALID_GPS_COMMAND, gpsStatus };
    }
    if (map.store.anchors.size === 0) return { status: AnchorStatus.STATUS_NO_ANCHORING };
    if (!isSoundPose(request.seedTformGoal)) return { status: AnchorStatus.STATUS_INVALID_POSE };
    const seedTformGoal = poseOf(request.seedTformGoal);
    const nearest = [...map.store.anchors.values()]
      .map(({ id, seedTformWaypoint }) => ({ id, seedTformWaypoint: poseOf(seedTformWaypoint) }))
      .filter(({ id }) => map.store.waypoints.has(id))
      .sort(
        (a, b) =>
          distanceBetween(a.seedTformWaypoint, seedTformGoal) - distanceBetween(b.seedTformWaypoint, seedTformGoal),
      )[0];
    const tolerance = request.goalWaypointRtSeedEwrtSeedTolerance ?? cube(ANCHOR_TOLERANCE);
    const isNear =
      nearest !== undefined &&
      (["x", "y", "z"] as const).every(
        (axis) => Math.abs(nearest.seedTformWaypoint.position[axis] - seedTformGoal.position[axis]) <= tolerance[axis],
      );
    if (nearest === undefined || !isNear) return { status: AnchorStatus.STATUS_INVALID_POSE };
    const route = findRoute(map.localizer.hops, start, nearest.id);
    if (route === undefined) return { status: AnchorStatus.STATUS_NO_PATH, errorWaypointIds: [nearest.id] };
    return {
      route,
      waypointTformGoal: composePoses(inversePose(nearest.seedTformWaypoint), seedTformGoal),
      mayReroute: request.routeBlockedBehavior !== Blocked.ROUTE_BLOCKED_FAIL,
    };
  });
}

type Planned = Pick<NavigationGoal, "route" | "waypointTformGoal" | "mayReroute">;

/** What all three have in common, before and after a route is found. */
function judge<Status extends number>(
  map: RobotMap,
  { leases, endTime: end, clockIdentifier, commandId, travelParams }: CommonRequest,
  statuses: Readonly<Record<CommonStatus, Status>>,
  plan: (start: string) => Planned | Verdict<Status>,
): Verdict<Status> {
  const { clock, locomotion, knowsClock = (id: string) => id !== "" } = map.parts;
  if (clockIdentifier === "" || !knowsClock(clockIdentifier)) return { status: statuses.STATUS_NO_TIMESYNC };
  const endTime = end === undefined ? 0n : fromTimestamp(end);
  if (endTime <= clock.now()) return { status: statuses.STATUS_EXPIRED };
  if (endTime > clock.now() + MAX_AHEAD_NANOS) return { status: statuses.STATUS_TOO_DISTANT };
  if (commandId !== 0) return goOn(map, commandId, endTime, statuses);
  if (!map.canWalk) return { status: statuses.STATUS_ROBOT_IMPAIRED };
  if (map.recorder.isRecording) return { status: statuses.STATUS_RECORDING };
  const start = map.localizer.nearestTo(locomotion.body().visionTformBody)?.id;
  if (start === undefined) return { status: statuses.STATUS_NOT_LOCALIZED_TO_MAP };
  const planned = plan(start);
  if ("status" in planned) return planned;
  const speed = travelParams?.velocityLimit?.maxVel?.linear?.x ?? 0;
  const command = map.navigator.start({
    ...planned,
    leases,
    endTime,
    ignoresFinalYaw: travelParams?.ignoreFinalYaw ?? false,
    tolerance:
      travelParams?.maxDistance !== undefined && travelParams.maxDistance > 0
        ? travelParams.maxDistance
        : GOAL_TOLERANCE,
    maxSpeed: speed > 0 ? speed : undefined,
  });
  return { status: statuses.STATUS_OK, commandId: command.id };
}

/** Of a request that names an earlier command only the end time counts. */
function goOn<Status extends number>(
  map: RobotMap,
  commandId: number,
  endTime: bigint,
  statuses: Readonly<Record<CommonStatus, Status>>,
): Verdict<Status> {
  const command = map.navigator.command(commandId);
  if (command === undefined) return { status: statuses.STATUS_UNRECOGNIZED_COMMAND };
  if (map.navigator.extend(command, endTime)) return { status: statuses.STATUS_OK, commandId };
  switch (command.status) {
    case FeedbackStatus.STATUS_REACHED_GOAL:
      return { status: statuses.STATUS_OK, commandId };
    case FeedbackStatus.STATUS_STUCK:
      return { status: statuses.STATUS_STUCK, commandId };
    case FeedbackStatus.STATUS_NO_ROUTE:
      return { status: statuses.STATUS_COULD_NOT_UPDATE_ROUTE, commandId };
    case FeedbackStatus.STATUS_ROBOT_IMPAIRED:
      return { status: statuses.STATUS_ROBOT_IMPAIRED, commandId };
    default:
      return { status: statuses.STATUS_UNRECOGNIZED_COMMAND };
  }
}

/** Put the way from the robot to the route before it. */
function withWayThere(
  map: RobotMap,
  start: string,
  route: RouteFound,
  behavior: StartBehavior,
): RouteFound | undefined {
  const { hops } = map.localizer;
  const ways = shortestWays(hops, start);
  const cost = (id: string): number => ways.get(id)?.cost ?? Infinity;
  const goesToStart = behavior !== StartBehavior.START_GOTO_ROUTE;
  const entry = goesToStart
    ? 0
    : route.waypointIds.reduce((best, id, i, all) => (cost(id) < cost(all[best] ?? "") ? i : best), 0);
  const isOnRoute = behavior === StartBehavior.START_FAIL_WHEN_NOT_ON_ROUTE;
  const from = isOnRoute ? route.waypointIds.indexOf(start) : entry;
  const there = findRoute(hops, start, route.waypointIds[from] ?? "");
  if (there === undefined) return undefined;
  return {
    waypointIds: [...there.waypointIds, ...route.waypointIds.slice(from + 1)],
    edgeIds: [...there.edgeIds, ...route.edgeIds.slice(from)],
  };
}

function joins({ fromWaypoint, toWaypoint }: Edge_Id, a: string | undefined, b: string | undefined): boolean {
  return (fromWaypoint === a && toWaypoint === b) || (fromWaypoint === b && toWaypoint === a);
}

function planar(goal: SE2Pose | undefined): Pose {
  return fromGround({ x: goal?.position?.x ?? 0, y: goal?.position?.y ?? 0, yaw: goal?.angle ?? 0 });
}

function cube(edge: number): { readonly x: number; readonly y: number; readonly z: number } {
  return { x: edge, y: edge, z: edge };
}
