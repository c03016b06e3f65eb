/** What goes wrong with an e-stop endpoint before any call is sent. */
import { SpotError } from "../../errors.ts";

/** The robot has no e-stop configuration to join, or joining needs a role that it does not have. */
export class EstopConfigError extends SpotError {
  readonly code = "ESTOP_NO_CONFIG";
  readonly retryable = false;
}

/** The endpoint checks in no more: it was released, or the robot has forgotten it. */
export class EstopReleasedError extends SpotError {
  readonly code = "ESTOP_RELEASED";
  readonly retryable = false;
}

/** A check-in was given up for one that is more urgent: `allow()`, say, for a `stop()` right after it. */
export class EstopPreemptedError extends SpotError {
  readonly code = "ESTOP_PREEMPTED";
  readonly retryable = false;
}

/** Taking an endpoint's place would cut the power of motors that are on: a robot that stands would fall. */
export class EstopJoinError extends SpotError {
  readonly code = "ESTOP_JOIN_WOULD_CUT_POWER";
  readonly retryable = false;
}
