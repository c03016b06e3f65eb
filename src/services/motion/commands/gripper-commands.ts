/** Opening and closing the gripper. Legs and arm go on with what they were doing. */
import type { RobotCommandInit } from "../../../messages/bosdyn/api/robot_command.ts";
import { finite, optionalDouble } from "./number-checks.ts";

/** The angle of the open claw in radians; closed is 0. */
const OPEN_RADIANS = -1.5708;

/** How the claw moves. Left out, the robot has its own limits. */
export interface GripperOptions {
  readonly maxRadiansPerSecond?: number | undefined;
  readonly maxRadiansPerSecondSquared?: number | undefined;
  /** How hard it grips. Default: the robot's, 5.5 Nm. */
  readonly maxTorqueNewtonMeters?: number | undefined;
  /** Do not switch from position to force once it has something in its grip. Default false. */
  readonly disableForceOnContact?: boolean | undefined;
}

/** Open the gripper all the way: what it holds falls. @throws {RangeError} a number is not finite */
export function openGripperCommand(options: GripperOptions = {}): RobotCommandInit {
  return gripperAngleCommand(OPEN_RADIANS, options);
}

/** Close the gripper, around what is between its jaws: keep fingers out. @throws {RangeError} a number is not finite */
export function closeGripperCommand(options: GripperOptions = {}): RobotCommandInit {
  return gripperAngleCommand(0, options);
}

/**
 * Open the gripper by a share of the way.
 * @param openShare 0 is closed, 1 is open; what lies outside counts as the nearer of the two
 * @throws {RangeError} a number is not finite
 */
export function gripperShareCommand(openShare: number, options: GripperOptions = {}): RobotCommandInit {
  const share = Math.min(1, Math.max(0, finite("openShare", openShare)));
  return gripperAngleCommand(OPEN_RADIANS * share, options);
}

/**
 * Turn the claw to an angle.
 * @param angleRadians 0 is closed, -1.5708 is open
 * @throws {RangeError} a number is not finite
 */
export function gripperAngleCommand(angleRadians: number, options: GripperOptions = {}): RobotCommandInit {
  const { maxRadiansPerSecond, maxRadiansPerSecondSquared, maxTorqueNewtonMeters, disableForceOnContact } = options;
  const clawGripperCommand = {
    trajectory: { points: [{ point: finite("angleRadians", angleRadians) }] },
    maximumOpenCloseVelocity: optionalDouble("maxRadiansPerSecond", maxRadiansPerSecond),
    maximumOpenCloseAcceleration: optionalDouble("maxRadiansPerSecondSquared", maxRadiansPerSecondSquared),
    maximumTorque: optionalDouble("maxTorqueNewtonMeters", maxTorqueNewtonMeters),
    disableForceOnContact,
  };
  return { synchronizedCommand: { gripperCommand: { clawGripperCommand } } };
}
