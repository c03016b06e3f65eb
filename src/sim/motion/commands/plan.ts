/** What a request for a command comes to: what must hold for it, how to start it, and what to say of it then. */
import type { RobotCommandFeedbackInit } from "../../../messages/bosdyn/api/robot_command.ts";
import type { SimClock } from "../../clock/sim-clock.ts";
import type { GroundPose, Motors, Posture } from "../../parts.ts";
import type { JointControl } from "../joint-control.ts";
import type { LegLocomotion } from "../locomotion.ts";

/** What commands work on. */
export interface CommandScene {
  readonly clock: SimClock;
  readonly locomotion: LegLocomotion;
  readonly motors: Motors;
  readonly jointControl: JointControl;
  /** Where a gravity-aligned frame of the world is, in odom; `undefined` for one that it does not know. */
  worldFrame(name: string): GroundPose | undefined;
}

/** A command that was started. */
export interface Running {
  /** `RobotCommandFeedbackStatus_Status` and the command's own feedback. */
  feedback(): RobotCommandFeedbackInit;
}

/** One part of the robot that was commanded: its status, and its own feedback to fill that into. */
export interface RunningPart<Feedback> {
  /** `RobotCommandFeedbackStatus_Status` */
  status(): number;
  feedback(): Feedback;
}

/** A command that is well-formed. */
export interface Plan<Started> {
  /** Postures in which it can be done; `undefined`: in any. */
  readonly postures?: readonly Posture[] | undefined;
  /** Whether it is for the motors' power to go off, and so can be done without it and in spite of faults. */
  readonly isPowerOff?: boolean | undefined;
  /** Robot time, nanoseconds; one of `undefined` is required and missing. */
  readonly endTimes?: readonly (bigint | undefined)[] | undefined;
  /** Instants that must not have passed: robot time, nanoseconds. */
  readonly referenceTimes?: readonly bigint[] | undefined;
  /** A frame that the robot does not know, or that does not do for this. */
  readonly unknownFrame?: string | undefined;
  /** Why this robot can never do it. */
  readonly unsupported?: string | undefined;
  start(): Started;
}
