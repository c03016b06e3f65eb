import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  durationNanos,
  type LocalTime,
  localTime,
  localTimeToTimestamp,
  nanosToDuration,
  type RobotTime,
  robotTime,
  robotTimeFromTimestamp,
  robotTimeToTimestamp,
  timestampNanos,
} from "../../src/services/time.ts";

/** Nanoseconds since 1970 and the Timestamp they are; nanos count forwards, before 1970 too (timestamp.proto). */
const TIMESTAMPS: readonly (readonly [nanos: bigint, seconds: bigint, rest: number])[] = [
  [0n, 0n, 0],
  [1n, 0n, 1],
  [999_999_999n, 0n, 999_999_999],
  [1_000_000_000n, 1n, 0],
  [1_800_000_000_123_456_789n, 1_800_000_000n, 123_456_789],
  [-1n, -1n, 999_999_999],
  [-1_000_000_000n, -1n, 0],
  [-1_000_000_001n, -2n, 999_999_999],
  [-1_500_000_000n, -2n, 500_000_000],
];

describe("nanosToDuration", () => {
  it("gives both parts the sign of the whole", () => {
    expect(nanosToDuration(-1_500_000_000n)).toEqual({ seconds: -1n, nanos: -500_000_000 });
    expect(nanosToDuration(-1n)).toEqual({ seconds: 0n, nanos: -1 });
    expect(nanosToDuration(1_500_000_000n)).toEqual({ seconds: 1n, nanos: 500_000_000 });
  });
});

describe("a time as a Timestamp", () => {
  for (const [nanos, seconds, rest] of TIMESTAMPS) {
    it(`of ${nanos} ns is ${seconds} s and ${rest} ns, and back`, () => {
      expect(localTimeToTimestamp(localTime(nanos))).toEqual({ seconds, nanos: rest });
      expect(robotTimeToTimestamp(robotTime(nanos))).toEqual({ seconds, nanos: rest });
      expect(timestampNanos({ seconds, nanos: rest })).toBe(nanos);
      expect(robotTimeFromTimestamp({ seconds, nanos: rest })).toBe(nanos);
    });
  }

  it("comes back from any instant, with nanos from 0 to 999 999 999", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (nanos) => {
        const timestamp = robotTimeToTimestamp(robotTime(nanos));
        expect(timestamp.nanos).toBeGreaterThanOrEqual(0);
        expect(timestamp.nanos).toBeLessThan(1_000_000_000);
        expect(robotTimeFromTimestamp(timestamp)).toBe(nanos);
      }),
    );
  });

  it("reads absent fields as zero", () => {
    expect(timestampNanos({})).toBe(0n);
    expect(timestampNanos({ seconds: 2n })).toBe(2_000_000_000n);
    expect(timestampNanos({ nanos: 3 })).toBe(3n);
  });
});

describe("durationNanos", () => {
  for (const [seconds, nanos, total] of [
    [0n, 0, 0n],
    [2n, 500_000_000, 2_500_000_000n],
    [-1n, -500_000_000, -1_500_000_000n],
    [0n, -1, -1n],
  ] as const) {
    it(`reads ${seconds} s and ${nanos} ns as ${total} ns`, () => {
      expect(durationNanos({ seconds, nanos })).toBe(total);
    });
  }

  it("reads absent fields as zero", () => expect(durationNanos({})).toBe(0n));
});

describe("the two clocks", () => {
  it("are brands on the same bigint", () => {
    expect(localTime(5n)).toBe(5n);
    expect(robotTime(5n)).toBe(5n);
  });

  it("do not take each other's place", () => {
    expectTypeOf<LocalTime>().not.toExtend<RobotTime>();
    expectTypeOf<RobotTime>().not.toExtend<LocalTime>();
    expectTypeOf<bigint>().not.toExtend<RobotTime>();
    expectTypeOf<RobotTime>().toExtend<bigint>();
    expectTypeOf(localTimeToTimestamp).parameter(0).toEqualTypeOf<LocalTime>();
    expectTypeOf(robotTimeToTimestamp).parameter(0).toEqualTypeOf<RobotTime>();
  });
});
