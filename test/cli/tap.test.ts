import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { readRecording } from "../../src/recording/node/index.ts";
import { CliRobot } from "./cli-robot.ts";
import { run } from "./captured-output.ts";

let robot: CliRobot;
beforeAll(async () => {
  robot = await CliRobot.start();
});
afterAll(() => robot[Symbol.asyncDispose]());

interface Tapped {
  readonly out: string;
  readonly err: string;
  readonly root: string;
}

/** Run a command through a tap with these options. */
async function tapped(options: string, command: string, code = 0, closed = 2): Promise<Tapped> {
  const root = join(robot.folder, `root-${Math.random()}.pem`);
  const tap = robot.begin(`tap HOST --root-out ${root} ${options}`.trim());
  const port = await until(() => /"port":(\d+)|127\.0\.0\.1:(\d+), for/.exec(tap.output.out));
  const host = `127.0.0.1:${port[1] ?? port[2]}`;
  expect(await robot.run(`${command.replace("TAP", host)} --roots ${root}`)).toMatchObject({ code });
  // Closed by the client; told of as soon as the tap has seen it.
  await until(
    () => (`${tap.output.err}${tap.output.out}`.match(/closed: |"kind":"closed"/g) ?? []).length >= closed || undefined,
  );
  tap.interrupt();
  expect(await tap.code).toBe(130);
  return { out: tap.output.out, err: tap.output.err, root };
}

async function until<T>(find: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== null && found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const json = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("spotwire tap", () => {
  it("shows each message and the end of each call, and whom it is between", async () => {
    const { out, err, root } = await tapped("", "state TAP --no-token-cache");
    expect(out).toContain(await readFile(root, "utf8"));
    expect(out).toMatch(/→ AuthService\/GetAuthToken +\d+ B/);
    expect(out).toMatch(/← RobotStateService\/GetRobotState +\d+ B/);
    expect(out).toMatch(/= RobotStateService\/GetRobotState {2}1 up, 1 down, \d+\.\d ms {2}OK/);
    expect(err).toMatch(/#1 127\.0\.0\.1:\d+ for id\.spot\.robot: 127\.0\.0\.1:\d+, h2, TLSv1\.3; trusted: /);
  });

  it("masks passwords, tokens and authorization headers, and keeps them in the recording, for its owner alone", async () => {
    const file = join(robot.folder, "masked.swrec");
    const { out } = await tapped(`--json --frames --out ${file}`, "state TAP --no-token-cache");
    const { password } = robot.simulator;
    expect(out).toContain("GetAuthTokenRequest");
    expect(out).not.toContain(password);
    expect(out).not.toMatch(/Bearer/);
    const messages = json(out).filter(({ event }) => event === "message");
    const [login] = messages;
    expect(login).toMatchObject({ typeName: "bosdyn.api.GetAuthTokenRequest", message: { password: "(masked)" } });
    expect(messages[1]).toMatchObject({ message: { token: "(masked)" } });
    const headers = json(out).flatMap(({ headers: fields }) => (fields as [string, string][] | undefined) ?? []);
    expect(headers).toContainEqual(["authorization", "(masked)"]);
    const bytes = await readFile(file);
    expect(bytes.includes(password)).toBe(true);
    if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kinds: string[] = [];
    for await (const { kind } of readRecording(file)) kinds.push(kind);
    expect([kinds[0], kinds[1], kinds.at(-1)]).toEqual(["start", "opened", "finished"]);
  });

  it("shows secrets that were asked for", async () => {
    const { out } = await tapped("--json --frames --show-secrets", "state TAP --no-token-cache");
    expect(out).toContain(robot.simulator.password);
    expect(out).toMatch(/Bearer ey/);
  });

  it("shows what was asked for alone", async () => {
    const one = await tapped("--service robotstateservice --method GetRobotState", "state TAP --no-token-cache");
    const calls = one.out.split("\n").filter((line) => / [→←=] /.test(line));
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const line of calls) expect(line).toContain("RobotStateService/GetRobotState");
  });

  it("shows failed calls alone, and what a proxy has answered", async () => {
    vi.stubEnv("SPOTWIRE_USER", undefined);
    onTestFinished(() => void vi.stubEnv("SPOTWIRE_USER", robot.simulator.user));
    const { out } = await tapped(
      "--errors",
      "call TAP RobotStateService/GetRobotState --authority state.spot.robot",
      1,
    );
    expect(out.split("\n").filter((line) => / [→←=] /.test(line))).toEqual([
      expect.stringMatching(/= RobotStateService\/GetRobotState {2}1 up, 0 down, .* HTTP 401$/),
    ]);
  });

  it("does not write over a file, nor listen where it cannot", async () => {
    const file = join(robot.folder, "there.swrec");
    await writeFile(file, "precious");
    const again = await robot.run(`tap HOST --out ${file}`);
    expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/RECORDING_FILE_EXISTS/) as string });
    const taken = await robot.run(`tap HOST --port ${robot.simulator.port}`);
    expect(taken).toMatchObject({ code: 1, err: expect.stringMatching(/TAP_LISTEN_FAILED/) as string });
    expect(await run(["tap", "HOST", "--port", "x"])).toMatchObject({ code: 2 });
  });
});
