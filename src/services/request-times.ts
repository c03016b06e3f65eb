/**
 * The instants in a request. A `Timestamp` in a message always says robot time and is sent as it is; where an RPC's
 * facts allow it, a `LocalTime` may stand in its place and is converted once, on the way out. The two differ in type,
 * so nothing is ever converted twice.
 */
import { SpotError } from "../errors.ts";
import type { ResponseHeader } from "../messages/bosdyn/api/header.ts";
import type { TimestampInit } from "../messages/google/protobuf/timestamp.ts";
import { type LocalTime, type RobotTime, robotTimeToTimestamp } from "./time.ts";

/** The robot's clock against ours. A Robot's `timeSync` is one. */
export interface RobotClock {
  /** Robot time at an instant of this machine's clock. @throws {SpotError} there is no estimate yet */
  toRobotTime(local: LocalTime): RobotTime;
  /** Names this client's clock to the robot; empty before the first exchange. */
  readonly clockIdentifier: string;
  /** Hears that the robot has found a time of ours wrong: its clock may have been set, and is to be measured anew. */
  doubt?(): void;
  /** Sees when the robot answered a command, by its own clock, to notice that this was set. */
  observe?(header: ResponseHeader): void;
}

/** A request holds a local time, or must name this client's clock, and the client was made without one. */
export class RobotTimeUnknownError extends SpotError {
  override readonly code = "TIME_SYNC_REQUIRED";
  override readonly retryable = false;
}

/** A message type in which the fields at `Path` may be a `LocalTime`. */
export type WithLocalTimes<T, Path extends string> = [Path] extends [never]
  ? T
  : {
      [Key in keyof T]: Key extends Path ? T[Key] | LocalTime : Descend<T[Key], Below<Path, Key>>;
    };
type Below<Path extends string, Key> = Path extends `${Key & string}.${infer Rest}` ? Rest : never;
type Descend<T, Path extends string> = [Path] extends [never]
  ? T
  : T extends readonly (infer Element)[]
    ? readonly WithLocalTimes<Element, Path>[]
    : T extends object
      ? WithLocalTimes<T, Path>
      : T;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Convert the local times of a request. What the caller passed stays as it is; only the way to a converted field is copied.
 * @param paths the fields that may hold one
 */
export function convertLocalTimes(
  request: object,
  paths: readonly string[],
  convert: (local: LocalTime) => TimestampInit | undefined,
): object {
  return paths.reduce((converted, path) => convertAt(converted as Fields, path.split("."), convert) as object, request);
}

function convertAt(
  value: unknown,
  path: readonly string[],
  convert: (local: LocalTime) => TimestampInit | undefined,
): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => convertAt(element, path, convert));
    return elements.some((element, index) => element !== value[index]) ? elements : value;
  }
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === "bigint" ? convert(value as LocalTime) : value;
  if (typeof value !== "object" || value === null) return value;
  const before = (value as Fields)[key];
  const after = convertAt(before, rest, convert);
  return after === before ? value : { ...value, [key]: after };
}

/** Convert one local time. @throws {RobotTimeUnknownError | SpotError} robot time is not known */
export function localToRobotTimestamp(local: LocalTime, clock: RobotClock | undefined): TimestampInit {
  if (clock === undefined) {
    throw new RobotTimeUnknownError(
      "the request holds a local time, and this client has no robot clock: give it one, or put robot time in the request",
    );
  }
  return robotTimeToTimestamp(clock.toRobotTime(local));
}
