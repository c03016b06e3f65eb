/** `spotwire completion`: a script with which a shell completes the words of this program. */
import { Argument, type Command } from "commander";
import { bashScript } from "../completion/bash.ts";
import { commandTree } from "../completion/command-tree.ts";
import { fishScript } from "../completion/fish.ts";
import { zshScript } from "../completion/zsh.ts";
import { notes } from "../help/sections.ts";
import type { CommandContext } from "../robot-options.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const HELP = `
bash   in ~/.bashrc:  source <(spotwire completion bash)
zsh    in ~/.zshrc:   source <(spotwire completion zsh)        after compinit
fish   once:          spotwire completion fish > ~/.config/fish/completions/spotwire.fish`;

/** Add the command. */
export function addCompletionCommand(program: Command, { output }: CommandContext): void {
  program
    .command("completion")
    .description("print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SCRIPTS)))
    .addHelpText("after", notes(HELP))
    .action((shell: keyof typeof SCRIPTS) => void output.stdout.write(SCRIPTS[shell](commandTree(program))));
}
