import { describe, expect, it } from "vitest";
import { RpcError, TransportError } from "../../src/grpc/errors.ts";
import { retryPolicy, type RetryPolicyOptions } from "../../src/grpc/retry-policy.ts";
import type { StatusName } from "../../src/grpc/status.ts";

const PATH = "/spotwire.test.Echo/Once";

function failed(attempts: number, status: Exclude<StatusName, "OK"> = "UNAVAILABLE", pushback?: string) {
  return { error: new RpcError(status, PATH, "no", { origin: "server" }), attempts, pushback };
}

function policy(options: RetryPolicyOptions = {}) {
  return retryPolicy({ random: () => 0.5, maxTokens: 1000, ...options });
}

describe("retryPolicy", () => {
  it("doubles the wait from 100 ms, for three attempts in all", () => {
    const three = policy();
    expect([1, 2, 3].map((attempts) => three.delayMs(failed(attempts)))).toEqual([100, 200, undefined]);
  });

  it("waits no longer than it is told", () => {
    const five = policy({ maxAttempts: 5, initialBackoffMs: 100, maxBackoffMs: 150, multiplier: 10 });
    expect([1, 2, 3, 4].map((attempts) => five.delayMs(failed(attempts)))).toEqual([100, 150, 150, 150]);
  });

  it("spreads each wait by a fifth either way", () => {
    expect(policy({ random: () => 0 }).delayMs(failed(1))).toBeCloseTo(80);
    expect(policy({ random: () => 0.999_999_9 }).delayMs(failed(1))).toBeCloseTo(120, 3);
  });

  it("repeats after the statuses it is for, and no others", () => {
    expect(policy().delayMs(failed(1, "DEADLINE_EXCEEDED"))).toBeUndefined();
    const aborted = policy({ statuses: ["ABORTED"] });
    expect(aborted.delayMs(failed(1, "ABORTED"))).toBe(100);
    expect(aborted.delayMs(failed(1))).toBeUndefined();
  });

  it("repeats the RPCs it is for, and no others", () => {
    expect(policy({ appliesTo: (path) => path.includes("Split") }).delayMs(failed(1))).toBeUndefined();
  });

  it.each([
    ["0", 0],
    ["1500", 1500],
    ["-1", undefined],
    ["soon", undefined],
    ["", undefined],
  ])("obeys a server's pushback of %j", (pushback, delayMs) => {
    expect(policy().delayMs(failed(1, "UNAVAILABLE", pushback))).toBe(delayMs);
  });

  it("does not repeat what a second attempt cannot mend", () => {
    const cause = new TransportError("TRANSPORT_CLOSED", "robot:443", "the channel is closed");
    const error = new RpcError("UNAVAILABLE", PATH, "closed", { cause });
    expect(policy().delayMs({ error, attempts: 1, pushback: undefined })).toBeUndefined();
  });

  it("stops while too many calls fail, until enough have succeeded", () => {
    const throttled = retryPolicy({ random: () => 0.5, maxTokens: 4, tokenRatio: 1 });
    expect(throttled.delayMs(failed(1))).toBe(100);
    expect(throttled.delayMs(failed(1))).toBeUndefined();
    for (let n = 0; n < 10; n++) throttled.delayMs(failed(1));
    for (let n = 0; n < 3; n++) throttled.succeeded();
    expect(throttled.delayMs(failed(1))).toBeUndefined();
    for (let n = 0; n < 2; n++) throttled.succeeded();
    expect(throttled.delayMs(failed(1))).toBe(100);
  });

  it.each<RetryPolicyOptions>([
    { maxAttempts: 1 },
    { maxAttempts: 6 },
    { initialBackoffMs: 0 },
    { maxBackoffMs: Number.NaN },
    { multiplier: 0.5 },
    { maxTokens: 0 },
    { tokenRatio: 0 },
  ])("refuses %j", (options) => {
    expect(() => retryPolicy(options)).toThrow(RangeError);
  });
});
