import { HIP_OFFSET, type Leg, type LegAngles, LOWER_LEG, UPPER_LEG } from "../../../src/sim/body/legs.ts";
import type { Vector } from "../../../src/sim/body/vector.ts";

/** Where a foot is in the body frame for given angles: what `anglesForFoot` inverts. */
export function footForAngles({ hip, side }: Leg, { hx, hy, kn }: LegAngles): Vector {
  const x = -UPPER_LEG * Math.sin(hy) - LOWER_LEG * Math.sin(hy + kn);
  const depth = UPPER_LEG * Math.cos(hy) + LOWER_LEG * Math.cos(hy + kn);
  const offset = side * HIP_OFFSET;
  return {
    x: hip.x + x,
    y: hip.y + offset * Math.cos(hx) + depth * Math.sin(hx),
    z: hip.z + offset * Math.sin(hx) - depth * Math.cos(hx),
  };
}
