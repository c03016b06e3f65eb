/**
 * Velocity limits of missions and navigation, which read a 0 as "not set": the opposite of the limits in mobility
 * parameters, where a 0 forbids to move (`velocityLimit`). The two must not be mixed up, hence a file apart.
 */
import type { SE2VelocityInit, SE2VelocityLimitInit } from "../../messages/bosdyn/api/geometry.ts";
import { finite } from "../motion/commands/number-checks.ts";

/**
 * Merge two velocity limits of a mission or of navigation into the most restrictive: of two upper bounds the smaller, of
 * two lower bounds the larger, axis by axis; a bound that is 0 or left out limits nothing.
 * @throws {RangeError} a bound is not finite
 */
export function mergeVelocityLimits(
  first: SE2VelocityLimitInit = {},
  second: SE2VelocityLimitInit = {},
): SE2VelocityLimitInit {
  return {
    maxVel: mergeBounds("maxVel", first.maxVel, second.maxVel, Math.min),
    minVel: mergeBounds("minVel", first.minVel, second.minVel, Math.max),
  };
}

type Choice = (a: number, b: number) => number;

function mergeBounds(
  name: string,
  first: SE2VelocityInit | undefined,
  second: SE2VelocityInit | undefined,
  choose: Choice,
): SE2VelocityInit | undefined {
  if (first === undefined && second === undefined) return undefined;
  const axis = (label: string, a = 0, b = 0): number => {
    const [one, other] = [finite(`${name}.${label}`, a), finite(`${name}.${label}`, b)];
    if (one === 0 || other === 0) return one + other;
    return choose(one, other);
  };
  return {
    linear: {
      x: axis("linear.x", first?.linear?.x, second?.linear?.x),
      y: axis("linear.y", first?.linear?.y, second?.linear?.y),
    },
    angular: axis("angular", first?.angular, second?.angular),
  };
}
