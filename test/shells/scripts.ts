/** What these tests share: scripts in a folder, and shells that are there. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type CommandNode, commandTree } from "../../src/cli/completion/command-tree.ts";
import { createProgram } from "../../src/cli/main.ts";
import { sampleProgram } from "../cli/completion/sample-program.ts";

/** A folder with the scripts `sample` and `spotwire` and a file `notes.txt`, removed after the tests of the file. */
export function scriptFolder(script: (root: CommandNode) => string): string {
  const folder = mkdtempSync(join(tmpdir(), "spotwire-shells-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const context = { output: process, signal: new AbortController().signal };
  writeFileSync(join(folder, "sample"), script(commandTree(sampleProgram())));
  writeFileSync(join(folder, "spotwire"), script(commandTree(createProgram(context))));
  writeFileSync(join(folder, "notes.txt"), "");
  return folder;
}

/** @throws {Error} the shell is not installed */
export function requireShell(name: string): void {
  try {
    execFileSync(name, ["-c", "true"]);
  } catch (cause) {
    throw new Error(`${name} is not installed here (Debian: apt-get install ${name})`, { cause });
  }
}
