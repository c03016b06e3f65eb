/** The program's commands as the shells' scripts need them: names, options and what they take, read off the program itself. */
import type { Argument, Command, Option } from "commander";

/** What stands behind an option, or for an argument. */
export type ValueKind =
  /** Nothing: a flag. */
  | { readonly kind: "none" }
  | { readonly kind: "file" }
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** Something that no shell can know. */
  | { readonly kind: "other" };

/** An option of a command. */
export interface OptionNode {
  /** `-v` and `--verbose`: one or both. */
  readonly names: readonly string[];
  /** One line. */
  readonly description: string;
  readonly value: ValueKind;
}

/** A command, with those below it. */
export interface CommandNode {
  /** From the program down, without the program's own name: `map download`; empty for the program. */
  readonly path: string;
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly options: readonly OptionNode[];
  /** Of its arguments, in order; the last one's once more for each further word where `isVariadic`. */
  readonly arguments: readonly ValueKind[];
  readonly isVariadic: boolean;
  readonly commands: readonly CommandNode[];
}

/** Names of values that are files or folders. */
const FILE_NAME = /^(?:file|path|dir|folder)$/;
/** `--out <file>`: what is in its brackets, dots of a variadic one aside. */
const VALUE_NAME = /[<[]([^\]>.]+)/;

/** Read a program's tree. Every command has `--help`. */
export function commandTree(program: Command): CommandNode {
  return nodeOf(program, "");
}

/** Every command of a tree, a parent before what is below it. */
export function allCommands(root: CommandNode): CommandNode[] {
  return [root, ...root.commands.flatMap(allCommands)];
}

function nodeOf(command: Command, path: string): CommandNode {
  const below = command.commands.map((each) => nodeOf(each, path === "" ? each.name() : `${path} ${each.name()}`));
  const help: OptionNode = { names: ["-h", "--help"], description: "show what it takes", value: { kind: "none" } };
  const { registeredArguments } = command;
  return {
    path,
    name: command.name(),
    description: firstLine(command.description()),
    options: [...command.options.filter(({ hidden }) => !hidden).map(optionNode), help],
    arguments: registeredArguments.map(argumentKind),
    isVariadic: registeredArguments.at(-1)?.variadic ?? false,
    commands: below,
  };
}

function optionNode(option: Option): OptionNode {
  const names = [option.short, option.long].filter((name) => name !== undefined);
  const takesNone = !option.required && !option.optional;
  const value = takesNone ? ({ kind: "none" } as const) : valueKind(nameOf(option.flags), option.argChoices);
  return { names, description: firstLine(option.description), value };
}

function nameOf(flags: string): string {
  return VALUE_NAME.exec(flags)?.[1] ?? "";
}

function argumentKind(argument: Argument): ValueKind {
  return valueKind(argument.name(), argument.argChoices);
}

function valueKind(name: string, choices: readonly string[] | undefined): ValueKind {
  if (choices !== undefined) return { kind: "words", words: choices };
  return { kind: FILE_NAME.test(name) ? "file" : "other" };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
