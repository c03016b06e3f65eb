/** Commands to the whole robot. Each takes the place of whatever legs, arm and gripper were doing. */
import {
  BatteryChangePoseCommand_Request_DirectionHint,
  FreezeCommand_Request_Mode,
  SafePowerOffCommand_Request_UnsafeAction,
} from "../../../messages/bosdyn/api/basic_command.ts";
import type { RobotCommandInit } from "../../../messages/bosdyn/api/robot_command.ts";

/** What a safe power-off does where sitting down is not safe, for example on stairs. */
export interface SafePowerOffCommandOptions {
  /**
   * `walk-to-safety` walks off the stairs first and needs room to do so; `force` sits down and powers off where the
   * robot is, and it may tumble. Default: left to the robot, which walks to safety.
   */
  readonly unsafeAction?: "walk-to-safety" | "force" | undefined;
}

/** Which way the robot rolls over. */
export interface BatteryChangePoseCommandOptions {
  /** The side it rolls to. Default `right`. */
  readonly rollTo?: "right" | "left" | undefined;
}

/** How stiffly a frozen robot holds still. */
export interface FreezeOptions {
  /** Default: left to the robot. Robots older than 5.1.4 do not know the modes. */
  readonly mode?: "default" | "stiff" | undefined;
}

/** Stop: the robot ends what it does, stands still, and stays under power. It is not an e-stop. */
export function stopCommand(): RobotCommandInit {
  return { fullBodyCommand: { stopRequest: {} } };
}

/** Freeze: every joint holds the position it is in, balanced or not. A robot that stands on uneven feet may fall. */
export function freezeCommand(options: FreezeOptions = {}): RobotCommandInit {
  return { fullBodyCommand: { freezeRequest: { mode: freezeMode(options) } } };
}

/** Turn a robot that has fallen over onto its belly. It rolls with force: keep people and edges well away. */
export function selfRightCommand(): RobotCommandInit {
  return { fullBodyCommand: { selfrightRequest: {} } };
}

/** Sit down, then turn the motors off: the way to end, where cutting the power would let the robot drop. */
export function safePowerOffCommand({ unsafeAction }: SafePowerOffCommandOptions = {}): RobotCommandInit {
  const actions = {
    "walk-to-safety": SafePowerOffCommand_Request_UnsafeAction.UNSAFE_MOVE_TO_SAFE_POSITION,
    force: SafePowerOffCommand_Request_UnsafeAction.UNSAFE_FORCE_COMMAND,
  };
  return { fullBodyCommand: { safePowerOffRequest: { unsafeAction: unsafeAction && actions[unsafeAction] } } };
}

/** Lie down on one side, so that the battery can be reached. Leave room on that side. */
export function batteryChangePoseCommand({ rollTo = "right" }: BatteryChangePoseCommandOptions = {}): RobotCommandInit {
  const { HINT_RIGHT, HINT_LEFT } = BatteryChangePoseCommand_Request_DirectionHint;
  return {
    fullBodyCommand: { batteryChangePoseRequest: { directionHint: rollTo === "left" ? HINT_LEFT : HINT_RIGHT } },
  };
}

/** Estimate mass and place of what the robot carries. It moves its body about while standing. */
export function payloadEstimationCommand(): RobotCommandInit {
  return { fullBodyCommand: { payloadEstimationRequest: {} } };
}

/**
 * Hand the joints over to a stream of joint commands. Needs a special licence; stand first, and have the stream running:
 * from here on nothing but the stream keeps the robot on its feet.
 */
export function jointControlCommand(): RobotCommandInit {
  return { fullBodyCommand: { jointRequest: {} } };
}

/** The number of a freeze mode; none if the robot is to choose. */
export function freezeMode({ mode }: FreezeOptions): FreezeCommand_Request_Mode | undefined {
  const { MODE_DEFAULT, MODE_STIFF } = FreezeCommand_Request_Mode;
  return mode && { default: MODE_DEFAULT, stiff: MODE_STIFF }[mode];
}
