/** The sections of a command's help behind its options, in one form for all: Notes, Examples, See also. */
import type { Command } from "commander";
import { EXAMPLES, type Example } from "./examples.ts";

/** Pages that tell more, by the first word of a command. Paths in the repository, and in the documentation's site. */
const SEE_ALSO: Readonly<Record<string, readonly string[]>> = {
  sim: ["docs/guide/quick-start.md"],
  doctor: ["docs/networking.md"],
  discover: ["docs/networking.md"],
  trust: ["docs/trust.md", "docs/guide/first-contact.md"],
  estop: ["docs/driving.md"],
  walk: ["docs/driving.md"],
  stand: ["docs/driving.md", "docs/guide/first-contact.md"],
  keepalive: ["docs/driving.md"],
  decode: ["docs/annotated-hex.md", "docs/wire/README.md"],
  encode: ["docs/annotated-hex.md"],
  record: ["docs/mcap.md"],
  tap: ["docs/recordings.md", "docs/tracing.md"],
  replay: ["docs/recordings.md"],
  inspect: ["docs/recordings.md"],
};

/** What is to be known of a command beside its options: the text of its section, for `addHelpText("after", …)`. */
export function notes(text: string): string {
  return section("Notes", text);
}

/** A section of a command's help: its title, and its text below it. */
export function section(title: string, text: string): string {
  return `\n${title}:\n${indented(text.replace(/^\n/, ""))}`;
}

/** Add the sections that every command has, to a program with all of its commands. */
export function addSections(program: Command): void {
  const visit = (command: Command, words: readonly string[]): void => {
    const [first = ""] = words;
    const examples = EXAMPLES[words.join(" ")];
    if (examples !== undefined) command.addHelpText("after", `\nExamples:\n${lines(examples)}`);
    const pages = SEE_ALSO[first];
    if (pages !== undefined) command.addHelpText("after", `\nSee also: ${pages.join(", ")}`);
    for (const sub of command.commands) visit(sub, [...words, sub.name()]);
  };
  for (const command of program.commands) visit(command, [command.name()]);
}

function lines(examples: readonly Example[]): string {
  const rows = examples.map((example) => (typeof example === "string" ? ([example, undefined] as const) : example));
  const width = Math.max(...rows.map(([line, remark]) => (remark === undefined ? 0 : line.length)));
  return rows
    .map(([line, remark]) => (remark === undefined ? `  ${line}` : `  ${line.padEnd(width)}  # ${remark}`))
    .join("\n");
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}
