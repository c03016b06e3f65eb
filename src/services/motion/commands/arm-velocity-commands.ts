/** Moving the hand at a velocity, as with a joystick. */
import type { ArmVelocityCommand_RequestInit } from "../../../messages/bosdyn/api/arm_command.ts";
import type { Vec3Init } from "../../../messages/bosdyn/api/geometry.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import { armCommand, type ArmOptions } from "./arm-request.ts";
import type { CommandTime, EndTimeOptions } from "./command-time.ts";
import { finite, finiteFields, optionalDouble } from "./number-checks.ts";

/** What both kinds of velocity take. */
export interface ArmVelocityOptions extends ArmOptions, EndTimeOptions {
  /** How the hand turns against `odom`, about its own axes, in radians per second. Default: not at all. */
  readonly angularRadiansPerSecond?: Vec3Init | undefined;
  /** In metres per second squared. Default: the robot's. */
  readonly maxAcceleration?: number | undefined;
}

/** A velocity along the axes of a frame. */
export interface ArmVelocityCommandOptions extends ArmVelocityOptions {
  /** The frame along whose axes the hand moves. */
  readonly frameName: string;
  /** In metres per second. */
  readonly linearMetersPerSecond: Vec3Init;
}

/** A velocity as seen from the shoulder. Each part is a share of the greatest speed, from -1 to 1. */
export interface ArmCylindricalVelocityCommandOptions extends ArmVelocityOptions {
  /** Away from the shoulder. Default 0. */
  readonly outwardShare?: number | undefined;
  /** Around the shoulder, counter-clockwise seen from above. Default 0. */
  readonly aroundShare?: number | undefined;
  /** Upwards. Default 0. */
  readonly upwardShare?: number | undefined;
  /** What a share of 1 means. Default: the robot's. */
  readonly maxLinearMetersPerSecond?: number | undefined;
}

type Request = Omit<ArmVelocityCommand_RequestInit, "endTime"> & { readonly endTime?: CommandTime | undefined };

/**
 * Move the hand along the axes of a frame until the end time, which the robot insists on. Keep it short and send again,
 * so that a client that dies stops the arm. The arm does not look out for what is in its way.
 * @throws {RangeError} a number is not finite
 */
export function armVelocityCommand(options: ArmVelocityCommandOptions): LocalRobotCommand {
  const { frameName, linearMetersPerSecond } = options;
  const velocityInFrameName = finiteFields("linearMetersPerSecond", linearMetersPerSecond);
  return velocity({ cartesianVelocity: { frameName, velocityInFrameName } }, options);
}

/**
 * Move the hand outwards from, around and up along the shoulder until the end time, which the robot insists on: what a
 * joystick wants. Keep it short and send again, so that a client that dies stops the arm.
 * @throws {RangeError} a number is not finite
 */
export function armCylindricalVelocityCommand(options: ArmCylindricalVelocityCommandOptions): LocalRobotCommand {
  const { outwardShare = 0, aroundShare = 0, upwardShare = 0, maxLinearMetersPerSecond } = options;
  const cylindricalVelocity = {
    linearVelocity: {
      r: finite("outwardShare", outwardShare),
      theta: finite("aroundShare", aroundShare),
      z: finite("upwardShare", upwardShare),
    },
    maxLinearVelocity: optionalDouble("maxLinearMetersPerSecond", maxLinearMetersPerSecond),
  };
  return velocity({ cylindricalVelocity }, options);
}

function velocity(linear: Request, options: ArmVelocityOptions): LocalRobotCommand {
  const armVelocityCommand: Request = {
    ...linear,
    angularVelocityOfHandRtOdomInHand: finiteFields("angularRadiansPerSecond", options.angularRadiansPerSecond),
    maximumAcceleration: optionalDouble("maxAcceleration", options.maxAcceleration),
    endTime: options.endTime,
  };
  return armCommand({ armVelocityCommand }, options);
}
