import { describe, expect, it } from "vitest";
import { planPicture } from "../../src/cli/plan-picture.ts";

const SIZE = { columns: 20, rows: 8 };
const ORIGIN = { x: 0, y: 0 };

/** Where a character is, in rows and columns from the top left. */
function find(lines: readonly string[], character: string): { row: number; column: number } {
  const row = lines.findIndex((line) => line.includes(character));
  return { row, column: (lines[row] ?? "").indexOf(character) };
}

describe("planPicture", () => {
  it("is as large as it was asked to be, whatever is in it", () => {
    const robot = { x: 500, y: -3, yawRadians: 0 };
    const lines = planPicture({ start: ORIGIN, goal: { x: -2, y: 90 }, trail: [], robot }, SIZE);
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(line).toHaveLength(20);
  });

  it("has ahead upwards and left to the left", () => {
    const lines = planPicture(
      { start: ORIGIN, goal: { x: 2, y: 0 }, trail: [], robot: { x: 0, y: 2, yawRadians: 0 } },
      SIZE,
    );
    const [start, goal, robot] = [find(lines, "o"), find(lines, "×"), find(lines, "↑")];
    expect(goal.row).toBeLessThan(start.row);
    expect(goal.column).toBe(start.column);
    expect(robot.column).toBeLessThan(start.column);
    expect(robot.row).toBe(start.row);
  });

  it("draws the way in dots from the start to the robot", () => {
    const trail = [0.5, 1, 1.5].map((x) => ({ x, y: 0 }));
    const lines = planPicture({ start: ORIGIN, goal: undefined, trail, robot: { x: 2, y: 0, yawRadians: 0 } }, SIZE);
    const { column } = find(lines, "o");
    const between = lines.slice(find(lines, "↑").row + 1, find(lines, "o").row).map((line) => line.charAt(column));
    expect(between.length).toBeGreaterThan(2);
    for (const character of between) expect(character).toMatch(/[\u2801-\u28ff]/);
  });

  for (const [degrees, arrow] of [
    [0, "↑"],
    [90, "←"],
    [-90, "→"],
    [180, "↓"],
    [405, "↖"],
  ] as const) {
    it(`shows a robot that looks ${degrees}° to the left as ${arrow}`, () => {
      const robot = { x: 1, y: 0, yawRadians: (degrees * Math.PI) / 180 };
      expect(planPicture({ start: ORIGIN, goal: undefined, trail: [], robot }, SIZE).join("")).toContain(arrow);
    });
  }

  it("does not choke on a robot that reports nonsense", () => {
    const robot = { x: NaN, y: Infinity, yawRadians: NaN };
    expect(planPicture({ start: ORIGIN, goal: { x: 1, y: 1 }, trail: [ORIGIN, robot], robot }, SIZE)).toHaveLength(8);
  });
});
