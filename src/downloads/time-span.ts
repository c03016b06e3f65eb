/** Spans of time to download, cut to what the robot gives at once. */
import { type LocalTime, type RobotTime, robotTime } from "../services/time.ts";

/** From when to when: by this machine's clock, which needs time sync, or by the robot's. */
export type TimeSpan =
  { readonly from: LocalTime; readonly to: LocalTime } | { readonly robotFrom: RobotTime; readonly robotTo: RobotTime };

/** A span by the robot's clock. */
export interface RobotSpan {
  readonly from: RobotTime;
  readonly to: RobotTime;
}

/** Turns local time into robot time; a Robot's `timeSync` is one. */
export interface SpanClock {
  toRobotTime(local: LocalTime): RobotTime;
}

/** The longest span that the robot gives at once: an hour, in nanoseconds. */
export const MAX_SPAN_NANOS = 3_600_000_000_000n;

/**
 * Cut a span into pieces of an hour at most, each beginning where the one before ends.
 * @throws {RangeError} it does not end after it begins, or begins before 1970
 * @throws {TimeSyncError} it is by this machine's clock, and there is no time sync
 */
export function hoursOf(span: TimeSpan, clock: SpanClock): readonly RobotSpan[] {
  const { from, to } = inRobotTime(span, clock);
  if (to <= from) throw new RangeError("the span does not end after it begins");
  if (from < 0n) throw new RangeError("the span begins before 1970");
  const count = Number((to - from + MAX_SPAN_NANOS - 1n) / MAX_SPAN_NANOS);
  if (count > MAX_PIECES) throw new RangeError(`the span is ${count} hours long, more than ${MAX_PIECES}`);
  return Array.from({ length: count }, (_, index) => {
    const start = from + BigInt(index) * MAX_SPAN_NANOS;
    const end = start + MAX_SPAN_NANOS;
    return { from: robotTime(start), to: end < to ? robotTime(end) : to };
  });
}

/** A year, and more than a robot keeps. */
const MAX_PIECES = 8784;

function inRobotTime(span: TimeSpan, clock: SpanClock): RobotSpan {
  if ("robotFrom" in span) return { from: span.robotFrom, to: span.robotTo };
  return { from: clock.toRobotTime(span.from), to: clock.toRobotTime(span.to) };
}
