/** How a command that the robot accepted may still end. */
import { SpotError } from "../../errors.ts";
import { WaitTimedOutError } from "../wait-timed-out-error.ts";

/** The command was still under way when the time was up. */
export class RobotCommandTimedOutError extends WaitTimedOutError {
  override readonly code = "ROBOT_COMMAND_TIMED_OUT";
}

/** The robot took the command and did not bring it to its end. */
export class RobotCommandFailedError extends SpotError {
  override readonly code: string = "ROBOT_COMMAND_FAILED";
  override readonly retryable = false;
  /** What the robot said of it last: a decoded feedback response. */
  readonly feedback: unknown;

  constructor(detail: string, feedback: unknown) {
    super(detail);
    this.feedback = feedback;
  }
}
