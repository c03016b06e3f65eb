/** Numbers on the command line: lists of them, angles, and lengths of time, with their units. */
import { UsageError } from "./exit.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** One finite number. @param what names it, for the message @throws {UsageError} */
export function parseNumber(what: string, text: string): number {
  const value = Number(text.trim());
  if (NUMBER.test(text.trim()) && Number.isFinite(value)) return value;
  throw new UsageError(`${what} takes a number, not ${JSON.stringify(text)}`);
}

/** An angle in radians: `1.57`, `1.57rad`, `90deg` or `90°`. @throws {UsageError} */
export function parseAngle(what: string, text: string): number {
  const [, number, unit] = /^(.*?)\s*(deg|°|rad)?$/.exec(text.trim()) ?? [];
  if (!NUMBER.test(number ?? "")) {
    throw new UsageError(`${what} takes an angle such as 90deg or 1.57 (radians), not ${JSON.stringify(text)}`);
  }
  const value = parseNumber(what, number ?? "");
  return unit === "deg" || unit === "°" ? (value * Math.PI) / 180 : value;
}

/** Parts between commas. @param form shows how it is written, for the message @throws {UsageError} there are more or fewer */
export function splitList(what: string, text: string, { min, max, form }: ListForm): string[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length >= min && parts.length <= max && !parts.includes("")) return parts;
  throw new UsageError(`${what} takes ${form}, not ${JSON.stringify(text)}`);
}

/** How many parts a list has, and what it looks like. */
export interface ListForm {
  readonly min: number;
  readonly max: number;
  readonly form: string;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** A length of time in seconds: `2`, `2s`, `500ms`, `1.5m` or `1h`; more than 0, and a day at most. @throws {UsageError} */
export function parseSeconds(what: string, text: string): number {
  const [, number = "", unit = "s"] = /^(.*?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const seconds = NUMBER.test(number) ? Number(number) * (UNIT_SECONDS[unit] ?? NaN) : NaN;
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new UsageError(`${what} takes a time such as 2s, 500ms or 1m, not ${JSON.stringify(text)}`);
}

/** A whole number within bounds. @throws {UsageError} */
export function parseInteger(what: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${what} takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`);
}
