/** Angles on the circle. */

const TURN = 2 * Math.PI;

/**
 * Bring an angle within half a turn of a centre: into [centre − π, centre + π), so π about 0 is −π.
 *
 * Exact about 0. About another centre the sum rounds, which far from 0 may reach the upper end. An angle or centre that is
 * NaN or infinite gives NaN.
 */
export function wrapRadians(angleRadians: number, centerRadians = 0): number {
  // Of the sign of the dividend, and exact; both corrections below are exact too.
  const offset = (angleRadians - centerRadians) % TURN;
  if (offset >= Math.PI) return centerRadians + (offset - TURN);
  if (offset < -Math.PI) return centerRadians + (offset + TURN);
  return centerRadians + offset;
}
