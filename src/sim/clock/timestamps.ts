/** Robot time and durations as the protocol's messages. */
import type { DurationInit } from "../../messages/google/protobuf/duration.ts";
import type { TimestampInit } from "../../messages/google/protobuf/timestamp.ts";

const NANOS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds since the epoch (not before it) as a Timestamp. */
export function toTimestamp(nanos: bigint): TimestampInit {
  return { seconds: nanos / NANOS_PER_SECOND, nanos: Number(nanos % NANOS_PER_SECOND) };
}

/** A Timestamp as nanoseconds. */
export function fromTimestamp({ seconds = 0n, nanos = 0 }: TimestampInit): bigint {
  return seconds * NANOS_PER_SECOND + BigInt(nanos);
}

/** Nanoseconds as a Duration; of a negative one both parts are negative. */
export function toDuration(nanos: bigint): DurationInit {
  return { seconds: nanos / NANOS_PER_SECOND, nanos: Number(nanos % NANOS_PER_SECOND) };
}

/** A Duration as milliseconds. */
export function durationMs({ seconds = 0n, nanos = 0 }: DurationInit): number {
  return Number(seconds) * 1000 + nanos / 1e6;
}

/** A span of robot uptime, in milliseconds, as a Duration. */
export function durationOf(ms: number): DurationInit {
  return toDuration(BigInt(Math.round(ms * 1e6)));
}

/** A Duration as nanoseconds. */
export function fromDuration({ seconds = 0n, nanos = 0 }: DurationInit): bigint {
  return seconds * NANOS_PER_SECOND + BigInt(nanos);
}
