/** Why the command line does not even send a command that moves the robot. */
import { SpotError } from "../errors.ts";

/** The robot sits, and the command is for one that stands. Nothing was sent. */
export class RobotSitsError extends SpotError {
  readonly code = "ROBOT_COMMAND_SITTING";
  readonly retryable = false;

  constructor() {
    super("the robot does not stand: have it stand up first");
  }
}

/** There is no dock to go to, or to leave, or more than one. Nothing was sent. */
export class NoDockError extends SpotError {
  readonly code = "ROBOT_COMMAND_NO_DOCK";
  readonly retryable = false;
}
