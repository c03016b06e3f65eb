/** One command to go somewhere in the map, from its acceptance to its end. */
import type { Edge_Id } from "../../messages/bosdyn/api/graph_nav/map.ts";
import {
  NavigationFeedbackResponse_Status as Status,
  NavigationFeedbackResponse_StuckReason as StuckReason,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import type { Pose } from "../body/vector.ts";
import type { Walk } from "../parts.ts";
import type { RouteFound } from "./routes.ts";

/** What is to be done. */
export interface NavigationGoal {
  readonly route: RouteFound;
  /** Where the body is to be, as seen from the last waypoint; default: at it. */
  readonly waypointTformGoal: Pose;
  /** Keep whatever heading the robot arrives with. */
  readonly ignoresFinalYaw: boolean;
  /** Whether another route may be tried where this one is blocked. */
  readonly mayReroute: boolean;
  /** Metres per second; default: as fast as it walks by itself. */
  readonly maxSpeed: number | undefined;
  /** How near counts as being there, metres. */
  readonly tolerance: number;
  /** It goes on only while they are held. */
  readonly leases: readonly LeaseInit[];
  /** Robot time at which it stops, nanoseconds. */
  readonly endTime: bigint;
}

/** A command that was accepted. */
export interface NavigationCommand extends NavigationGoal {
  readonly id: number;
  route: RouteFound;
  endTime: bigint;
  /** Index of the waypoint that it walks to. */
  next: number;
  status: Status;
  stuckReason: StuckReason;
  walk: Walk | undefined;
  /** Where it goes, as seen from odom. */
  koTformGoal: Pose | undefined;
  readonly doneWaypoints: string[];
  readonly doneEdges: Edge_Id[];
  /** Edges that turned out to be blocked. */
  readonly blocked: Set<string>;
}

/** Make a command that is about to begin. */
export function newCommand(id: number, goal: NavigationGoal): NavigationCommand {
  return {
    ...goal,
    id,
    next: 0,
    status: Status.STATUS_FOLLOWING_ROUTE,
    stuckReason: StuckReason.STUCK_REASON_UNKNOWN,
    walk: undefined,
    koTformGoal: undefined,
    doneWaypoints: [],
    doneEdges: [],
    blocked: new Set(),
  };
}
