/**
 * The two clocks of a robot and its client, kept apart by types: a bigint of nanoseconds since 1970-01-01T00:00:00Z
 * that is either this machine's or the robot's. Only a time-sync estimate turns one into the other.
 */
import type { DurationInit } from "../messages/google/protobuf/duration.ts";
import type { TimestampInit } from "../messages/google/protobuf/timestamp.ts";

declare const clock: unique symbol;

/** Nanoseconds since the Unix epoch on this machine's wall clock. */
export type LocalTime = bigint & { readonly [clock]: "local" };
/** Nanoseconds since the Unix epoch on the robot's clock. */
export type RobotTime = bigint & { readonly [clock]: "robot" };

const NANOS_PER_SECOND = 1_000_000_000n;

/** Say that a number of nanoseconds was read from this machine's wall clock. */
export function localTime(nanos: bigint): LocalTime {
  return nanos as LocalTime;
}

/** Say that a number of nanoseconds was read from the robot's clock. */
export function robotTime(nanos: bigint): RobotTime {
  return nanos as RobotTime;
}

/** A `Timestamp` that says local time, as request headers carry it. */
export function localTimeToTimestamp(time: LocalTime): TimestampInit {
  return toTimestamp(time);
}

/** A `Timestamp` that says robot time, as commands carry it. */
export function robotTimeToTimestamp(time: RobotTime): TimestampInit {
  return toTimestamp(time);
}

/** Read a `Timestamp` that says robot time. */
export function robotTimeFromTimestamp(timestamp: TimestampInit): RobotTime {
  return robotTime(timestampNanos(timestamp));
}

/** Nanoseconds of a `Timestamp`, whichever clock it is of. */
export function timestampNanos({ seconds = 0n, nanos = 0 }: TimestampInit): bigint {
  return seconds * NANOS_PER_SECOND + BigInt(nanos);
}

/** Nanoseconds of a `Duration`; both its parts may be negative. */
export function durationNanos({ seconds = 0n, nanos = 0 }: DurationInit): bigint {
  return seconds * NANOS_PER_SECOND + BigInt(nanos);
}

/** A `Duration` of nanoseconds; both its parts have the sign of the whole. */
export function nanosToDuration(nanos: bigint): DurationInit {
  return { seconds: nanos / NANOS_PER_SECOND, nanos: Number(nanos % NANOS_PER_SECOND) };
}

/** A `Timestamp` counts its nanos forwards, before 1970 too. */
function toTimestamp(time: bigint): TimestampInit {
  const nanos = ((time % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  return { seconds: (time - nanos) / NANOS_PER_SECOND, nanos: Number(nanos) };
}
