/** The steady robot's clock, whose ticks begin with a day, so that a state's number is in its time stamp. */

/** Seconds since the epoch. */
export const STEADY_BEGIN_SECONDS: number = 20_834 * 86_400;
/** Milliseconds from tick to tick. */
export const STEADY_PERIOD_MS = 3;

/** The key that a command has which answers a state: the state's number, from 1. @param readAtMs of the robot's day */
export function steadyKey(readAtMs: number): number {
  return 1 + Math.round(readAtMs / STEADY_PERIOD_MS);
}
