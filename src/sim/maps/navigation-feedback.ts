/** What the robot says of a navigation command. */
import { SE2TrajectoryCommand_Feedback_BodyMovementStatus as BodyMovement } from "../../messages/bosdyn/api/basic_command.ts";
import {
  NavigationFeedbackResponse_BlockageStatus as Blockage,
  type NavigationFeedbackResponseInit,
  NavigationFeedbackResponse_GoalStatus as GoalStatus,
  NavigationFeedbackResponse_RouteFollowingStatus as Following,
  NavigationFeedbackResponse_Status as Status,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { poseMessage } from "../body/frame-tree.ts";
import { groundDistance } from "./map-poses.ts";
import type { Locomotion } from "../parts.ts";
import type { NavigationCommand } from "./navigation-command.ts";
import type { Navigator } from "./navigator.ts";

/** Feedback without its header. */
export function navigationFeedback(
  command: NavigationCommand,
  navigator: Navigator,
  locomotion: Locomotion,
): Omit<NavigationFeedbackResponseInit, "header"> {
  const { route, next, status, koTformGoal, doneWaypoints, doneEdges } = command;
  const isReached = status === Status.STATUS_REACHED_GOAL;
  const isFollowing = status === Status.STATUS_FOLLOWING_ROUTE;
  const isStuck = status === Status.STATUS_STUCK;
  const isNear =
    koTformGoal !== undefined &&
    next >= route.waypointIds.length - 1 &&
    groundDistance(locomotion.body().odomTformBody, koTformGoal) <= command.tolerance;
  const goal = isNear ? GoalStatus.GOAL_STATUS_IN_GOAL_AREA : GoalStatus.GOAL_STATUS_NOT_REACHED;
  return {
    status,
    commandId: command.id,
    remainingRoute: { waypointId: route.waypointIds.slice(next), edgeId: route.edgeIds.slice(Math.max(0, next - 1)) },
    remainingRouteLength: navigator.remainingLength(command),
    completedRoute: { waypointIds: doneWaypoints, edges: doneEdges.map((edgeId) => ({ edgeId })) },
    lastKoTformGoal: koTformGoal && poseMessage(koTformGoal),
    bodyMovementStatus:
      locomotion.posture === "walking" ? BodyMovement.BODY_STATUS_MOVING : BodyMovement.BODY_STATUS_SETTLED,
    goalStatus: isReached ? GoalStatus.GOAL_STATUS_STANDING_AT_GOAL : goal,
    stuckReason: command.stuckReason,
    routeFollowingStatus: isFollowing
      ? command.blocked.size > 0
        ? Following.ROUTE_FOLLOWING_STATUS_FOLLOWING_ALTERNATE_ROUTE
        : Following.ROUTE_FOLLOWING_STATUS_FOLLOWING_ROUTE
      : Following.ROUTE_FOLLOWING_STATUS_UNKNOWN,
    blockageStatus: isStuck ? Blockage.BLOCKAGE_STATUS_STUCK : Blockage.BLOCKAGE_STATUS_ROUTE_CLEAR,
  };
}
