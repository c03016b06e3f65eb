/** The client of docs/wire/your-own-stack.md, in another language: against the embedded robot, and against the vectors. */
import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { mintAuthority } from "../../src/tls/mint.ts";
import type { Simulator } from "../../src/sim/index.ts";
import { startRobot } from "../support/robots.ts";
import { listen } from "../support/tls-peers.ts";
import { folder } from "./scene.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PROGRAM = join(ROOT, "examples/your-own-stack/spot_id.py");
const VECTORS = join(ROOT, "test/vectors");
const PYTHON = "/usr/bin/python3";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Run it. @throws {Error} there is no such Python */
function run(args: readonly string[], password = ""): Promise<Ended> {
  return new Promise((done, reject) => {
    const env = { PATH: process.env["PATH"], PYTHONDONTWRITEBYTECODE: "1", SPOTWIRE_PASSWORD: password };
    const child = spawn(PYTHON, [PROGRAM, ...args], { env, stdio: ["ignore", "pipe", "pipe"], timeout: 15_000 });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => done({ code, out, err }));
  });
}

async function rootOf(pem: string): Promise<string> {
  const file = join(await folder(), "root.pem");
  writeFileSync(file, pem);
  return file;
}

async function visit(robot: Simulator, password: string, rootsPem = robot.rootsPem): Promise<Ended> {
  const root = await rootOf(rootsPem);
  return run([`127.0.0.1:${robot.port}`, "--root", root, "--user", robot.user], password);
}

describe("spot_id.py", () => {
  it("asks a robot who it is, logs in, and lists its services", async () => {
    const robot = await startRobot({ serialNumber: "SIM-0000CAFE" });
    const { code, out, err } = await visit(robot, robot.password);
    expect([code, err]).toEqual([0, ""]);
    const [first, ...services] = out.trim().split("\n");
    expect(first).toBe("SIM-0000CAFE (spotwire simulator), software 5.1.4");
    expect(services.map((line) => line.split(/\s+/))).toContainEqual([
      "robot-state",
      "state.spot.robot",
      "bosdyn.api.RobotStateService",
    ]);
    expect(services.length).toBeGreaterThan(20);
  });

  it("tells what the robot says of a wrong password, and does not try it again", async () => {
    const robot = await startRobot();
    const { code, err } = await visit(robot, "wrong");
    expect(code).toBe(1);
    expect(err).toContain("no login, status 2");
  });

  it("sends nothing to a robot of another root, though its name is right", async () => {
    const robot = await startRobot();
    const other = await mintAuthority({ commonName: "another root", keyType: "ec" });
    const { code, out, err } = await visit(robot, robot.password, other.certificatePem);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/certificate verify failed/i);
  });

  it("gives up on a port that closes at once", async () => {
    const port = await listen(createServer((socket) => void socket.destroy()));
    const root = await rootOf((await mintAuthority({ commonName: "root", keyType: "ec" })).certificatePem);
    const { code, err } = await run([`127.0.0.1:${port}`, "--root", root]);
    expect(code).toBe(1);
    expect(err).toMatch(/^spot_id\.py: /);
  });

  it("passes the vectors of the layers that it has", async () => {
    const { code, out, err } = await run(["--vectors", VECTORS]);
    expect([code, err]).toEqual([0, ""]);
    const kinds = out.split("\n").map((line) => line.split(":")[0]);
    for (const kind of [
      "scalars",
      "bad-messages",
      "grpc-messages",
      "grpc-ends",
      "hpack-blocks",
      "hpack-bad",
      "http2",
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(out).toMatch(/not looked at: certificate-chains, every-kind/);
  });

  it("fails where a vector is not what it should be", async () => {
    const copy = join(await folder(), "vectors");
    cpSync(VECTORS, copy, { recursive: true });
    const file = join(copy, "hpack/rfc7541-c-4.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("f1 e3", "f1 e7"));
    const { code, err } = await run(["--vectors", copy]);
    expect(code).toBe(1);
    expect(err).toContain("hpack/rfc7541-c-4");
  });

  it("is the standard library alone", () => {
    const directory = join(ROOT, "examples/your-own-stack");
    const own = ["spot_id", "vectors"];
    const files = readdirSync(directory).filter((name) => name.endsWith(".py"));
    const imports = files.flatMap((name) =>
      [...readFileSync(join(directory, name), "utf8").matchAll(/^\s*import (\w+)/gm)].map(([, module = ""]) => module),
    );
    const allowed = ["argparse", "json", "os", "pathlib", "socket", "ssl", "struct", "sys", "time", ...own];
    expect(imports.filter((module) => !allowed.includes(module))).toEqual([]);
  });
});
