/** What a robot on a trajectory says of itself. */
import {
  SE2TrajectoryCommand_Feedback_BodyMovementStatus as BodyMovement,
  SE2TrajectoryCommand_Feedback_FinalGoalStatus as FinalGoal,
  SE2TrajectoryCommand_Feedback_Status as Status,
  type SE2TrajectoryCommand_FeedbackInit,
} from "../../../messages/bosdyn/api/basic_command.ts";
import type { Drive } from "../drive.ts";

/** Stopped is a robot whose body is at rest at the goal, or before something in the way. */
export function trajectoryFeedback(
  { progress }: Drive,
  { isAtRest }: { readonly isAtRest: boolean },
): SE2TrajectoryCommand_FeedbackInit {
  const isEnding = progress !== "moving";
  const atGoal = isAtRest ? Status.STATUS_STOPPED : Status.STATUS_STOPPING;
  return {
    status: isEnding ? atGoal : Status.STATUS_IN_PROGRESS,
    bodyMovementStatus: isEnding && isAtRest ? BodyMovement.BODY_STATUS_SETTLED : BodyMovement.BODY_STATUS_MOVING,
    finalGoalStatus:
      progress === "blocked" ? FinalGoal.FINAL_GOAL_STATUS_BLOCKED : FinalGoal.FINAL_GOAL_STATUS_ACHIEVABLE,
  };
}
