/** Moving the arm joint by joint. */
import type { ArmJointPositionInit, ArmJointTrajectoryPointInit } from "../../../messages/bosdyn/api/arm_command.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import { armCommand, type ArmOptions } from "./arm-request.ts";
import type { CommandTime } from "./command-time.ts";
import { duration, optionalDouble } from "./number-checks.ts";

const JOINTS = ["sh0", "sh1", "el0", "el1", "wr0", "wr1"] as const;

/** A number per joint of the arm, shoulder to wrist. A joint that is left out stays where it is. */
export type ArmJoints = Readonly<Partial<Record<(typeof JOINTS)[number], number | undefined>>>;

/** How fast the joints may turn. Left out, the robot has its own limits. */
export interface ArmJointOptions extends ArmOptions {
  readonly maxRadiansPerSecond?: number | undefined;
  readonly maxRadiansPerSecondSquared?: number | undefined;
}

/** Where the joints are at some time. */
export interface ArmJointPoint {
  readonly positionRadians: ArmJoints;
  /** How fast each joint passes through. Default: left to the robot. */
  readonly velocityRadiansPerSecond?: ArmJoints | undefined;
  /** Milliseconds after the reference time. Default: as soon as the limits allow. */
  readonly afterMs?: number | undefined;
}

/** A way through several postures. */
export interface ArmJointTrajectoryOptions extends ArmJointOptions {
  /** In the order of their times. */
  readonly points: readonly ArmJointPoint[];
  /** From when the points' times count. Default: when the robot receives the command. */
  readonly referenceTime?: CommandTime | undefined;
}

/**
 * Turn the arm's joints to angles in radians. The arm does not look out for itself, the body or anything else on the way:
 * know that the way is free. Done when `armProgress` says so.
 * @throws {RangeError} a number is not finite
 */
export function armJointCommand(positionRadians: ArmJoints, options: ArmJointOptions = {}): LocalRobotCommand {
  return armJointTrajectoryCommand({ ...options, points: [{ positionRadians }] });
}

/**
 * Lead the arm's joints through postures. As with `armJointCommand`, nothing keeps the arm from hitting things.
 * @throws {RangeError} there is no point, or a number is not finite
 */
export function armJointTrajectoryCommand(options: ArmJointTrajectoryOptions): LocalRobotCommand {
  const { points, referenceTime, maxRadiansPerSecond, maxRadiansPerSecondSquared, ...arm } = options;
  if (points.length === 0) throw new RangeError("points is empty: it must hold a posture at least");
  const trajectory = {
    points: points.map((point, index) => jointPoint(`points[${index}]`, point)),
    referenceTime,
    maximumVelocity: optionalDouble("maxRadiansPerSecond", maxRadiansPerSecond),
    maximumAcceleration: optionalDouble("maxRadiansPerSecondSquared", maxRadiansPerSecondSquared),
  };
  return armCommand({ armJointMoveCommand: { trajectory } }, arm);
}

function jointPoint(
  name: string,
  { positionRadians, velocityRadiansPerSecond, afterMs }: ArmJointPoint,
): ArmJointTrajectoryPointInit {
  return {
    position: wrapped(`${name}.positionRadians`, positionRadians),
    velocity: velocityRadiansPerSecond && wrapped(`${name}.velocityRadiansPerSecond`, velocityRadiansPerSecond),
    timeSinceReference: afterMs === undefined ? undefined : duration(`${name}.afterMs`, afterMs),
  };
}

/** Give each number a message of its own: absence means "stay", which 0 does not. @throws {RangeError} */
export function wrapped(name: string, joints: ArmJoints): ArmJointPositionInit {
  return Object.fromEntries(JOINTS.map((joint) => [joint, optionalDouble(`${name}.${joint}`, joints[joint])]));
}
