/** Comparing what rounds: every number of a nested value within a tolerance, everything else the same. */
import { expect } from "vitest";

/** As many digits as the golden values have, for numbers of about 1. */
const TOLERANCE = 1e-12;

function numbersOf(value: unknown, path: string): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, each]) => numbersOf(each, `${path}.${key}`));
}

/** Expect two values of one shape to agree to `tolerance`, absolutely. */
export function expectClose(actual: unknown, expected: unknown, tolerance: number = TOLERANCE): void {
  const found = new Map(numbersOf(actual, ""));
  const wanted = numbersOf(expected, "");
  expect([...found.keys()].sort()).toEqual(wanted.map(([path]) => path).sort());
  for (const [path, number] of wanted) {
    const difference = Math.abs((found.get(path) as number) - number);
    expect(difference, `${path}: ${found.get(path)} is not ${number}`).toBeLessThanOrEqual(tolerance);
  }
}
