/** This machine's wall clock, finer than the millisecond of `Date.now()`. */
import { type LocalTime, localTime } from "./time.ts";

/** `Date.now()` cuts off up to 1 ms; more than this apart, the system clock was set. */
const STEP_MS = 2;

/** Wall clock minus monotonic clock; the first reading finds it out of step and sets it. */
let offsetMs = 0;

/**
 * The wall clock in nanoseconds, with the resolution of the monotonic clock. It runs evenly between steps of the
 * system clock and follows each step at once.
 */
export function wallClock(): LocalTime {
  const coarse = Date.now();
  let fine = offsetMs + performance.now();
  if (Math.abs(fine - coarse) > STEP_MS) {
    offsetMs += coarse - fine;
    fine = coarse;
  }
  const wholeMs = Math.floor(fine);
  return localTime(BigInt(wholeMs) * 1_000_000n + BigInt(Math.floor((fine - wholeMs) * 1_000_000)));
}
