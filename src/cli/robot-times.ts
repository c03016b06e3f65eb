/** Times that a robot says, as people read them. */
import type { Robot } from "../robot/index.ts";
import { robotTimeFromTimestamp } from "../services/index.ts";
import type { Timestamp } from "../messages/google/protobuf/timestamp.ts";

/** An instant of the robot's clock by this machine's, as ISO 8601 to the millisecond; time sync must be established. */
export function localText({ timeSync }: Robot, timestamp: Timestamp | undefined): string {
  if (timestamp === undefined) return "(no time)";
  return isoText(timeSync.toLocalTime(robotTimeFromTimestamp(timestamp)));
}

/** Nanoseconds since 1970 as ISO 8601; far beyond what a date can be, the number itself. */
export function isoText(nanos: bigint): string {
  const date = new Date(Number(nanos / 1_000_000n));
  return Number.isNaN(date.getTime()) ? `${nanos} ns` : date.toISOString();
}
