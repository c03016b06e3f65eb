import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit.ts";
import { parseAngle, parseInteger, parseNumber, parseSeconds, splitList } from "../../src/cli/number-options.ts";

const NONSENSE = ["", " ", "abc", "1abc", "NaN", "Infinity", "-Infinity", "0x10", "1,5", "1_000", "--1", "1e999", "٣"];

describe("parseNumber", () => {
  for (const [text, value] of [
    ["1", 1],
    ["-0.5", -0.5],
    ["+2.", 2],
    [".25", 0.25],
    ["1e-3", 0.001],
    [" 3 ", 3],
  ] as const) {
    it(`reads ${text}`, () => {
      expect(parseNumber("--to", text)).toBe(value);
    });
  }

  for (const text of NONSENSE) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseNumber("--to", text)).toThrow(UsageError);
    });
  }
});

describe("parseAngle", () => {
  for (const [text, radians] of [
    ["90deg", Math.PI / 2],
    ["-180°", -Math.PI],
    ["45 deg", Math.PI / 4],
    ["1.5", 1.5],
    ["1.5rad", 1.5],
  ] as const) {
    it(`reads ${text}`, () => {
      expect(parseAngle("--to", text)).toBeCloseTo(radians, 12);
    });
  }

  for (const text of [...NONSENSE, "deg", "90grad", "90degrees"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseAngle("--to", text)).toThrow(UsageError);
    });
  }
});

describe("parseSeconds", () => {
  for (const [text, seconds] of [
    ["2", 2],
    ["2s", 2],
    ["500ms", 0.5],
    ["1.5m", 90],
    ["24h", 86_400],
  ] as const) {
    it(`reads ${text}`, () => {
      expect(parseSeconds("--for", text)).toBeCloseTo(seconds, 12);
    });
  }

  for (const text of [...NONSENSE, "0", "-1s", "25h", "2 weeks", "s"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseSeconds("--for", text)).toThrow(UsageError);
    });
  }
});

describe("parseInteger", () => {
  it("takes whole numbers within its bounds", () => {
    expect(parseInteger("--quality", "0", 0, 100)).toBe(0);
    expect(parseInteger("--quality", "100", 0, 100)).toBe(100);
  });

  for (const text of ["-1", "101", "1.5", "1e1", "", "ten"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseInteger("--quality", text, 0, 100)).toThrow("--quality takes a whole number from 0 to 100");
    });
  }
});

describe("splitList", () => {
  const form = { min: 2, max: 3, form: "x,y" };

  it("gives the parts without the blanks around them", () => {
    expect(splitList("--to", "1, 2 ,3", form)).toEqual(["1", "2", "3"]);
  });

  for (const text of ["1", "1,2,3,4", "1,", ",1", "1,,2", ""]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => splitList("--to", text, form)).toThrow(`--to takes x,y, not ${JSON.stringify(text)}`);
    });
  }
});
