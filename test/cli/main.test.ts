import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createProgram } from "../../src/cli/main.ts";
import { CapturedOutput, run } from "./captured-output.ts";

const COMMANDS = [
  ...["demo", "sim", "discover", "doctor", "trust", "config"],
  ...["id", "directory", "time-sync", "state", "list", "describe", "call"],
  ...["faults", "license", "payload", "self-ip", "lease", "estop", "keepalive", "power", "stand", "sit", "self-right"],
  ...["stop", "walk", "dock", "undock", "image", "grid", "map", "log", "data", "inspect"],
];
const PEM = join(import.meta.dirname, "main.test.ts");

describe("the command line's help", () => {
  for (const args of [[], ...COMMANDS.map((command) => [command])]) {
    it(`of \`${["spotwire", ...args].join(" ")}\` is as it was`, async () => {
      const { code, out, err } = await run([...args, "--help"]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatchSnapshot();
    });
  }

  it("lists every command", async () => {
    const { out } = await run(["--help"]);
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${command} `, "m"));
  });

  it("is on stderr, with exit code 2, if there is no command at all", async () => {
    const { code, out, err } = await run([]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Usage: spotwire");
  });
});

describe("--version", () => {
  it("is that of the package", async () => {
    const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
    expect(await run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });
});

describe("a command line that is wrong ends with exit code 2 and says why on stderr:", () => {
  for (const [what, args, says] of [
    ["an unknown command", ["stat"], /unknown command 'stat'/],
    ["an unknown option", ["id", "h", "--roots", "f", "--fast"], /unknown option '--fast'/],
    ["no host", ["id", "--roots", "f"], /which robot\? Give HOST, or set SPOTWIRE_HOST/],
    ["no host where one argument more is needed", ["call", "a.B/C"], /missing required argument 'method'/],
    ["one argument too many", ["id", "h", "i", "--roots", "f"], /too many arguments/],
    ["no --user", ["state", "h", "--roots", "f"], /this needs a login: give --user/],
    [
      "--roots that is not there",
      ["id", "h", "--roots", "/nonexistent/x.pem"],
      /--roots \/nonexistent\/x\.pem: ENOENT/,
    ],
    [
      "--timeout 0",
      ["id", "h", "--roots", "f", "--timeout", "0"],
      /--timeout takes seconds from 0\.001 to 3600, not 0/,
    ],
    ["--timeout of less than a millisecond", ["id", "h", "--roots", "f", "--timeout", "1e-9"], /--timeout takes/],
    ["--timeout that is no number", ["id", "h", "--roots", "f", "--timeout", "soon"], /not soon/],
    ["--timeout of more than an hour", ["id", "h", "--roots", "f", "--timeout", "3601"], /not 3601/],
    [
      "--interval 0",
      ["state", "h", "--roots", "f", "--user", "u", "--interval", "0"],
      /--interval takes seconds from 0\.01/,
    ],
    ["--port 65536", ["sim", "--port", "65536"], /--port takes 0 to 65535, not 65536/],
    ["--port -1", ["sim", "--port", "-1"], /--port takes 0 to 65535, not -1/],
    ["--port that is no number", ["sim", "--port", "http"], /not http/],
    [
      "sim with --roots that cannot be written",
      ["sim", "--roots", "/nonexistent/x.pem"],
      /--roots \/nonexistent\/x\.pem: ENOENT/,
    ],
  ] as const) {
    it(what, async () => {
      vi.stubEnv("SPOTWIRE_ROOTS", undefined);
      vi.stubEnv("SPOTWIRE_USER", undefined);
      try {
        const { code, out, err } = await run(args);
        expect({ code, out }).toEqual({ code: 2, out: "" });
        expect(err).toMatch(says);
        expect(err).not.toContain("    at ");
      } finally {
        vi.unstubAllEnvs();
      }
    });
  }
});

describe("a robot without a root to judge it by", () => {
  it("is not connected to: exit code 1, with the command to run", async () => {
    vi.stubEnv("SPOTWIRE_ROOTS", undefined);
    vi.stubEnv("XDG_DATA_HOME", "/nonexistent");
    try {
      const { code, err } = await run(["id", "127.0.0.1:1"]);
      expect(code).toBe(1);
      expect(err).toContain("error [TRUST_NO_ANCHOR]");
      expect(err).toContain('run "spotwire trust install"');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("a password", () => {
  it("is no option of any command", () => {
    const program = createProgram({ output: new CapturedOutput(), signal: new AbortController().signal });
    for (const command of [program, ...program.commands])
      for (const { flags } of command.options) expect(flags).not.toMatch(/pass/i);
  });

  it("that is neither in the environment nor can be asked for ends with exit code 2, and advice", async () => {
    vi.stubEnv("SPOTWIRE_PASSWORD", undefined);
    try {
      const { code, err } = await run(["state", "127.0.0.1:1", "--roots", PEM, "--user", "u"]);
      expect(code).toBe(2);
      expect(err).toBe("usage: set SPOTWIRE_PASSWORD, or run this in a terminal to be asked for it\n");
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("a command that is interrupted", () => {
  it("ends with exit code 130, quietly", async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await run(["sim", "--json"], abort.signal)).toMatchObject({ code: 130, err: "" });
  });
});
