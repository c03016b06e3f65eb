import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bashScript } from "../../../src/cli/completion/bash.ts";
import { commandTree } from "../../../src/cli/completion/command-tree.ts";
import { createProgram } from "../../../src/cli/main.ts";
import { sampleProgram } from "./sample-program.ts";

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotwire-completion-"));
  const context = { output: process, signal: new AbortController().signal };
  await writeFile(join(folder, "sample"), bashScript(commandTree(sampleProgram())));
  await writeFile(join(folder, "spotwire"), bashScript(commandTree(createProgram(context))));
  await writeFile(join(folder, "notes.txt"), "");
});
afterAll(() => rm(folder, { recursive: true }));

/** What bash offers for the last of some words. */
async function offered(...words: string[]): Promise<string[]> {
  const [program = ""] = words;
  const script = `source ${join(folder, program)}; cd ${folder}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _${program}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await run("bash", ["-c", script, "bash", ...words]);
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

describe("completion in bash", () => {
  it("offers commands, and those below a command", async () => {
    expect(await offered("sample", "")).toEqual(["paint", "store"]);
    expect(await offered("sample", "p")).toEqual(["paint"]);
    expect(await offered("sample", "store", "")).toEqual(["in", "out"]);
  });

  it("offers a command's own options, long ones, and the values that one takes", async () => {
    expect(await offered("sample", "paint", "--")).toEqual(["--colour", "--verbose", "--to", "--by", "--help"]);
    expect(await offered("sample", "--")).toEqual(["--help"]);
    expect(await offered("sample", "paint", "--colour", "")).toEqual(["red", "light-blue"]);
    expect(await offered("sample", "paint", "-c", "r")).toEqual(["red"]);
    expect(await offered("sample", "paint", "--by", "")).toEqual([]);
  });

  it("offers files where one is wanted, and nothing where nobody can know", async () => {
    expect(await offered("sample", "paint", "--to", "no")).toEqual(["notes.txt"]);
    expect(await offered("sample", "store", "in", "no")).toEqual([]);
    expect(await offered("sample", "store", "in", "name", "no")).toEqual(["notes.txt"]);
    expect(await offered("sample", "store", "in", "name", "one", "no")).toEqual(["notes.txt"]);
    expect(await offered("sample", "store", "out", "")).toEqual(["all", "some"]);
    expect(await offered("sample", "store", "out", "all", "")).toEqual([]);
  });

  it("takes a value that is called as a command for a value", async () => {
    expect(await offered("sample", "paint", "--by", "store", "--c")).toEqual(["--colour"]);
    expect(await offered("sample", "paint", "store", "--c")).toEqual(["--colour"]);
  });

  it("knows the whole program", async () => {
    expect(await offered("spotwire", "dec")).toEqual(["decode"]);
    expect(await offered("spotwire", "decode", "--as", "h")).toEqual(["http2"]);
    expect(await offered("spotwire", "completion", "")).toEqual(["bash", "zsh", "fish"]);
  });
});
