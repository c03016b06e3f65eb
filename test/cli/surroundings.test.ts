/** Bad surroundings: one sentence and an exit code, never a stack trace. What cannot be written is not needed to read. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bundleCommandLine } from "../../tools/build/bundle.ts";
import { type CommandResult, run } from "./captured-output.ts";
import { CliRobot } from "./cli-robot.ts";

let robot: CliRobot;
/** A file: nothing can be made below it, by nobody, not even by root. */
let unwritable: string;

beforeAll(async () => {
  robot = await CliRobot.start();
  unwritable = join(await mkdtemp(join(tmpdir(), "spotwire-bad-")), "file");
  await writeFile(unwritable, "");
});

afterAll(async () => {
  await robot[Symbol.asyncDispose]();
  await rm(join(unwritable, ".."), { recursive: true });
});

/** Hold that it failed as it should. */
function expectSentence({ code, out, err }: CommandResult, says: RegExp): void {
  expect([1, 2]).toContain(code);
  expect(out).toBe("");
  expect(err).toMatch(says);
  expect(err).not.toMatch(/^ {4}at /m);
  expect(err).not.toContain("unexpected error");
}

async function within(env: Readonly<Record<string, string | undefined>>, action: () => Promise<void>): Promise<void> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    await action();
  } finally {
    for (const [name, value] of before) vi.stubEnv(name, value);
  }
}

describe("a home that cannot be written", () => {
  it("keeps no names: `config set` says which file", () =>
    within({ SPOTWIRE_CONFIG: join(unwritable, "config.json") }, async () => {
      expectSentence(await run(["config", "set", "spot-7", "--address", "192.0.2.1"]), /file/);
    }));

  it("keeps no token: a command that logs in does what it is to do", () =>
    within({ XDG_STATE_HOME: unwritable }, async () => {
      expect((await robot.run("state HOST")).code).toBe(0);
      expect((await robot.run("state HOST")).code).toBe(0);
    }));

  it("takes no anchor: `trust import` says why", () =>
    within({ XDG_DATA_HOME: unwritable }, async () => {
      expectSentence(await run(["trust", "import", robot.roots, "--any", "--name", "site"]), /TRUST_|E[A-Z]+/);
    }));

  it("pins no robot: `--pin` says why, and nothing is asked of the robot", () =>
    within({ XDG_STATE_HOME: unwritable, XDG_DATA_HOME: unwritable }, async () => {
      expectSentence(await robot.run("id HOST --pin"), /file/);
    }));

  it("takes no pictures: `image get` says where", async () => {
    expectSentence(await robot.run("image get HOST left_depth --out", join(unwritable, "x.pgm")), /x\.pgm/);
  });
});

describe("no robot", () => {
  it.each([
    ["nobody listens", "127.0.0.1:1", /CONNECT_REFUSED/],
    ["an address that is none", "999.1.1.1:x", /ADDRESS_INVALID/],
  ])("%s", async (_, host, says) => {
    expectSentence(await run(["id", host, "--roots", robot.roots]), says);
  });
});

describe("no terminal", () => {
  it("asks for no password", () =>
    within({ SPOTWIRE_PASSWORD: undefined, XDG_STATE_HOME: unwritable }, async () => {
      expectSentence(await robot.run("state HOST"), /set SPOTWIRE_PASSWORD/);
    }));
});

describe("files that are not what they should be", () => {
  it.each([
    ["roots that are a folder", ["id", "127.0.0.1:1", "--roots", tmpdir()], /--roots/],
    ["a recording that is none", ["replay", import.meta.filename], /recording/],
    ["a map that is none", ["map", "check", tmpdir()], /MAP_FOLDER|graph/],
  ])("%s", async (_, args, says) => {
    expectSentence(await run(args), says);
  });
});

describe("a Node that will not do, of the built file", () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "spotwire-node-"));
    program = join(folder, "spotwire.mjs");
    const page = join(folder, "inspect.html");
    await writeFile(page, "<!doctype html>");
    await bundleCommandLine(program, page);
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true }));

  /** Run it in a Node that is made another one first. */
  async function runIn(change: string): Promise<CommandResult> {
    const preload = join(folder, "preload.cjs");
    await writeFile(preload, change);
    return new Promise((resolve) => {
      execFile(process.execPath, ["--require", preload, program, "--version"], (error, out, err) => {
        resolve({ code: Number(error?.code ?? 0), out, err });
      });
    });
  }

  it("is asked for a newer one", async () => {
    const { code, out, err } = await runIn('Object.defineProperty(process.versions, "node", { value: "18.20.4" });');
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe("spotwire needs Node 20.19 or later, and this is 18.20.4\n");
  });

  it("is told that it lacks http2", async () => {
    const { code, out, err } = await runIn(`
      const modules = require("node:module");
      const load = modules._load;
      modules._load = function (id, ...rest) {
        if (id === "node:http2") throw new Error("No such built-in module: node:http2");
        return load.call(this, id, ...rest);
      };`);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^spotwire needs a Node with http2, and this one has none: [^\n]+\n$/);
  });

  it("runs in one that does", async () => {
    expect(await runIn("")).toMatchObject({ code: 0, err: "" });
  });
});
