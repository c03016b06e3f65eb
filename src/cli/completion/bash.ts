/** Completion for bash: one function, which walks the words to the command that they name. */
import { allCommands, type CommandNode, type OptionNode, type ValueKind } from "./command-tree.ts";
import { quoted } from "./quoting.ts";

/** The script, for `source <(spotwire completion bash)`. */
export function bashScript(root: CommandNode): string {
  const commands = allCommands(root);
  return `# bash completion for ${root.name}; made by "${root.name} completion bash"
_${root.name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path= word value= count=0 i
  COMPREPLY=()
  # Which command the words before name, whether the last of them wants a value, and how many arguments there are.
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $value ]]; then value=; continue; fi
    if [[ $word == -* ]]; then
      case "$path:$word" in
${commands.flatMap((command) => valueCases(command)).join("\n")}
      esac
      continue
    fi
    case "$path/$word" in
${commands
  .filter(({ path }) => path !== "")
  .map(pathCase)
  .join("\n")}
      *) count=$((count + 1)) ;;
    esac
  done
  if [[ -n $value ]]; then
    case $value in
      file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
      other) ;;
      *) mapfile -t COMPREPLY < <(compgen -W "$value" -- "$cur") ;;
    esac
    return
  fi
  case $path in
${commands.map(offerCase).join("\n")}
  esac
}
complete -F _${root.name} ${root.name}
`;
}

/** Options of a command that take a value, by what they take. */
function valueCases({ path, options }: CommandNode): string[] {
  return options
    .filter(({ value }) => value.kind !== "none")
    .map(({ names, value }) => `        ${patterns(path, names)}) value=${quoted(valueText(value))} ;;`);
}

function patterns(path: string, names: readonly string[]): string {
  return names.map((name) => quoted(`${path}:${name}`)).join(" | ");
}

function valueText(value: ValueKind): string {
  return value.kind === "words" ? value.words.join(" ") : value.kind;
}

function pathCase({ path, name }: CommandNode): string {
  const parent = path.slice(0, -name.length).trimEnd();
  return `      ${quoted(`${parent}/${name}`)}) path=${quoted(path)} ;;`;
}

/** What may stand next, at a command. */
function offerCase({ path, options, commands, arguments: values, isVariadic }: CommandNode): string {
  const names = options.flatMap((option: OptionNode) => option.names.filter((name) => name.startsWith("--")));
  const lines = [
    `    ${quoted(path)})`,
    `      if [[ $cur == -* ]]; then mapfile -t COMPREPLY < <(compgen -W ${quoted(names.join(" "))} -- "$cur"); return; fi`,
  ];
  if (commands.length > 0) {
    const words = commands.map(({ name }) => name).join(" ");
    lines.push(`      ((count == 0)) && mapfile -t COMPREPLY < <(compgen -W ${quoted(words)} -- "$cur")`);
  }
  for (const [i, value] of values.entries()) {
    const test = isVariadic && i === values.length - 1 ? `count >= ${i}` : `count == ${i}`;
    if (value.kind === "file") {
      lines.push(
        `      ((${test})) && { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }`,
      );
    } else if (value.kind === "words") {
      lines.push(`      ((${test})) && mapfile -t COMPREPLY < <(compgen -W ${quoted(valueText(value))} -- "$cur")`);
    }
  }
  lines.push("      return 0 ;;");
  return lines.join("\n");
}
