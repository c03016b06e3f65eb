import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fishScript } from "../../src/cli/completion/fish.ts";
import { requireShell, scriptFolder } from "./scripts.ts";

const folder = scriptFolder(fishScript);
beforeAll(() => requireShell("fish"));

/** What fish offers for a line, without the descriptions. */
function offered(line: string): string[] {
  const [program = ""] = line.split(" ");
  const command = `source ${join(folder, program)}; cd ${folder}; complete -C '${line}'`;
  const out = execFileSync("fish", ["--no-config", "-c", command], { encoding: "utf8" });
  return out.split("\n").filter((each) => each !== "").map((each) => each.split("\t")[0] ?? "").sort(); // prettier-ignore
}

describe("completion in fish", () => {
  it("offers commands, those below one, and their options", () => {
    expect(offered("sample ")).toEqual(["paint", "store"]);
    expect(offered("sample store ")).toEqual(["in", "out"]);
    expect(offered("sample paint --")).toEqual(["--by", "--colour", "--help", "--to", "--verbose"]);
    expect(offered("spotwire dec")).toEqual(["decode"]);
  });

  it("offers values and files, and nothing where nobody can know", () => {
    expect(offered("sample paint --colour ")).toEqual(["light-blue", "red"]);
    expect(offered("sample paint -c r")).toEqual(["red"]);
    expect(offered("sample paint --to no")).toEqual(["notes.txt"]);
    expect(offered("sample paint --by ")).toEqual([]);
    expect(offered("sample store in no")).toEqual([]);
    expect(offered("sample store in name one no")).toEqual(["notes.txt"]);
    expect(offered("sample store out ")).toEqual(["all", "some"]);
  });

  it("takes a value that is called as a command for a value", () => {
    expect(offered("sample paint --by store --c")).toEqual(["--colour"]);
  });
});
