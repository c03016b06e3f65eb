/** Completion for fish: a rule for each word that may stand somewhere, under a test of where one is. */
import { allCommands, type CommandNode, type OptionNode, type ValueKind } from "./command-tree.ts";
import { fishQuoted } from "./quoting.ts";

/** The script, for `spotwire completion fish | source`. */
export function fishScript(root: CommandNode): string {
  const commands = allCommands(root);
  const withValue = commands.flatMap(({ path, options }) =>
    options.filter(({ value }) => value.kind !== "none").flatMap(({ names }) => names.map((name) => `${path}:${name}`)),
  );
  return `# fish completion for ${root.name}; made by "${root.name} completion fish"
# Which command the words before the cursor name, and how many arguments stand behind it: "map download/1".
function __${root.name}_place
    set -l paths ${commands.map(({ path }) => fishQuoted(path)).join(" ")}
    set -l takers ${withValue.map(fishQuoted).join(" ")}
    set -l path ""
    set -l count 0
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value = 1
            set is_value 0
            continue
        end
        if string match -q -- "-*" $word
            contains -- "$path:$word" $takers; and set is_value 1
            continue
        end
        set -l below (string trim -- "$path $word")
        if test $count = 0; and contains -- $below $paths
            set path $below
        else
            set count (math $count + 1)
        end
    end
    echo "$path/$count"
end
function __${root.name}_at
    string match -qr -- $argv[1] (__${root.name}_place)
end
complete -c ${root.name} -f
${commands.flatMap((command) => rules(command, root.name)).join("\n")}
`;
}

function rules({ path, options, commands, arguments: values, isVariadic }: CommandNode, program: string): string[] {
  const at = (count: string): string =>
    `complete -c ${program} -n ${fishQuoted(`__${program}_at ${fishQuoted(`^${path}/${count}$`)}`)}`;
  return [
    ...commands.map(({ name, description }) => `${at("0")} -a ${fishQuoted(name)} -d ${fishQuoted(description)}`),
    ...options.map((option) => `${at("\\d+")} ${optionRule(option)}`),
    ...values.flatMap((value, i) => {
      const rule = argumentRule(value);
      const isLast = i === values.length - 1;
      return rule === undefined ? [] : [`${at(isVariadic && isLast ? `([${i}-9]|\\d\\d+)` : String(i))} ${rule}`];
    }),
  ];
}

function optionRule({ names, description, value }: OptionNode): string {
  const flags = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = { none: [], file: ["-r", "-F"], other: ["-x"], words: ["-x"] }[value.kind];
  const words = value.kind === "words" ? [`-a ${fishQuoted(value.words.join(" "))}`] : [];
  return [...flags, ...takes, ...words, `-d ${fishQuoted(description)}`].join(" ");
}

function argumentRule(value: ValueKind): string | undefined {
  if (value.kind === "file") return "-F";
  return value.kind === "words" ? `-a ${fishQuoted(value.words.join(" "))}` : undefined;
}
