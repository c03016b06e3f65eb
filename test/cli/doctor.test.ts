/** `spotwire doctor` as a person runs it, in this process. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { FLOOR_NAMES } from "../../src/cli/doctor/finding.ts";
import { runCommandLine } from "../../src/cli/main.ts";
import { offsetClock, type Simulator, startSimulator } from "../../src/sim/index.ts";
import { type Certificate, parsePem } from "../../src/tls/index.ts";
import { addAnchor } from "../../src/trust/index.ts";
import { startHttpProxy } from "../proxy/proxies.ts";
import { freePort, startTcpPeer } from "../support/tls-peers.ts";
import { CapturedOutput, type CommandResult, run } from "./captured-output.ts";

let simulator: Simulator;
let folder: string;
let roots: string;

/** The simulator's own clock, and seconds that it is given on top: a robot takes five logins a second. */
const base = offsetClock(2500);
let givenMs = 0;

beforeAll(async () => {
  simulator = await startSimulator({
    serialNumber: "SIM-DOCTOR",
    clock: { ...base, uptimeMs: () => base.uptimeMs() + givenMs },
  });
  folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  roots = join(folder, "roots.pem");
  await writeFile(roots, simulator.rootsPem);
  for (const name of ["SPOTWIRE_USER", "SPOTWIRE_ROOTS", "SPOTWIRE_HOST"]) vi.stubEnv(name, undefined);
  vi.stubEnv("SPOTWIRE_CONFIG", join(folder, "config.json"));
  vi.stubEnv("XDG_DATA_HOME", folder);
  vi.stubEnv("SPOTWIRE_PASSWORD", simulator.password);
});

beforeEach(() => {
  givenMs += 1000;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  await simulator.close();
});

function doctor(...options: readonly string[]): Promise<CommandResult> {
  return run(["doctor", `127.0.0.1:${simulator.port}`, "--seconds", "0.2", ...options]);
}

interface Report {
  readonly outcome: string;
  readonly failedFloor: string | null;
  readonly summary: string;
  readonly floors: readonly { readonly floor: string; readonly outcome: string }[];
  readonly notReached: readonly string[];
}

function outcomes({ floors }: Report): Record<string, string> {
  return Object.fromEntries(floors.map(({ floor, outcome }) => [floor, outcome]));
}

describe("spotwire doctor", () => {
  it("walks every floor of a robot that is well, and ends with 0", async () => {
    const { code, out, err } = await doctor("--roots", roots, "--user", simulator.user);
    expect(code).toBe(0);
    const lines = out.split("\n");
    expect(lines.filter((line) => /^[✓!✗–] /.test(line))).toHaveLength(FLOOR_NAMES.length);
    expect(out).toMatch(/^✓ robot id +SIM-DOCTOR, spot/m);
    // The simulator has fewer services than a robot
    expect(out).toMatch(/^! directory .* without .*payload/m);
    expect(out).toMatch(/^ {4}tried list the robot's services\n {4}means .+\n {4}do {4}.+$/m);
    expect(lines.at(-2)).toMatch(/^The robot can be used, .*; look at directory\.$/);
    expect(err).toContain("round trips …");
    expect(out + err).not.toContain("\u001b");
  });

  it("without a user skips what needs a login, and says so", async () => {
    const { code, out } = await doctor("--roots", roots);
    expect(code).toBe(0);
    expect(out).toMatch(/^– login +skipped: no --user/m);
    expect(out.trimEnd().split("\n").at(-1)).toContain("skipped: login, directory, clock");
  });

  it("prints one JSON object without any secret", async () => {
    const { code, out, err } = await doctor("--roots", roots, "--user", simulator.user, "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n")).toHaveLength(2);
    const report = JSON.parse(out) as Report;
    expect(report).toMatchObject({
      host: `127.0.0.1:${simulator.port}`,
      outcome: "warn",
      failedFloor: null,
      way: "custom",
      client: { node: process.version, platform: process.platform },
      notReached: [],
    });
    expect(Object.keys(outcomes(report))).toEqual([...FLOOR_NAMES]);
    expect(out).not.toContain(simulator.password);
    expect(out).not.toMatch(/Bearer|eyJ[A-Za-z0-9]/);
  });

  it("stops at the first floor that fails, with exit code 1, and adds nothing on stderr", async () => {
    const port = await freePort();
    const { code, out, err } = await run(["doctor", `127.0.0.1:${port}`]);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ TCP +127\.0\.0\.1: refused/m);
    expect(out).toMatch(/^The stack carries up to TCP, which fails .*; the 11 floors above it were not looked at\.$/m);
    expect(err).toBe("name lookup …\nroute …\nTCP …\n");
  });

  it("says the same as JSON", async () => {
    const { code, out, err } = await run(["doctor", `127.0.0.1:${await freePort()}`, "--json"]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const report = JSON.parse(out) as Report;
    expect(report).toMatchObject({ outcome: "fail", failedFloor: "TCP" });
    expect(report.notReached).toEqual(FLOOR_NAMES.slice(3));
  });

  it("without a root goes as far as the chain, and shows it", async () => {
    const { code, out } = await doctor();
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ chain .*presented: CN=SIM-DOCTOR\.spot\.robot/m);
    expect(out).toContain("spotwire trust install");
  });

  it("takes the root that is installed on this computer", async () => {
    const anchors = join(folder, "other");
    await addAnchor("sim", parsePem(simulator.rootsPem)[0] as Certificate, {
      directory: join(anchors, "spotwire", "anchors"),
    });
    vi.stubEnv("XDG_DATA_HOME", anchors);
    const { code, out } = await doctor("--seconds", "0");
    vi.stubEnv("XDG_DATA_HOME", folder);
    expect(code).toBe(0);
    expect(out).toMatch(/^– round trips +skipped: --seconds 0$/m);
  });

  it("with --pin sends no password to a robot whose key is another than before", async () => {
    expect((await doctor("--roots", roots, "--pin", "--seconds", "0")).code).toBe(0);
    await using impostor = await startSimulator({ serialNumber: "SIM-DOCTOR" });
    const file = join(folder, "impostor.pem");
    await writeFile(file, impostor.rootsPem);
    const args = ["--roots", file, "--user", impostor.user, "--pin", "--json"];
    const { code, out } = await run(["doctor", `127.0.0.1:${impostor.port}`, ...args]);
    expect(code).toBe(1);
    const report = JSON.parse(out) as Report;
    expect(report.floors.at(-1)).toMatchObject({ floor: "robot id", facts: { code: "TRUST_PIN_CHANGED" } });
  });

  it("takes a wrong password for the end, and does not repeat it", async () => {
    vi.stubEnv("SPOTWIRE_PASSWORD", "hunter2");
    const { code, out, err } = await doctor("--roots", roots, "--user", simulator.user);
    vi.stubEnv("SPOTWIRE_PASSWORD", simulator.password);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ login +the robot does not accept user and password$/m);
    expect(out + err).not.toContain("hunter2");
  });

  it("walks through a proxy", async () => {
    const { port } = await startHttpProxy();
    const { code, out } = await doctor("--roots", roots, "--json", "--proxy", `http://127.0.0.1:${port}`);
    expect(code).toBe(0);
    const report = JSON.parse(out) as Report;
    expect(outcomes(report)).toMatchObject({ "name lookup": "pass", route: "skipped", TCP: "pass", versions: "pass" });
    expect(report).toMatchObject({ isProxied: true });
  });

  it("ends at once with 130 when it is interrupted, on a silent port and in the long test", async () => {
    const silent = await startTcpPeer((socket) => socket.resume());
    for (const args of [
      [`127.0.0.1:${silent}`],
      [`127.0.0.1:${simulator.port}`, "--roots", roots, "--seconds", "600"],
    ]) {
      const interrupt = new AbortController();
      const output = new CapturedOutput();
      const write = output.stderr.write.bind(output.stderr);
      output.stderr.write = (chunk: unknown) => {
        if (/TLS|round trips/.test(output.err + String(chunk))) setTimeout(() => interrupt.abort(), args.length * 30);
        return write(chunk);
      };
      const began = performance.now();
      expect(await runCommandLine(["doctor", ...args], output, interrupt.signal)).toBe(130);
      expect(performance.now() - began).toBeLessThan(3000);
    }
  });

  for (const [what, options, says] of [
    ["--seconds -1", ["--seconds", "-1"], /--seconds takes 0 to 3600, not -1/],
    ["--seconds that is no number", ["--seconds", "soon"], /not soon/],
    ["--roots that is not there", ["--roots", "/nonexistent/x.pem"], /--roots \/nonexistent\/x\.pem: ENOENT/],
  ] as const) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, out, err } = await run(["doctor", "127.0.0.1:1", ...options]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(says);
    });
  }
});
