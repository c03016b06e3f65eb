import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { ProgressLine, progressBar } from "../../src/cli/progress-line.ts";
import { CapturedOutput } from "./captured-output.ts";

function terminal(): { output: CapturedOutput; text: () => string } {
  const output = new CapturedOutput();
  Object.assign(output.stderr, { isTTY: true });
  return { output, text: () => output.err };
}

describe("ProgressLine", () => {
  it("says nothing where there is no terminal", () => {
    const output = new CapturedOutput();
    using line = new ProgressLine(output);
    line.show("a");
    line.keep();
    expect(output.err).toBe("");
  });

  it("puts lines in place of the last ones, however many those were", () => {
    const { output, text } = terminal();
    const line = new ProgressLine(output);
    line.show("a", "b");
    line.show("c");
    expect(text()).toBe("a\nb\r\u001b[2K\u001b[1A\r\u001b[2Kc");
  });

  it("takes them away at the end, unless they are to stay", () => {
    const { output, text } = terminal();
    {
      using line = new ProgressLine(output);
      line.show("a");
    }
    {
      using line = new ProgressLine(output);
      line.show("b");
      line.keep();
    }
    expect(text()).toBe("a\r\u001b[2Kb\n");
  });

  it("is content with a stream that is no terminal at all", () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    expect(() => new ProgressLine({ stdout: stream, stderr: stream }).show("a")).not.toThrow();
  });
});

describe("progressBar", () => {
  for (const [done, total, filled] of [
    [0, 4, 0],
    [1, 2, 15],
    [4, 4, 30],
    [9, 4, 30],
    [0, 0, 30],
  ] as const) {
    it(`of ${done} of ${total} has ${filled} full blocks of 30`, () => {
      const bar = progressBar(done, total);
      expect(bar.match(/█/g)?.length ?? 0).toBe(filled);
      expect(bar).toMatch(new RegExp(`^[█░]{30} {2}${done}/${total}$`));
    });
  }
});
