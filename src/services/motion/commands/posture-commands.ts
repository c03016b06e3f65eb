/** Commands to the legs that go nowhere: sit, stand, stay. Arm and gripper go on with what they were doing. */
import type { Vec3Init } from "../../../messages/bosdyn/api/geometry.ts";
import type { RobotCommandInit } from "../../../messages/bosdyn/api/robot_command.ts";
import { freezeMode, type FreezeOptions } from "./full-body-commands.ts";
import { mobilityCommand, type MobilityOptions } from "./mobility-params.ts";
import { finiteFields } from "./number-checks.ts";

/** How to follow the hand. */
export interface FollowArmCommandOptions extends MobilityOptions {
  /** Where the body shall be, seen from the hand, in metres. Default: left to the robot. */
  readonly bodyOffsetFromHandMeters?: Vec3Init | undefined;
}

/** Sit down where the robot is. Done when feedback says so: see `sitProgress`. @throws {RangeError} */
export function sitCommand(options: MobilityOptions = {}): RobotCommandInit {
  return mobilityCommand({ sitRequest: {} }, options);
}

/**
 * Stand up, or stand differently: body height in metres against the usual one (default 0), turned by yaw, roll and pitch
 * (radians, default 0). The robot keeps to what its legs can reach. Done when feedback says so: see `standProgress`.
 * @throws {RangeError} a number is not finite
 */
export function standCommand(options: MobilityOptions = {}): RobotCommandInit {
  return mobilityCommand({ standRequest: {} }, options);
}

/** Stop the legs alone. `stopCommand` stops the whole robot. @throws {RangeError} */
export function mobilityStopCommand(options: MobilityOptions = {}): RobotCommandInit {
  return mobilityCommand({ stopRequest: {} }, options);
}

/** Hold the leg joints as they are, balanced or not. Robots older than 5.1.4 do not know it. @throws {RangeError} */
export function mobilityFreezeCommand({ mode, ...options }: FreezeOptions & MobilityOptions = {}): RobotCommandInit {
  return mobilityCommand({ freezeRequest: { mode: freezeMode({ mode }) } }, options);
}

/**
 * Let the body walk after the hand. Combine it with a command to the arm; the robot then walks wherever the arm reaches,
 * so keep its surroundings clear.
 * @throws {RangeError} a number is not finite
 */
export function followArmCommand({
  bodyOffsetFromHandMeters: offset,
  ...options
}: FollowArmCommandOptions = {}): RobotCommandInit {
  const bodyOffsetFromHand = finiteFields("bodyOffsetFromHandMeters", offset);
  return mobilityCommand({ followArmRequest: { bodyOffsetFromHand } }, options);
}
