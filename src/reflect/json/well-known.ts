/** The well-known types that JSON says in a way of their own (protobuf, "ProtoJSON Format"). */
import type { DynamicMessage } from "../dynamic-codec.ts";
import { JsonError } from "./errors.ts";
import { type JsonValue } from "./parse.ts";
import { wrongType } from "./numbers.ts";

const NANOS_PER_SECOND = 1_000_000_000n;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;
/** Ten thousand years, plus or minus. */
const MAX_DURATION_SECONDS = 315_576_000_000n;
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

interface SecondsAndNanos {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** `2026-11-23T03:00:00.5Z`. @throws {JsonError} `JSON_UNSAYABLE`: out of the years 1 to 9999 */
export function timestampToJson(message: DynamicMessage, path: string): string {
  const { seconds, nanos } = message as unknown as SecondsAndNanos;
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0 || nanos >= 1e9) {
    throw new JsonError("JSON_UNSAYABLE", path, `a Timestamp of ${seconds} s and ${nanos} ns is out of range`);
  }
  const date = new Date(Number(seconds) * 1000).toISOString();
  return `${date.slice(0, 19)}${fraction(nanos)}Z`;
}

/** Read RFC 3339 with any offset. @throws {JsonError} */
export function timestampFromJson(value: JsonValue, path: string): SecondsAndNanos {
  const match = typeof value === "string" ? TIMESTAMP.exec(value) : null;
  if (match === null) throw wrongType(path, "a timestamp like 2026-11-23T03:00:00Z", value);
  const [, year, month, day, hour, minute, second, nanos = "", zone = "Z"] = match;
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const ms = Date.parse(wall);
  // Date.parse takes 31 April for 1 May: a date that comes back changed was none.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== wall.slice(0, 19)) {
    throw wrongType(path, "a timestamp like 2026-11-23T03:00:00Z", value);
  }
  const seconds = BigInt(ms / 1000) - BigInt(offsetSeconds(zone));
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    throw new JsonError("JSON_OUT_OF_RANGE", path, "a timestamp is of the years 1 to 9999");
  }
  return { seconds, nanos: Number(nanos.padEnd(9, "0")) };
}

/** `-1.5s`. @throws {JsonError} `JSON_UNSAYABLE`: out of range, or parts of different sign */
export function durationToJson(message: DynamicMessage, path: string): string {
  const { seconds, nanos } = message as unknown as SecondsAndNanos;
  const mixed = (seconds > 0n && nanos < 0) || (seconds < 0n && nanos > 0);
  const tooLong = seconds > MAX_DURATION_SECONDS || seconds < -MAX_DURATION_SECONDS;
  if (mixed || tooLong || Math.abs(nanos) >= 1e9) {
    throw new JsonError("JSON_UNSAYABLE", path, `a Duration of ${seconds} s and ${nanos} ns is out of range`);
  }
  const sign = seconds < 0n || nanos < 0 ? "-" : "";
  return `${sign}${seconds < 0n ? -seconds : seconds}${fraction(Math.abs(nanos))}s`;
}

/** Read `-1.5s`. @throws {JsonError} */
export function durationFromJson(value: JsonValue, path: string): SecondsAndNanos {
  const match = typeof value === "string" ? DURATION.exec(value) : null;
  if (match === null) throw wrongType(path, "a duration like 1.5s", value);
  const [, sign, whole = "0", part = ""] = match;
  const total = BigInt(whole) * NANOS_PER_SECOND + BigInt(part.padEnd(9, "0"));
  if (BigInt(whole) > MAX_DURATION_SECONDS) {
    throw new JsonError("JSON_OUT_OF_RANGE", path, `a duration is at most ${MAX_DURATION_SECONDS} s`);
  }
  const nanos = sign === "-" ? -total : total;
  // -0 is not a number of nanoseconds.
  return { seconds: nanos / NANOS_PER_SECOND, nanos: Number(nanos % NANOS_PER_SECOND) + 0 };
}

/** `fooBar,baz.quxQuux`. @throws {JsonError} `JSON_UNSAYABLE`: a path that would not come back */
export function fieldMaskToJson(message: DynamicMessage, path: string): string {
  const paths = (message as unknown as { paths: readonly string[] }).paths;
  return paths
    .map((each) => {
      if (/[A-Z]|_(?![a-z])/.test(each)) {
        throw new JsonError(
          "JSON_UNSAYABLE",
          path,
          `the path ${JSON.stringify(each)} cannot be said in lowerCamelCase`,
        );
      }
      return each.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    })
    .join(",");
}

/** Read comma-separated lowerCamelCase paths. @throws {JsonError} */
export function fieldMaskFromJson(value: JsonValue, path: string): { paths: string[] } {
  if (typeof value !== "string" || value.includes("_")) throw wrongType(path, "paths like fooBar,baz", value);
  const paths = value === "" ? [] : value.split(",");
  return { paths: paths.map((each) => each.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) };
}

/** Three, six or nine digits, as few as say it all. */
function fraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.replace(/(?:000){1,2}$/, "")}`;
}

function offsetSeconds(zone: string): number {
  if (zone === "Z") return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4, 6)) * 60;
  return zone.startsWith("-") ? -seconds : seconds;
}
