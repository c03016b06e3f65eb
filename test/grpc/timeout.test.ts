import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTimeout, parseTimeout } from "../../src/grpc/timeout.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe("formatTimeout", () => {
  it.each([
    // Seen from gRPC C-core.
    [30_000, "30S"],
    [30_100, "30100m"],
    [301, "301m"],
    // Rounded up, never down.
    [0.25, "1m"],
    [29_999.97, "30S"],
    [1.000_001, "2m"],
    // No time left is still a timeout.
    [0, "1n"],
    [-5, "1n"],
    [-Infinity, "1n"],
    // At most eight digits.
    [99_999_999, "99999999m"],
    [100_000_001, "100001S"],
    [99_999_999_000, "99999999S"],
    [99_999_999_001, "1666667M"],
    [1e12, "16666667M"],
    [1e13, "2777778H"],
    [1e18, "99999999H"],
  ])("writes %d ms as %j", (timeoutMs, header) => {
    expect(formatTimeout(timeoutMs)).toBe(header);
  });

  it("never gives less time than asked for, and less than one unit more", () => {
    const unitMs = { S: 1000, m: 1, M: 60_000, H: 3_600_000 };
    const timeouts = fc.oneof(
      fc.double({ min: 1e-6, max: 1e5, noNaN: true }),
      fc.double({ min: 1, max: 365 * DAY_MS, noNaN: true }),
      fc.integer({ min: 1, max: 365 * DAY_MS }),
    );
    fc.assert(
      fc.property(timeouts, (timeoutMs) => {
        const header = formatTimeout(timeoutMs);
        expect(header).toMatch(/^[0-9]{1,8}[HMSm]$/);
        const parsed = parseTimeout(header) as number;
        expect(parsed).toBeGreaterThanOrEqual(timeoutMs);
        expect(parsed - timeoutMs).toBeLessThan(unitMs[header.at(-1) as keyof typeof unitMs]);
      }),
    );
  });
});

describe("parseTimeout", () => {
  it.each([
    ["30S", 30_000],
    ["30100m", 30_100],
    ["301m", 301],
    ["1H", 3_600_000],
    ["2M", 120_000],
    ["500u", 0.5],
    ["1n", 1e-6],
    ["0S", 0],
    ["00000001S", 1000],
    ["99999999H", 99_999_999 * 3_600_000],
  ])("reads %j as %d ms", (header, timeoutMs) => {
    expect(parseTimeout(header)).toBeCloseTo(timeoutMs, 9);
  });

  it.each(["", "S", "1", "1s", "1h", "-1S", "+1S", "1.5S", " 1S", "1S ", "1 S", "0x1S", "123456789S", "1SS", "١S"])(
    "refuses %j",
    (header) => {
      expect(parseTimeout(header)).toBeUndefined();
    },
  );
});
