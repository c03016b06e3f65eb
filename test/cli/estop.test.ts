/** `spotwire estop`, in this process, against a simulator. */
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCommandLine } from "../../src/cli/main.ts";
import { CapturedOutput } from "./captured-output.ts";
import { CliRobot } from "./cli-robot.ts";

let robot: CliRobot;

beforeAll(async () => {
  robot = await CliRobot.start();
});

afterAll(async () => {
  await robot[Symbol.asyncDispose]();
});

/** `estop become` at a terminal with keys. */
class Terminal {
  readonly output: CapturedOutput = new CapturedOutput();
  readonly keys: PassThrough = new PassThrough();
  readonly modes: boolean[] = [];
  readonly control: AbortController = new AbortController();
  readonly code: Promise<number>;

  constructor(...options: readonly string[]) {
    Object.assign(this.keys, { isTTY: true, setRawMode: (isRaw: boolean) => this.modes.push(isRaw) });
    Object.assign(this.output.stderr, { isTTY: true });
    robot.giveLogin();
    const args = robot.args("estop become HOST --name desk", ...options);
    this.code = runCommandLine(args, this.output, this.control.signal, this.keys);
  }

  /** Wait until the status line says so. */
  says(text: string): Promise<void> {
    return vi.waitFor(() => expect(this.output.err).toContain(text), { timeout: 8000, interval: 10 });
  }
}

describe("spotwire estop status and config", () => {
  it("say that there is no endpoint", async () => {
    expect(await robot.ok("estop status HOST")).toMatch(/^stop level +none: motors may have power$/m);
    expect(await robot.ok("estop config HOST")).toMatch(/^endpoints +0: motors need no e-stop$/m);
    expect(await robot.json("estop status HOST")).toMatchObject({ stopLevel: "ESTOP_LEVEL_NONE" });
  });
});

describe("spotwire estop become", () => {
  it("does as the keys say, and settles and deregisters at the end", async () => {
    const terminal = new Terminal("--estop-timeout", "60s", "--deregister");
    await terminal.says("e-stop desk: allow, ok");
    expect(terminal.modes).toEqual([true]);
    const status = await robot.ok("estop status HOST");
    expect(status).toMatch(/^stop level +none/m);
    expect(status).toMatch(/^desk +PDB_rooted +none: motors may have power +\d+\.\d s +60\.0 s$/m);
    for (const [key, wish, level] of [
      [" ", "stop", "cut"],
      ["a", "allow", "none: motors may have power"],
      ["s", "settle-then-cut", "settle then cut"],
    ] as const) {
      terminal.keys.write(key);
      await terminal.says(`e-stop desk: ${wish}, ok`);
      expect(await robot.ok("estop status HOST")).toMatch(new RegExp(`^stop level +${level}$`, "m"));
    }
    terminal.keys.write("q");
    expect(await terminal.code).toBe(0);
    expect(terminal.modes).toEqual([true, false]);
    expect(terminal.output.err).not.toContain("settles by itself");
    expect(await robot.ok("estop status HOST")).toMatch(/\(desk\) is not registered/);
  });

  it("keeps motors from having power afterwards, and says where to look", async () => {
    const { code, err } = await robot.run("power on HOST");
    expect(code).toBe(1);
    expect(err).toMatch(/error \[POWER_ESTOPPED\]/);
    expect(err).toContain("try: spotwire estop status HOST");
    expect(await robot.ok("estop config HOST --clear")).toMatch(/^endpoints +0/m);
    expect(await robot.ok("power on HOST")).toBe("the motors are on\n");
  });

  it("is refused while motors are on, with the command to run first", async () => {
    const { code, err } = await robot.run("estop become HOST");
    expect(code).toBe(1);
    expect(err).toContain("error [ESTOP_MOTORS_ON]:");
    expect(err).toContain("try: spotwire power off HOST");
    await robot.ok("power off HOST");
  });

  for (const [what, end] of [
    ["Ctrl-C as a key", (terminal: Terminal) => void terminal.keys.write("\u0003")],
    ["Ctrl-C as a signal", (terminal: Terminal) => terminal.control.abort()],
  ] as const) {
    it(`settles on ${what}, gives the terminal back, and ends with 130`, async () => {
      const terminal = new Terminal();
      await terminal.says("allow, ok");
      end(terminal);
      expect(await terminal.code).toBe(130);
      expect(terminal.modes).toEqual([true, false]);
      expect(await robot.ok("estop status HOST")).toMatch(/^stop level +settle then cut$/m);
    });
  }

  it("prints one line of JSON for each check-in", async () => {
    const { output, interrupt, code } = robot.begin("estop become HOST --json --estop-timeout 300ms");
    await vi.waitFor(() => expect(output.out.split("\n").length).toBeGreaterThan(3), { timeout: 8000 });
    interrupt();
    expect(await code).toBe(130);
    const lines = output.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines[0]).toEqual({ wish: "allow", status: "ok" });
    expect(lines.at(-1)).toEqual({ wish: "settle-then-cut", status: "ok" });
    expect(output.err).toBe("");
  });

  it("ends with the reason when somebody else becomes the e-stop", async () => {
    const { output, code } = robot.begin("estop become HOST --estop-timeout 300ms");
    await vi.waitFor(async () => expect(await robot.ok("estop config HOST")).toMatch(/^spotwire /m), { timeout: 8000 });
    await robot.ok("estop config HOST --clear");
    expect(await code).toBe(1);
    expect(output.err).toMatch(/error \[ESTOP_ENDPOINT_UNKNOWN\]|error \[ESTOP_[A-Z_]+\]/);
  });

  it("refuses timeouts that are none", async () => {
    for (const text of ["0", "-1s", "soon", "NaN"]) {
      const { code, err } = await robot.run("estop become HOST --estop-timeout", text);
      expect(code).toBe(2);
      expect(err).toContain("--estop-timeout takes a time");
    }
    const { code, err } = await robot.run("estop become HOST --estop-timeout 10s --cut-power-timeout 5s");
    expect(code).toBe(2);
    expect(err).toContain("--cut-power-timeout must not be shorter than --estop-timeout");
  });
});
