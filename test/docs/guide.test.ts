/** The guide: its commands run, its tables name what there is, and its pages lead to each other. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CliRobot } from "../cli/cli-robot.ts";
import { blocksOf, outputPattern, ROOT } from "./documents.ts";
import { namesInTable } from "./python-names.ts";

const GUIDE = "docs/guide";
const pages = (await readdir(join(ROOT, GUIDE))).filter((name) => name.endsWith(".md"));
const lines = (await Promise.all(pages.map((page) => blocksOf(join(GUIDE, page), "sh"))))
  .flat()
  .filter(({ info }) => info === "sh run")
  .flatMap(({ code }) => code.trim().split("\n"));

describe("the commands of the guide", () => {
  let robot: CliRobot;
  beforeAll(async () => {
    robot = await CliRobot.start();
  });
  afterAll(() => robot[Symbol.asyncDispose]());

  it("are those of the quick start at least", () => {
    expect(lines.length).toBeGreaterThanOrEqual(4);
  });

  it.each(lines)("%s", { timeout: 30_000 }, async (line) => {
    const [, secret, command = ""] = /^(SPOTWIRE_PASSWORD=PASSWORD )?spotwire (.*)$/.exec(line) ?? [];
    expect(command).not.toBe("");
    // The environment of this robot has the password already; a command that logs in must say so.
    expect(secret !== undefined).toBe(command.includes("--user"));
    expect(await robot.ok(command.replace("sim.pem", robot.roots))).not.toBe("");
  });
});

describe("the guide", () => {
  it("leads to all of its pages from the first", async () => {
    const contents = await readFile(join(ROOT, GUIDE, "README.md"), "utf8");
    for (const page of pages) if (page !== "README.md") expect(contents).toContain(`](${page})`);
  });

  it.each(pages)("%s leads to files that are there", async (page) => {
    const text = await readFile(join(ROOT, GUIDE, page), "utf8");
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      expect(existsSync(join(ROOT, dirname(join(GUIDE, page)), target)), target).toBe(true);
    }
  });

  it("names error codes that there are", async () => {
    const errors = await readFile(join(ROOT, "docs/errors.md"), "utf8");
    for (const page of pages) {
      const text = await readFile(join(ROOT, GUIDE, page), "utf8");
      const families = /`((?:AUTH|CONNECT|TRUST|LEASE|POWER|ESTOP|ROBOT_COMMAND|SERVICE|TIME_SYNC)_[A-Z_]+)`/g;
      for (const [, code = ""] of text.matchAll(families)) expect(errors, `${page}: ${code}`).toContain(`\`${code}\``);
    }
  });

  it("gives users of the Python client a row for each of at least 80 calls", async () => {
    const text = await readFile(join(ROOT, GUIDE, "migrating-from-python.md"), "utf8");
    const rows = text
      .slice(text.indexOf("\n## Table\n"))
      .split("\n")
      .filter((line) => /^\| (?!-|Python )/.test(line));
    expect(rows.length).toBeGreaterThanOrEqual(80);
    expect((await namesInTable()).length).toBeGreaterThanOrEqual(rows.length);
  });
});

describe("the output of a program in a document", () => {
  it("may differ in numbers and serial numbers, and in nothing else", () => {
    const pattern = outputPattern("SIM-1A2B3C4D has 92.5 % (a+b)\n");
    expect("SIM-FFFFFFFF has 7 % (a+b)\n").toMatch(pattern);
    expect("SIM-FFFFFFFF has 7 % (aab)\n").not.toMatch(pattern);
    expect("SIM-FFFFFFFF has x % (a+b)\n").not.toMatch(pattern);
  });
});
