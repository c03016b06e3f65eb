import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit.ts";
import { parseTimeSpan } from "../../src/cli/time-span.ts";
import { localTime } from "../../src/services/index.ts";

const SECOND = 1_000_000_000n;
const NOW = localTime(1_800_000_000n * SECOND + 5n);

/** The instant of a calendar date in this machine's time zone. */
function dated(...parts: [number, number, number, number?, number?, number?]): bigint {
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts;
  return BigInt(new Date(year, month - 1, day, hour, minute, second).getTime()) * 1_000_000n;
}

describe("parseTimeSpan", () => {
  for (const [text, start, end] of [
    ["2d", NOW - 172_800n * SECOND, undefined],
    ["3h", NOW - 10_800n * SECOND, undefined],
    ["15m", NOW - 900n * SECOND, undefined],
    ["0s", NOW, undefined],
    [" 30s ", NOW - 30n * SECOND, undefined],
    ["1767225600", 1_767_225_600n * SECOND, undefined],
    ["1767225600123456789", 1_767_225_600_123_456_789n, undefined],
    ["20260131", dated(2026, 1, 31), undefined],
    ["20240229", dated(2024, 2, 29), undefined],
    ["20260131_235959", dated(2026, 1, 31, 23, 59, 59), undefined],
    ["2h-1h", NOW - 7200n * SECOND, NOW - 3600n * SECOND],
    ["20260131-20260201", dated(2026, 1, 31), dated(2026, 2, 1)],
    ["20260131_120000-20260131_130000", dated(2026, 1, 31, 12), dated(2026, 1, 31, 13)],
    ["1767225600-0s", 1_767_225_600n * SECOND, NOW],
  ] as const) {
    it(`reads ${text}`, () => {
      expect(parseTimeSpan("--since", text, NOW)).toEqual({ start, end });
    });
  }

  for (const text of [
    ...["", "-", "1h-", "-1h", "1h-2m-3s", "yesterday", "1", "1w", "1.5h", "-5m", "NaN", "Infinity"],
    ...["2026", "20261301", "20260230", "20260229", "20260100", "20260131_", "20260131_1200", "20260131_250000"],
    ...["20260131_126000", "20260131_120060", "123456789", "12345678901", "999999999999999999", "1h 2h"],
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseTimeSpan("--since", text, NOW)).toThrow(UsageError);
    });
  }

  it("refuses a span that ends before it starts, and says so", () => {
    expect(() => parseTimeSpan("--since", "1h-2h", NOW)).toThrow("--since 1h-2h ends before it starts");
  });
});
