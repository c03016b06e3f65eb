import { describe, expect, it } from "vitest";
import { allCommands, commandTree } from "../../../src/cli/completion/command-tree.ts";
import { createProgram } from "../../../src/cli/main.ts";
import { sampleProgram } from "./sample-program.ts";

describe("commandTree", () => {
  it("reads commands, options and what they take off a program", () => {
    const tree = commandTree(sampleProgram());
    expect(allCommands(tree).map(({ path }) => path)).toEqual(["", "paint", "store", "store in", "store out"]);
    const [, paint, , into, out] = allCommands(tree);
    expect(paint?.options).toEqual([
      {
        names: ["-c", "--colour"],
        description: "which: one of two",
        value: { kind: "words", words: ["red", "light-blue"] },
      },
      { names: ["-v", "--verbose"], description: "say what it's doing", value: { kind: "none" } },
      { names: ["--to"], description: "where to", value: { kind: "file" } },
      { names: ["--by"], description: "who does it", value: { kind: "other" } },
      { names: ["-h", "--help"], description: "show what it takes", value: { kind: "none" } },
    ]);
    expect(into).toMatchObject({ arguments: [{ kind: "other" }, { kind: "file" }], isVariadic: true });
    expect(out).toMatchObject({ arguments: [{ kind: "words", words: ["all", "some"] }], isVariadic: false });
  });

  it("finds a description for every command and option of the real one", () => {
    const context = { output: process, signal: new AbortController().signal };
    const commands = allCommands(commandTree(createProgram(context)));
    expect(commands.length).toBeGreaterThan(60);
    for (const { path, description, options } of commands) {
      expect(description, path).not.toBe("");
      for (const option of options) expect(option.description, `${path} ${option.names.join()}`).not.toBe("");
    }
  });
});
