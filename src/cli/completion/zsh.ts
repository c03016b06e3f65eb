/** Completion for zsh: a function for each command, each of which hands on to those below it. */
import { allCommands, type CommandNode, type OptionNode, type ValueKind } from "./command-tree.ts";
import { quoted } from "./quoting.ts";

/** The script: `_spotwire` somewhere in `fpath`, or read by `source`. */
export function zshScript(root: CommandNode): string {
  return `#compdef ${root.name}
# zsh completion for ${root.name}; made by "${root.name} completion zsh"
${allCommands(root)
  .map((command) => functionOf(command, root.name))
  .join("\n")}
if [ "$funcstack[1]" = "_${root.name}" ]; then _${root.name} "$@"; else compdef _${root.name} ${root.name}; fi
`;
}

function nameOf(program: string, path: string): string {
  return `_${[program, ...path.split(" ").filter((part) => part !== "")].join("_").replaceAll("-", "_")}`;
}

function functionOf({ path, options, commands, arguments: values, isVariadic }: CommandNode, program: string): string {
  const name = nameOf(program, path);
  const specs = options.flatMap(optionSpecs);
  if (commands.length === 0) {
    const each = values.map((value, i) => {
      const number = isVariadic && i === values.length - 1 ? "*" : String(i + 1);
      return quoted(`${number}:: :${action(value)}`);
    });
    return `${name}() {\n  _arguments -s ${[...specs, ...each].join(" \\\n    ")}\n}`;
  }
  const list = commands.map((each) => `    ${quoted(`${each.name}:${each.description}`)}`).join("\n");
  const cases = commands.map((each) => `    ${quoted(each.name)}) ${nameOf(program, each.path)} ;;`).join("\n");
  return `${name}() {
  local curcontext="$curcontext" state line
  local -a commands=(
${list}
  )
  _arguments -C -s ${[...specs, quoted("1: :->command"), quoted("*:: :->rest")].join(" \\\n    ")}
  case $state in
  command) _describe -t commands command commands ;;
  rest) case $line[1] in
${cases}
    esac ;;
  esac
}`;
}

/** One for each of its names, the others excluded by it. */
function optionSpecs({ names, description, value }: OptionNode): string[] {
  const others = names.length > 1 ? `(${names.join(" ")})` : "";
  const text = description.replaceAll(/[\\[\]:]/g, "\\$&");
  const takes = value.kind === "none" ? "" : `: :${action(value)}`;
  return names.map((name) => quoted(`${others}${name}[${text}]${takes}`));
}

function action(value: ValueKind): string {
  if (value.kind === "file") return "_files";
  return value.kind === "words" ? `(${value.words.join(" ")})` : " ";
}
