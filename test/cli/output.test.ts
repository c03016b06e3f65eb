import { WriteStream } from "node:tty";
import { describe, expect, it, vi } from "vitest";
import { isTerminal, note, paint, printJson, printRows, printTable } from "../../src/cli/output.ts";
import { CapturedOutput } from "./captured-output.ts";

function printed(print: (output: CapturedOutput) => void): CapturedOutput {
  const output = new CapturedOutput();
  print(output);
  return output;
}

describe("printed JSON", () => {
  for (const [what, value, json] of [
    ["64-bit integers as decimal strings", { a: 2n ** 63n }, '{"a":"9223372036854775808"}'],
    ["no absent fields", { a: undefined, b: 0 }, '{"b":0}'],
  ] as const) {
    it(`has ${what}`, () => {
      expect(printed((output) => printJson(output, value)).out).toBe(`${json}\n`);
    });
  }

  it("is one line, whatever is in it", () => {
    expect(printed((output) => printJson(output, { a: "x\ny" })).out).toBe('{"a":"x\\ny"}\n');
  });
});

describe("printed rows", () => {
  it("have their values in one column", () => {
    const output = printed((each) =>
      printRows(each, [
        ["a", "1"],
        ["long", "2"],
      ]),
    );
    expect(output.out).toBe("a     1\nlong  2\n");
  });
});

describe("a printed table", () => {
  it("has columns as wide as their widest cell, and no space at the end", () => {
    const output = printed((each) =>
      printTable(
        each,
        ["NAME", "N"],
        [
          ["x", "1000"],
          ["longer", "1"],
        ],
      ),
    );
    expect(output.out).toBe("NAME    N\nx       1000\nlonger  1\n");
  });
});

describe("a note", () => {
  it("goes to stderr", () => {
    const output = printed((each) => note(each, "connecting …"));
    expect(output).toMatchObject({ out: "", err: "connecting …\n" });
  });
});

describe("colour", () => {
  it("is only for terminals, and not where NO_COLOR is set", () => {
    const { stdout } = new CapturedOutput();
    expect(isTerminal(stdout)).toBe(false);
    expect(paint("red", "x", stdout)).toBe("x");
    // Node asks the terminal, which asks the environment.
    const getColorDepth = (): number => WriteStream.prototype.getColorDepth();
    const terminal = Object.assign(new CapturedOutput().stdout, { isTTY: true, getColorDepth });
    expect(isTerminal(terminal)).toBe(true);
    for (const [noColor, expected] of [
      [undefined, "\u001b[31mx\u001b[39m"],
      ["1", "x"],
    ] as const) {
      vi.stubEnv("NO_COLOR", noColor);
      vi.stubEnv("NODE_DISABLE_COLORS", undefined);
      // Node takes a build machine for one without colours.
      vi.stubEnv("CI", undefined);
      vi.stubEnv("TERM", "xterm-256color");
      expect(paint("red", "x", terminal)).toBe(expected);
      vi.unstubAllEnvs();
    }
  });
});
