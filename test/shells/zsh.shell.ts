import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { zshScript } from "../../src/cli/completion/zsh.ts";
import { requireShell, scriptFolder } from "./scripts.ts";

const folder = scriptFolder(zshScript);
beforeAll(() => requireShell("zsh"));

/** Completion needs a terminal: zsh in a pseudo-terminal of zsh's own, which lists what it would offer, and says `done`. */
const DRIVER = `
zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner 'PS1= PS2= RPS1=; unsetopt prompt_cr prompt_sp zle_bracketed_paste 2>/dev/null; cd FOLDER'
zpty -w inner 'autoload -U compinit; compinit -u -D; source FOLDER/PROGRAM'
zpty -w inner 'compadd() { local -a all; builtin compadd -O all "$@"; (( $#all )) && print -rl -- "offer:"$^all >> OFFERS; builtin compadd "$@" }'
zpty -w inner 'finish() { print done >> OFFERS }; zle -N finish; bindkey "^X" finish; print ready >> OFFERS'
until grep -q ready OFFERS 2>/dev/null; do sleep 0.05; done
zpty -w -n inner "$1"$'\\t\\x18'
until grep -q done OFFERS; do sleep 0.05; zpty -r -t inner ignored; done
zpty -d inner
grep '^offer:' OFFERS
true
`;

let count = 0;

/** What zsh offers for a line. */
async function offered(line: string): Promise<string[]> {
  const [program = ""] = line.split(" ");
  const offers = join(folder, `.offers-${++count}`);
  const driver = DRIVER.replaceAll("FOLDER", folder).replaceAll("PROGRAM", program).replaceAll("OFFERS", offers);
  const child = spawn("zsh", ["-f", "-c", driver, "zsh", line], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  for await (const chunk of child.stdout) out += String(chunk);
  return [...new Set(out.split("\n").filter((each) => each !== "").map((each) => each.slice("offer:".length)))].sort(); // prettier-ignore
}

describe("completion in zsh", () => {
  it("offers commands, those below one, and their options", async () => {
    expect(await offered("sample ")).toEqual(["paint", "store"]);
    expect(await offered("sample store ")).toEqual(["in", "out"]);
    expect(await offered("sample paint --")).toEqual(["--by", "--colour", "--help", "--to", "--verbose"]);
    expect(await offered("spotwire dec")).toEqual(["decode"]);
  });

  it("offers values and files", async () => {
    expect(await offered("sample paint --colour ")).toEqual(["light-blue", "red"]);
    expect(await offered("sample paint --to no")).toEqual(["notes.txt"]);
    expect(await offered("sample store in name no")).toEqual(["notes.txt"]);
    expect(await offered("sample store out ")).toEqual(["all", "some"]);
  });
});
