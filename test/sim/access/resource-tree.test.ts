import { describe, expect, it } from "vitest";
import { covers, leavesOf, RESOURCE_NAMES } from "../../../src/sim/access/resource-tree.ts";

describe("the robot's resources", () => {
  it("are the body and what it consists of", () => {
    expect(RESOURCE_NAMES).toEqual(["body", "full-arm", "arm", "gripper", "mobility"]);
  });

  for (const [name, leaves] of [
    ["body", ["arm", "gripper", "mobility"]],
    ["full-arm", ["arm", "gripper"]],
    ["mobility", ["mobility"]],
    ["tail", undefined],
    ["", undefined],
  ] as const) {
    it(`make up ${JSON.stringify(name)} of ${leaves?.join(", ") ?? "nothing"}`, () => {
      expect(leavesOf(name)).toEqual(leaves);
    });
  }

  it("contain themselves and their parts, and nothing else", () => {
    const pairs = RESOURCE_NAMES.flatMap((a) => RESOURCE_NAMES.filter((b) => covers(a, b)).map((b) => `${a}>${b}`));
    expect(pairs).toEqual([
      ...RESOURCE_NAMES.map((name) => `body>${name}`),
      ...["full-arm", "arm", "gripper"].map((name) => `full-arm>${name}`),
      "arm>arm",
      "gripper>gripper",
      "mobility>mobility",
    ]);
    expect(covers("tail", "tail")).toBe(false);
  });
});
