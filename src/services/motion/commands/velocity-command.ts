/** Walking at a velocity. */
import type { SE2VelocityInit } from "../../../messages/bosdyn/api/geometry.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import type { EndTimeOptions } from "./command-time.ts";
import { mobilityCommand, type MobilityOptions } from "./mobility-params.ts";
import { finite, notNegative } from "./number-checks.ts";
import type { PlanarVelocity } from "./velocity-limit.ts";

/** The slew rate that a velocity command has unless told otherwise. */
const DEFAULT_LINEAR_SLEW = 4;
const DEFAULT_YAW_SLEW = 2;

/** The frames in which the robot takes velocities. */
const FRAMES = ["body", "flat_body", "odom", "vision"] as const;

/** How fast the velocity may change; each 0 or more. */
export interface SlewRateLimit {
  /** Default 4. */
  readonly xMetersPerSecondSquared?: number | undefined;
  /** Default 4. */
  readonly yMetersPerSecondSquared?: number | undefined;
  /** Default 2. */
  readonly yawRadiansPerSecondSquared?: number | undefined;
}

/** How fast to walk; each axis left out is 0. */
export interface VelocityCommandOptions extends PlanarVelocity, MobilityOptions, EndTimeOptions {
  /** The frame in which x and y point. Default `body`. */
  readonly frameName?: (typeof FRAMES)[number] | undefined;
  /** How fast the velocity may change. `robot-default` sends none. Default: 4 m/s² each way and 2 rad/s². */
  readonly slewRateLimit?: SlewRateLimit | "robot-default" | undefined;
}

/**
 * Walk at a velocity until the end time, which the robot insists on. Send it again before that to walk on: the usual
 * pattern is a command every 0.1 s that lasts 0.6 s, so that a client that dies stops the robot. All zero stands still.
 * @throws {RangeError} a number is not finite, or a slew rate is negative
 * @throws {TypeError} the robot takes no velocities in that frame
 */
export function velocityCommand(options: VelocityCommandOptions): LocalRobotCommand {
  const {
    xMetersPerSecond: x = 0,
    yMetersPerSecond: y = 0,
    yawRadiansPerSecond = 0,
    frameName = "body",
    slewRateLimit = {},
    endTime,
    ...mobility
  } = options;
  if (!FRAMES.includes(frameName)) {
    throw new TypeError(`frameName is "${frameName as string}": the robot takes velocities in ${FRAMES.join(", ")}`);
  }
  const velocity = {
    linear: { x: finite("xMetersPerSecond", x), y: finite("yMetersPerSecond", y) },
    angular: finite("yawRadiansPerSecond", yawRadiansPerSecond),
  };
  const se2VelocityRequest = {
    endTime,
    velocity,
    slewRateLimit: slewRateLimit === "robot-default" ? undefined : slew(slewRateLimit),
    se2FrameName: frameName,
  };
  return mobilityCommand({ se2VelocityRequest }, mobility);
}

function slew({
  xMetersPerSecondSquared: x = DEFAULT_LINEAR_SLEW,
  yMetersPerSecondSquared: y = DEFAULT_LINEAR_SLEW,
  yawRadiansPerSecondSquared: yaw = DEFAULT_YAW_SLEW,
}: SlewRateLimit): SE2VelocityInit {
  return {
    linear: {
      x: notNegative("slewRateLimit.xMetersPerSecondSquared", x),
      y: notNegative("slewRateLimit.yMetersPerSecondSquared", y),
    },
    angular: notNegative("slewRateLimit.yawRadiansPerSecondSquared", yaw),
  };
}
