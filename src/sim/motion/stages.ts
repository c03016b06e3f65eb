/** What the body can be at, and how long it takes from one to the next. */
import type { Posture } from "../parts.ts";

/** What the body is at, and how that looks; when it is up, it depends. */
export const POSTURES: Readonly<Record<Exclude<Stage, "up">, Posture>> = {
  sitting: "sitting",
  rising: "standing-up",
  lowering: "sitting-down",
  falling: "fallen",
  fallen: "fallen",
  rolling: "fallen",
  joints: "standing",
};

/** What the body is at. */
export type Stage = "sitting" | "rising" | "lowering" | "falling" | "fallen" | "rolling" | "joints" | "up";

/** From sitting to standing. */
export const STAND_SECONDS = 1.5;
/** From standing to sitting. */
export const SIT_SECONDS = 2;
/** To the ground. */
export const FALL_SECONDS = 0.5;
/** From belly to side, or back. */
export const ROLL_SECONDS = 3;
/** Below this height a robot that loses its strength settles, and does not fall: metres. */
export const SOFT_LANDING = 0.25;
