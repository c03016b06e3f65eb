/** How fast the robot may walk, as part of the mobility parameters. */
import type { SE2VelocityInit, SE2VelocityLimitInit } from "../../../messages/bosdyn/api/geometry.ts";
import { finite } from "./number-checks.ts";

/** Speeds in the plane. */
export interface PlanarVelocity {
  /** Forwards. */
  readonly xMetersPerSecond?: number | undefined;
  /** To the left. */
  readonly yMetersPerSecond?: number | undefined;
  /** Counter-clockwise, seen from above. */
  readonly yawRadiansPerSecond?: number | undefined;
}

/** Bounds on each axis. An axis left out has none. */
export interface VelocityLimits {
  /** Upper bounds, usually positive. */
  readonly max?: PlanarVelocity | undefined;
  /** Lower bounds: negative ones allow motion backwards, to the right and clockwise. */
  readonly min?: PlanarVelocity | undefined;
}

/** What stands for "no limit": a number left out would be 0, and the robot would refuse to move that way. */
const UNLIMITED = 1e6;

/**
 * Limit the speed of walking, per axis. Each bound that is left out is spelled out as 1e6 or -1e6, because the robot
 * takes an absent number within a limit for 0. A wholly absent `max` or `min` stays absent.
 * @throws {RangeError} a number is not finite; leave a bound out to have none
 */
export function velocityLimit({ max, min }: VelocityLimits): SE2VelocityLimitInit {
  return { maxVel: max && bounds("max", max, UNLIMITED), minVel: min && bounds("min", min, -UNLIMITED) };
}

/**
 * Let a limit through whose bounds say something of every axis: what one leaves out the robot takes for 0, and does not
 * move that way.
 * @throws {RangeError} names the axis; a 0 that is meant must be there
 */
export function wholeVelocityLimit(
  name: string,
  limit: SE2VelocityLimitInit | undefined,
): SE2VelocityLimitInit | undefined {
  for (const [bound, velocity] of [["maxVel", limit?.maxVel] as const, ["minVel", limit?.minVel] as const]) {
    if (velocity === undefined) continue;
    const { linear, angular } = velocity;
    const axes = { "linear.x": linear?.x, "linear.y": linear?.y, angular };
    for (const [axis, value] of Object.entries(axes)) {
      if (value !== undefined) continue;
      throw new RangeError(
        `${name}.${bound} lacks ${axis}, which the robot takes for 0: velocityLimit() fills in what has no bound`,
      );
    }
  }
  return limit;
}

function bounds(name: string, velocity: PlanarVelocity, none: number): SE2VelocityInit {
  const { xMetersPerSecond: x = none, yMetersPerSecond: y = none, yawRadiansPerSecond: yaw = none } = velocity;
  return {
    linear: { x: finite(`${name}.xMetersPerSecond`, x), y: finite(`${name}.yMetersPerSecond`, y) },
    angular: finite(`${name}.yawRadiansPerSecond`, yaw),
  };
}
