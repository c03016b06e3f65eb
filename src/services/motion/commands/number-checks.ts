/** Numbers that go into commands: a NaN or an infinity must never reach a robot, and a mistake must name its field. */
import type { DurationInit } from "../../../messages/google/protobuf/duration.ts";
import type { DoubleValueInit } from "../../../messages/google/protobuf/wrappers.ts";
import { nanosToDuration } from "../../time.ts";

const NANOS_PER_MS = 1e6;

/** Let a finite number through; -0 becomes 0, which needs no byte. @throws {RangeError} it is not finite */
export function finite(name: string, value: number): number {
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  throw new RangeError(`${name} is ${value}: it must be a finite number`);
}

/** Let a number of a range through, both ends included. @throws {RangeError} */
export function within(name: string, value: number, low: number, high: number): number {
  if (finite(name, value) >= low && value <= high) return value;
  throw new RangeError(`${name} is ${value}: it must be from ${low} to ${high}`);
}

/** Let 0 and what is above it through. @throws {RangeError} */
export function notNegative(name: string, value: number): number {
  if (finite(name, value) >= 0) return finite(name, value);
  throw new RangeError(`${name} is ${value}: it must be 0 or more`);
}

/** Wrap an optional number, whose absence the robot tells from 0. @throws {RangeError} it is not finite */
export function optionalDouble(name: string, value: number | undefined): DoubleValueInit | undefined {
  return value === undefined ? undefined : { value: finite(name, value) };
}

/** Milliseconds as a `Duration`. @throws {RangeError} not finite */
export function duration(name: string, ms: number): DurationInit {
  return nanosToDuration(BigInt(Math.round(finite(name, ms) * NANOS_PER_MS)));
}

/**
 * Let a message through whose numbers are all finite, however deep they lie.
 * @throws {RangeError} names the path of the one that is not
 */
export function finiteFields<T>(name: string, message: T): T {
  if (typeof message === "number") finite(name, message);
  if (typeof message !== "object" || message === null || ArrayBuffer.isView(message)) return message;
  const fields: Iterable<readonly [unknown, unknown]> =
    message instanceof Map || Array.isArray(message) ? message.entries() : Object.entries(message);
  for (const [key, value] of fields) {
    finiteFields(typeof key === "number" ? `${name}[${key}]` : `${name}.${String(key)}`, value);
  }
  return message;
}
