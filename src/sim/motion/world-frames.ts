/** Frames of the world by name, as commands name them. */
import { odometryDrift } from "../body/motion.ts";
import { inversePose, yawOf } from "../body/vector.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { GroundPose } from "../parts.ts";

/** Where `vision` is in odom now. */
export function visionInOdom(clock: SimClock): GroundPose {
  const { position, rotation } = inversePose(odometryDrift(clock.uptimeMs() / 1000));
  return { x: position.x, y: position.y, yaw: yawOf(rotation) };
}

/** First b, then a: `a_T_b · b_T_c = a_T_c`. */
export function composeGround(a: GroundPose, b: GroundPose): GroundPose {
  const [c, s] = [Math.cos(a.yaw), Math.sin(a.yaw)];
  return { x: a.x + c * b.x - s * b.y, y: a.y + s * b.x + c * b.y, yaw: a.yaw + b.yaw };
}

/** Where a gravity-aligned frame that stays in the world is, in odom; `undefined` for any other name. */
export function worldFrame(clock: SimClock, name: string): GroundPose | undefined {
  if (name === "odom") return { x: 0, y: 0, yaw: 0 };
  return name === "vision" ? visionInOdom(clock) : undefined;
}
