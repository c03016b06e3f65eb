import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { CapturedOutput, run } from "./captured-output.ts";
import { runCommandLine } from "../../src/cli/main.ts";

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-sim-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "faults.json");
  await writeFile(path, text);
  return path;
}

describe("spotwire sim", () => {
  it("runs faults from a file, and says which, until it is ended", async () => {
    const faults = [{ fault: "battery", percent: 7, atMs: 0 }];
    const over = new AbortController();
    const output = new CapturedOutput();
    const args = [
      "sim",
      "--port",
      "0",
      "--speed",
      "10",
      "--seed",
      "3",
      "--faults",
      await file(JSON.stringify({ faults })),
    ];
    const running = runCommandLine(args, output, over.signal);
    while (!output.err.includes("0.0 s: battery")) await new Promise((resolve) => setImmediate(resolve));
    over.abort();
    expect(await running).toBe(130);
  });

  const bad: readonly [readonly string[], RegExp][] = [
    [["--speed", "0"], /--speed takes 0.1 to 1000, not 0/],
    [["--speed", "fast"], /--speed takes/],
    [["--seed", "-1"], /--seed takes 0 to 4294967295/],
    [["--faults", "/nowhere/faults.json"], /--faults \/nowhere\/faults.json: ENOENT/],
  ];
  for (const [options, message] of bad) {
    it(`refuses ${options.join(" ")}`, async () => {
      const { code, err } = await run(["sim", "--port", "0", ...options]);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    });
  }

  it("names what is wrong in a file of faults", async () => {
    for (const [text, message] of [
      ["{", /JSON/],
      ['{"faults":[{"fault":"http","atMs":0,"status":502}]}', /faults\[0\]\.forMs: must be milliseconds/],
    ] as const) {
      const { code, err } = await run(["sim", "--port", "0", "--faults", await file(text)]);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    }
  });
});
