/**
 * Spans of time as people write them: `1h`, `20260131`, `20260131_120000-20260131_130000`, `1767225600`. Dates are of
 * this machine's time zone.
 */
import { UsageError } from "./exit.ts";
import { localTime, type LocalTime } from "../services/index.ts";

/** From one instant to another, of this machine's clock. Without an end it goes on. */
export interface TimeSpan {
  readonly start: LocalTime;
  readonly end: LocalTime | undefined;
}

const NANOS_PER_SECOND = 1_000_000_000n;
const AGO_SECONDS: Readonly<Record<string, bigint>> = { d: 86_400n, h: 3600n, m: 60n, s: 1n };

/**
 * Read a span: `<t>` or `<t>-<t>`, where each is `yyyymmdd`, `yyyymmdd_hhmmss`, so many `d`, `h`, `m` or `s` ago, seconds
 * since 1970 in ten digits, or nanoseconds in nineteen.
 * @param now by which "ago" is reckoned
 * @throws {UsageError} it is none of these, or ends before it starts
 */
export function parseTimeSpan(what: string, text: string, now: LocalTime): TimeSpan {
  const [first = "", second, ...more] = text.trim().split("-");
  const start = instant(first, now);
  const end = second === undefined ? undefined : instant(second, now);
  if (start === undefined || more.length > 0 || (second !== undefined && end === undefined)) {
    throw new UsageError(
      `${what} takes a time or two with a dash between, such as 1h, 20260131, 20260131_120000-20260131_130000 or ` +
        `1767225600, not ${JSON.stringify(text)}`,
    );
  }
  if (end !== undefined && end < start) throw new UsageError(`${what} ${text} ends before it starts`);
  return { start, end };
}

function instant(text: string, now: LocalTime): LocalTime | undefined {
  const [, ago, unit = ""] = /^(\d{1,9})([dhms])$/.exec(text) ?? [];
  if (ago !== undefined) return localTime(now - BigInt(ago) * (AGO_SECONDS[unit] ?? 0n) * NANOS_PER_SECOND);
  if (/^\d{10}$/.test(text)) return localTime(BigInt(text) * NANOS_PER_SECOND);
  if (/^\d{19}$/.test(text)) return localTime(BigInt(text));
  return calendar(text);
}

function calendar(text: string): LocalTime | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(?:_(\d\d)(\d\d)(\d\d))?$/.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part: string | undefined) => Number(part ?? "0"));
  const date = new Date(year, month - 1, day, hour, minute, second);
  // 31 February becomes a day in March, and 25 o'clock one of tomorrow: neither is what somebody meant.
  const isReal = date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? localTime(BigInt(date.getTime()) * 1_000_000n) : undefined;
}
