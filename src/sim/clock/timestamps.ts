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
