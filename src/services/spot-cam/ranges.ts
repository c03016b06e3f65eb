/** Numbers for Spot CAM, brought into the ranges that it takes. */
import { finite } from "../motion/commands/number-checks.ts";

const FULL_TURN = 360;
const MIN_BRIGHTNESS = 0.1;
const MAX_BRIGHTNESS = 1;

/**
 * The same pan of the camera's head as an angle from 0 up to 360 degrees, as a PTZ position wants it.
 * @throws {RangeError} it is not finite
 */
export function normalizePanDegrees(panDegrees: number): number {
  const turned = finite("panDegrees", panDegrees) % FULL_TURN;
  const normal = turned < 0 ? turned + FULL_TURN : turned;
  // A tiny negative angle rounds up to a whole turn.
  return normal === FULL_TURN || normal === 0 ? 0 : normal;
}

/**
 * The brightness nearest to one that the lights show, 0.1 to 1; for off, switch them off.
 * @throws {RangeError} it is not a number
 */
export function clampLedBrightness(brightness: number): number {
  if (Number.isNaN(brightness)) throw new RangeError("brightness is NaN");
  return Math.min(Math.max(brightness, MIN_BRIGHTNESS), MAX_BRIGHTNESS);
}
