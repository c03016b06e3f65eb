/** A mobility command that was started, and what becomes of it. */
import { RobotCommandFeedbackStatus_Status as Status } from "../../../messages/bosdyn/api/basic_command.ts";
import type { MobilityCommand_FeedbackInit } from "../../../messages/bosdyn/api/mobility_command.ts";
import type { Posture } from "../../parts.ts";
import type { Drive } from "../drive.ts";
import type { LegLocomotion } from "../locomotion.ts";
import type { RunningPart } from "./plan.ts";

/** A mobility command that was started. */
export type RunningMobility = RunningPart<MobilityCommand_FeedbackInit>;

/** Walking needs legs that are up: a robot that sits must be told to stand first. */
export const UP: readonly Posture[] = ["standing-up", "standing", "walking"];

/** Follow what becomes of the order that was just given. @param drive the one whose end is the command's end */
export function running(
  locomotion: LegLocomotion,
  drive: Drive | undefined,
  own: () => MobilityCommand_FeedbackInit,
): RunningMobility {
  const mine = locomotion.order;
  const status = (): number => {
    if (drive?.isOver === true) return Status.STATUS_COMMAND_TIMED_OUT;
    return locomotion.order === mine ? Status.STATUS_PROCESSING : Status.STATUS_COMMAND_OVERRIDDEN;
  };
  return { status, feedback: () => ({ ...own(), status: status() }) };
}
