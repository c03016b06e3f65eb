/** A body that stands and shifts its weight, its feet where they are: something to reckon with that never repeats. */
import { HIP_OFFSET, LEGS } from "../../../src/sim/body/legs.ts";
import { type BodyState, bodyOn } from "../../../src/sim/body/motion.ts";
import { fromYawPitchRoll, type Pose, type Vector } from "../../../src/sim/body/vector.ts";

/** Height of the body above the ground when standing, metres. */
const STANDING_HEIGHT = 0.52;
/** Where each foot stands, in odom: straight below its hip. */
const FEET_IN_ODOM: readonly Vector[] = LEGS.map(({ hip, side }) => ({
  x: hip.x,
  y: hip.y + side * HIP_OFFSET,
  z: 0,
}));

/** The body at a time since boot, in seconds. */
export function bodyAt(seconds: number): BodyState {
  return bodyOn((more) => ({ pose: bodyPose(seconds + more), feet: FEET_IN_ODOM }), seconds, {
    contacts: LEGS.map(() => true),
    carried: 1,
  });
}

/** A slow sway: a few centimetres and degrees, with periods that do not repeat together. */
function bodyPose(seconds: number): Pose {
  const wave = (period: number, phase: number): number => Math.sin((2 * Math.PI * seconds) / period + phase);
  return {
    position: {
      x: 0.03 * wave(4.1, 0),
      y: 0.025 * wave(3.3, 1),
      z: STANDING_HEIGHT + 0.015 * wave(2.7, 2),
    },
    rotation: fromYawPitchRoll(0.08 * wave(6.1, 0.5), 0.05 * wave(3.7, 1.5), 0.04 * wave(2.9, 2.5)),
  };
}
