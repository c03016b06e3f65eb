/** Commands that talk to a robot, in this process, against one simulator. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { SIMULATED_SERVICES } from "../support/simulated-services.ts";
import { runCommandLine } from "../../src/cli/main.ts";
import { offsetClock, type Simulator, startSimulator } from "../../src/sim/index.ts";
import { freePort } from "../support/tls-peers.ts";
import { CapturedOutput, type CommandResult, run } from "./captured-output.ts";

let simulator: Simulator;
let folder: string;
let roots: string;

/** The simulator's own clock, and seconds that it is given on top: a robot takes five logins a second. */
const base = offsetClock(2500);
let givenMs = 0;

beforeEach(() => void (givenMs += 1000));

beforeAll(async () => {
  const clock = { ...base, uptimeMs: () => base.uptimeMs() + givenMs };
  simulator = await startSimulator({ serialNumber: "SIM-CLI", clock });
  folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  roots = join(folder, "roots.pem");
  await writeFile(roots, simulator.rootsPem);
  vi.stubEnv("SPOTWIRE_PASSWORD", simulator.password);
  vi.stubEnv("SPOTWIRE_USER", undefined);
  vi.stubEnv("SPOTWIRE_ROOTS", undefined);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  await simulator.close();
});

/** A command with the host and the root, and a user where it needs one. */
function robotArgs(command: string, ...options: readonly string[]): string[] {
  const user = command === "id" ? [] : ["--user", simulator.user];
  return [command, `127.0.0.1:${simulator.port}`, "--roots", roots, ...user, ...options];
}

async function runJson(...args: string[]): Promise<unknown> {
  const { code, out, err } = await run(args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.split("\n")).toHaveLength(2);
  return JSON.parse(out);
}

/** Rows of `label  value`. */
function rows({ out }: CommandResult): Record<string, string> {
  return Object.fromEntries(
    out
      .trim()
      .split("\n")
      .map((line) => line.split(/ {2,}/) as [string, string]),
  );
}

describe("spotwire id", () => {
  it("prints who the robot is, and what it is doing on stderr", async () => {
    const result = await run(robotArgs("id"));
    expect(result.code).toBe(0);
    expect(rows(result)).toMatchObject({ "serial number": "SIM-CLI", species: "spot simulator", API: "5.1.4" });
    expect(result.err).toBe(`connecting to the robot at 127.0.0.1:${simulator.port} …\n`);
  });

  it("prints it as one line of JSON, and nothing else", async () => {
    expect(await runJson(...robotArgs("id", "--json"))).toMatchObject({
      serialNumber: "SIM-CLI",
      softwareRelease: { version: { majorVersion: 5 } },
    });
  });

  it("takes the root's file from SPOTWIRE_ROOTS", async () => {
    vi.stubEnv("SPOTWIRE_ROOTS", roots);
    expect((await run(["id", `127.0.0.1:${simulator.port}`])).code).toBe(0);
    vi.stubEnv("SPOTWIRE_ROOTS", undefined);
  });

  it("uses no colours where there is no terminal", async () => {
    const { out, err } = await run(robotArgs("id"));
    expect(out + err).not.toContain("\u001b");
  });
});

describe("spotwire directory", () => {
  it("prints a table, sorted by name", async () => {
    const { code, out } = await run(robotArgs("directory"));
    expect(code).toBe(0);
    const [heading, ...lines] = out.trim().split("\n");
    expect(heading).toMatch(/^NAME +TYPE +AUTHORITY +TOKEN$/);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(SIMULATED_SERVICES);
    expect(lines[SIMULATED_SERVICES.indexOf("robot-id")]).toMatch(
      /^robot-id +bosdyn\.api\.RobotIdService +id\.spot\.robot +no$/,
    );
  });

  it("prints JSON", async () => {
    const entries = (await runJson(...robotArgs("directory", "--json"))) as { name: string }[];
    expect(entries.map(({ name }) => name)).toContain("time-sync");
  });
});

describe("spotwire time-sync", () => {
  it("prints the simulator's skew of 2.5 s, give or take the round trip", async () => {
    const found = (await runJson(...robotArgs("time-sync", "--json"))) as Record<string, unknown>;
    expect(Object.keys(found).sort()).toEqual(["clockIdentifier", "roundTripSeconds", "skewSeconds"]);
    expect(found["skewSeconds"]).toBeCloseTo(2.5, 1);
    expect(found["roundTripSeconds"]).toBeGreaterThan(0);
    expect(found["clockIdentifier"]).toMatch(/^sim-clock-/);
  });

  it("says it in words", async () => {
    expect((await run(robotArgs("time-sync"))).out).toMatch(
      /^clock skew +robot is 2[45]\d\d\.\d{3} ms ahead of this machine, ± \d+\.\d{3} ms$/m,
    );
  });
});

describe("spotwire state", () => {
  it("prints what a person wants to know", async () => {
    const found = rows(await run(robotArgs("state")));
    expect(found).toMatchObject({
      "battery sim-battery-0": expect.stringMatching(/^9\d\.\d %, discharging, /) as string,
      "motor power": "off",
      behaviour: "not ready",
      feet: "made, made, made, made",
      joints: "12",
      faults: "simulator: this robot is the spotwire simulator",
    });
    expect(found["e-stops"]).toContain("software_estop not estopped");
    expect(found["pose in odom"]).toMatch(/^x -?0\.\d\d m, y -?0\.\d\d m, z -?0\.\d\d m, yaw -?\d\.\d°$/);
  });

  it("prints ProtoJSON", async () => {
    const state = (await runJson(...robotArgs("state", "--json"))) as {
      kinematicState: { acquisitionTimestamp: string };
    };
    expect(Date.parse(state.kinematicState.acquisitionTimestamp)).toBeGreaterThan(Date.now() - 60_000);
  });

  it("with --watch --json prints one line per reading until it is interrupted, and ends with 130", async () => {
    const output = new CapturedOutput();
    const interrupt = new AbortController();
    const lines = (): string[] => output.out.split("\n").slice(0, -1);
    const write = output.stdout.write.bind(output.stdout);
    output.stdout.write = (chunk: unknown) => {
      const hasRoom = write(chunk);
      if (lines().length === 3) interrupt.abort();
      return hasRoom;
    };
    const args = robotArgs("state", "--watch", "--json", "--interval", "0.01");
    expect(await runCommandLine(args, output, interrupt.signal)).toBe(130);
    expect(lines()).toHaveLength(3);
    for (const line of lines()) expect(JSON.parse(line)).toHaveProperty("batteryStates");
    expect(output.err).toBe("");
  });
});

describe("a command that fails", () => {
  it("ends with 1 and one line with the code, nothing on stdout", async () => {
    const port = await freePort();
    const { code, out, err } = await run(["id", `127.0.0.1:${port}`, "--roots", roots]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.trim().split("\n").at(-1)).toMatch(
      /^error \[CONNECT_REFUSED\]: 127\.0\.0\.1:\d+: .* \(the same command may succeed later\)$/,
    );
  });

  it("because the password is wrong says so without it", async () => {
    vi.stubEnv("SPOTWIRE_PASSWORD", "hunter2");
    const { code, err } = await run(robotArgs("state"));
    vi.stubEnv("SPOTWIRE_PASSWORD", simulator.password);
    expect(code).toBe(1);
    expect(err).toContain("error [AUTH_INVALID_LOGIN]:");
    expect(err).not.toContain("hunter2");
  });

  it("because the address is none says what to write", async () => {
    const { code, err } = await run(["id", "https://robot", "--roots", roots]);
    expect(code).toBe(1);
    expect(err).toContain("error [ADDRESS_INVALID]:");
  });
});

describe("spotwire sim", () => {
  /** Run a simulator until it has said where it is. */
  async function runSim(...options: string[]): Promise<CommandResult & { rootsText: string }> {
    const output = new CapturedOutput();
    const interrupt = new AbortController();
    const path = join(folder, "sim.pem");
    let rootsText = Promise.resolve("");
    const write = output.stdout.write.bind(output.stdout);
    output.stdout.write = (chunk: unknown) => {
      rootsText = readFile(path, "utf8");
      setImmediate(() => interrupt.abort());
      return write(chunk);
    };
    const code = await runCommandLine(["sim", "--roots", path, ...options], output, interrupt.signal);
    return { code, out: output.out, err: output.err, rootsText: await rootsText };
  }

  it("prints one line of JSON with exactly the five keys, and has written its root by then", async () => {
    const { code, out, err, rootsText } = await runSim("--json");
    expect({ code, err }).toEqual({ code: 130, err: "" });
    expect(out.endsWith("\n") && out.indexOf("\n") === out.length - 1).toBe(true);
    const facts = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(facts)).toEqual(["address", "port", "user", "password", "roots"]);
    expect(facts).toMatchObject({
      address: "127.0.0.1",
      port: expect.any(Number) as number,
      user: "user",
      password: expect.stringMatching(/./) as string,
      roots: join(folder, "sim.pem"),
    });
    expect(rootsText).toMatch(/^-----BEGIN CERTIFICATE-----/);
  });

  it("ends with 1 and its code if the port is taken", async () => {
    const { code, out, err } = await run(["sim", "--port", String(simulator.port)]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^error \[TRANSPORT_CONNECT_FAILED\]: .*cannot listen/);
  });
});
