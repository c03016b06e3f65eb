/**
 * What feedback says of a command. Each part of the robot has a status of its own, and "processing" is what a part
 * reports both while it moves and when it has arrived: only the command's own feedback tells the two apart.
 */
import {
  ArmCartesianCommand_Feedback_Status,
  type ArmCommand_Feedback,
  ArmImpedanceCommand_Feedback_Status,
  ArmJointMoveCommand_Feedback_Status,
  GazeCommand_Feedback_Status,
  NamedArmPositionsCommand_Feedback_Status,
} from "../../messages/bosdyn/api/arm_command.ts";
import {
  BatteryChangePoseCommand_Feedback_Status,
  RobotCommandFeedbackStatus_Status,
  SafePowerOffCommand_Feedback_Status,
  SE2TrajectoryCommand_Feedback_BodyMovementStatus,
  SE2TrajectoryCommand_Feedback_Status,
  SelfRightCommand_Feedback_Status,
  SitCommand_Feedback_Status,
  StanceCommand_Feedback_Status,
  StandCommand_Feedback_Status,
} from "../../messages/bosdyn/api/basic_command.ts";
import type { FullBodyCommand_Feedback } from "../../messages/bosdyn/api/full_body_command.ts";
import type { MobilityCommand_Feedback } from "../../messages/bosdyn/api/mobility_command.ts";
import type { RobotCommandFeedback } from "../../messages/bosdyn/api/robot_command.ts";

/** How far a command is: the part that it is about has got there, never will, or is on its way. */
export type CommandProgress = "done" | "failed" | "under-way";

/** Judges the feedback of one kind of command. Feedback of another kind is `under-way`: the robot may mix them up. */
export type CommandJudge = (feedback: RobotCommandFeedback) => CommandProgress;

const mobility = ({ synchronizedFeedback }: RobotCommandFeedback): MobilityCommand_Feedback | undefined =>
  synchronizedFeedback?.mobilityCommandFeedback;
const arm = ({ synchronizedFeedback }: RobotCommandFeedback): ArmCommand_Feedback | undefined =>
  synchronizedFeedback?.armCommandFeedback;
const fullBody = ({ fullBodyFeedback }: RobotCommandFeedback): FullBodyCommand_Feedback | undefined => fullBodyFeedback;

function judge(status: number | undefined, done: number, failed: readonly number[] = []): CommandProgress {
  if (status === undefined) return "under-way";
  if (status === done) return "done";
  return failed.includes(status) ? "failed" : "under-way";
}

/** A stand: done when the robot stands. */
export const standProgress: CommandJudge = (feedback) =>
  judge(mobility(feedback)?.standFeedback?.status, StandCommand_Feedback_Status.STATUS_IS_STANDING);

/** A sit: done when the robot sits. */
export const sitProgress: CommandJudge = (feedback) =>
  judge(mobility(feedback)?.sitFeedback?.status, SitCommand_Feedback_Status.STATUS_IS_SITTING);

/** A stance: done when the feet are where they should be; failed where that is too far away. */
export const stanceProgress: CommandJudge = (feedback) =>
  judge(mobility(feedback)?.stanceFeedback?.status, StanceCommand_Feedback_Status.STATUS_STANCED, [
    StanceCommand_Feedback_Status.STATUS_TOO_FAR_AWAY,
  ]);

/**
 * A trajectory of the body: done when the robot has stopped and its body is at rest. It may have stopped short of the
 * goal, and may walk on when the way is free: read `finalGoalStatus`.
 */
export const trajectoryProgress: CommandJudge = (feedback) => {
  const { status, bodyMovementStatus } = mobility(feedback)?.se2TrajectoryFeedback ?? {};
  // Older robots do not say whether the body is at rest.
  const isMoving = bodyMovementStatus === SE2TrajectoryCommand_Feedback_BodyMovementStatus.BODY_STATUS_MOVING;
  return isMoving ? "under-way" : judge(status, SE2TrajectoryCommand_Feedback_Status.STATUS_STOPPED);
};

/** A self-right: done when the robot lies on its belly. */
export const selfRightProgress: CommandJudge = (feedback) =>
  judge(fullBody(feedback)?.selfrightFeedback?.status, SelfRightCommand_Feedback_Status.STATUS_COMPLETED);

/** A safe power-off: done when the motors are off. */
export const safePowerOffProgress: CommandJudge = (feedback) =>
  judge(fullBody(feedback)?.safePowerOffFeedback?.status, SafePowerOffCommand_Feedback_Status.STATUS_POWERED_OFF);

/** A roll to the side for changing the battery. */
export const batteryChangePoseProgress: CommandJudge = (feedback) =>
  judge(
    fullBody(feedback)?.batteryChangePoseFeedback?.status,
    BatteryChangePoseCommand_Feedback_Status.STATUS_COMPLETED,
    [BatteryChangePoseCommand_Feedback_Status.STATUS_FAILED],
  );

/** A command to the arm, of whichever kind that ends: cartesian, gaze, joints, named position, impedance. */
export const armProgress: CommandJudge = (feedback) => {
  const {
    armCartesianFeedback,
    armGazeFeedback,
    armJointMoveFeedback,
    namedArmPositionFeedback,
    armImpedanceFeedback,
  } = arm(feedback) ?? {};
  const cartesian = ArmCartesianCommand_Feedback_Status;
  const impedance = ArmImpedanceCommand_Feedback_Status;
  const gaze = GazeCommand_Feedback_Status;
  const joints = ArmJointMoveCommand_Feedback_Status;
  const named = NamedArmPositionsCommand_Feedback_Status;
  // A oneof: at most one of them is there, and the others are under way.
  const all = [
    judge(armCartesianFeedback?.status, cartesian.STATUS_TRAJECTORY_COMPLETE, [
      cartesian.STATUS_TRAJECTORY_CANCELLED,
      cartesian.STATUS_TRAJECTORY_STALLED,
    ]),
    judge(armGazeFeedback?.status, gaze.STATUS_TRAJECTORY_COMPLETE, [gaze.STATUS_TOOL_TRAJECTORY_STALLED]),
    judge(armJointMoveFeedback?.status, joints.STATUS_COMPLETE, [joints.STATUS_STALLED]),
    judge(namedArmPositionFeedback?.status, named.STATUS_COMPLETE, [named.STATUS_STALLED_HOLDING_ITEM]),
    judge(armImpedanceFeedback?.status, impedance.STATUS_TRAJECTORY_COMPLETE, [
      impedance.STATUS_TRAJECTORY_STALLED,
      impedance.STATUS_TRAJECTORY_CANCELLED,
    ]),
  ];
  return all.find((each) => each !== "under-way") ?? "under-way";
};

/**
 * The parts of the robot that do not carry the command out any more, as `arm: COMMAND_OVERRIDDEN`; empty while all do.
 * Feedback without any part is not one either.
 */
export function partsThatGaveUp(feedback: RobotCommandFeedback | undefined): string[] {
  const { fullBodyFeedback, synchronizedFeedback } = feedback ?? {};
  if (fullBodyFeedback === undefined && synchronizedFeedback === undefined) return ["the feedback is of no command"];
  const parts = {
    "full body": fullBodyFeedback?.status,
    mobility: synchronizedFeedback?.mobilityCommandFeedback?.status,
    arm: synchronizedFeedback?.armCommandFeedback?.status,
    gripper: synchronizedFeedback?.gripperCommandFeedback?.status,
  };
  return Object.entries(parts)
    .filter(([, status]) => status !== undefined && status !== RobotCommandFeedbackStatus_Status.STATUS_PROCESSING)
    .map(([part, status]) => `${part}: ${statusName(status ?? 0)}`);
}

function statusName(status: number): string {
  const found = Object.entries(RobotCommandFeedbackStatus_Status).find(([, value]) => value === status);
  return found === undefined ? `status ${status}` : found[0].replace(/^STATUS_/, "");
}
