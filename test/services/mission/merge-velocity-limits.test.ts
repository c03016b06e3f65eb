import { describe, expect, it } from "vitest";
import type { SE2VelocityLimitInit } from "../../../src/messages/bosdyn/api/geometry.ts";
import { mergeVelocityLimits } from "../../../src/services/mission/merge-velocity-limits.ts";

const at = (x: number, y: number, angular: number) => ({ linear: { x, y }, angular });

describe("mergeVelocityLimits", () => {
  const rows: readonly [string, SE2VelocityLimitInit, SE2VelocityLimitInit, SE2VelocityLimitInit][] = [
    [
      "takes the smaller upper bound of each axis",
      { maxVel: at(1, 2, 3) },
      { maxVel: at(2, 1, 3) },
      { maxVel: at(1, 1, 3) },
    ],
    [
      "takes the larger lower bound",
      { minVel: at(-1, -2, -3) },
      { minVel: at(-2, -1, -3) },
      { minVel: at(-1, -1, -3) },
    ],
    ["takes 0 on either side for no bound", { maxVel: at(0, 2, 0) }, { maxVel: at(1, 0, 0) }, { maxVel: at(1, 2, 0) }],
    [
      "takes what is left out for no bound",
      { maxVel: { angular: 1 } },
      { maxVel: { linear: { y: 2 } } },
      { maxVel: at(0, 2, 1) },
    ],
    [
      "keeps the bounds of the only side that has them",
      { maxVel: at(1, 1, 1) },
      { minVel: at(-1, 0, 0) },
      { maxVel: at(1, 1, 1), minVel: at(-1, 0, 0) },
    ],
    ["leaves out what neither has", {}, {}, {}],
  ];
  for (const [name, first, second, expected] of rows) {
    it(name, () => {
      expect(mergeVelocityLimits(first, second)).toEqual(expected);
      expect(mergeVelocityLimits(second, first)).toEqual(expected);
    });
  }

  it("refuses a bound that is no number", () => {
    expect(() => mergeVelocityLimits({ maxVel: at(NaN, 0, 0) })).toThrow(/maxVel.linear.x/);
    expect(() => mergeVelocityLimits({}, { minVel: at(0, 0, -Infinity) })).toThrow(RangeError);
  });
});
