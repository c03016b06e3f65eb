/** Every command and the commands below it tell what they do, in one form, with examples that parse. */
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { EXAMPLES, type Example } from "../../src/cli/help/examples.ts";
import { createProgram } from "../../src/cli/main.ts";
import { CapturedOutput, run } from "./captured-output.ts";

function program(): Command {
  return createProgram({ output: new CapturedOutput(), signal: new AbortController().signal });
}

/** Every command by its words, those that only hold others too. */
function commandsOf(command: Command, words: readonly string[] = []): [words: string, command: Command][] {
  return command.commands.flatMap((sub) => {
    const path = [...words, sub.name()];
    return [[path.join(" "), sub] as [string, Command], ...commandsOf(sub, path)];
  });
}

const commands = commandsOf(program());

/** The command lines of spotwire in an example: those on both sides of `&&` and `|`, without where output goes. */
function linesIn(example: Example): string[][] {
  const [line] = typeof example === "string" ? [example] : example;
  return line
    .split(/ && | \| /)
    .map((part) =>
      [...part.replace(/ > \S+$/, "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? ""),
    )
    .filter(([first]) => first === "spotwire")
    .map((words) => words.slice(1));
}

/** Parse a line; nothing is run. @returns the command that it is for */
async function parse(words: readonly string[]): Promise<string> {
  const parsed = program();
  let found = "";
  for (const [path, command] of commandsOf(parsed)) command.action(() => void (found = path));
  await parsed.parseAsync(words, { from: "user" });
  return found;
}

describe("the help of", () => {
  it.each(commands)("%s has a description, a usage and examples, in this order", async (path) => {
    const { code, out } = await run([...path.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^Usage: spotwire ${path}[^]*\\n\\n[a-z][^]*\\n\\nOptions:\\n[^]*\\n\\nExamples:\\n  `, "i"),
    );
    for (const heading of ["Examples:", "Notes:", "Password:", "See also:"]) {
      expect(out.split(`\n${heading}`).length, heading).toBeLessThanOrEqual(2);
    }
  });

  it("a command is the same by `spotwire help`", async () => {
    for (const name of ["walk", "trust", "map"]) {
      expect((await run(["help", name])).out).toBe((await run([name, "--help"])).out);
    }
    expect((await run(["map", "help", "go"])).out).toBe((await run(["map", "go", "--help"])).out);
  });
});

describe("the examples", () => {
  it("are of commands that there are", () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(commands.map(([path]) => path).sort());
  });

  const lines = Object.entries(EXAMPLES).flatMap(([path, examples]) =>
    examples.flatMap((example) => linesIn(example).map((words) => ({ path, words, line: words.join(" ") }))),
  );

  it.each(lines)("of $path parse: spotwire $line", async ({ words }) => {
    expect(await parse(words)).not.toBe("");
  });

  it.each(Object.entries(EXAMPLES))("of %s show the command, or one below it", async (path, examples) => {
    const shown = await Promise.all(examples.flatMap(linesIn).map(parse));
    expect(shown.some((command) => command === path || command.startsWith(`${path} `))).toBe(true);
  });

  it("that do not parse are found", async () => {
    await expect(parse(["walk", "spot-7", "--too", "1,0"])).rejects.toThrow("unknown option");
    await expect(parse(["walks", "spot-7"])).rejects.toThrow("unknown command");
  });
});
