/** What whoever runs a program may ask of it: in processes of their own, as the variable is read once. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { ConnectionInspector, schemaMessageReader } from "../../src/inspect/index.ts";
import { readCalls } from "../../src/replay/index.ts";
import { readRecording } from "../../src/recording/node/index.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { startRobot } from "../support/robots.ts";

const PROGRAM = fileURLToPath(new URL("identify.ts", import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "spotwire-trace-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Run a program that asks a robot who it is, over one of the two transports. */
async function identify(trace: string | undefined, transport: string): Promise<Ran> {
  const simulator = await startRobot({ serialNumber: "SIM-traced" });
  const roots = join(await folder(), "roots.pem");
  await writeFile(roots, simulator.rootsPem);
  const child = spawn(
    process.execPath,
    ["--import", import.meta.resolve("tsx"), PROGRAM, `127.0.0.1:${simulator.port}`, roots, transport],
    {
      env: { ...process.env, NODE_OPTIONS: "", ...(trace === undefined ? {} : { SPOTWIRE_TRACE: trace }) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "exit")) as [number];
  return { code, out: await out, err: await err };
}

describe.each(["node", "own"])("SPOTWIRE_TRACE over %s", (transport) => {
  it("shows every frame on stderr, and the program does what it does without", async () => {
    const traced = await identify("1", transport);
    expect(traced).toMatchObject({ code: 0, out: "SIM-traced\n" });
    expect(traced.err).toMatch(/^# connection 1: 127\.0\.0\.1:\d+, for id\.spot\.robot, TLSv1\.3$/m);
    expect(traced.err).toContain("preface PRI * HTTP/2.0");
    expect(traced.err).toMatch(/client <- server, stream 1, \/bosdyn\.api\.RobotIdService\/GetRobotId$/m);
    expect(traced.err).toContain('serial_number "SIM-traced"');
    expect(traced.err).toMatch(/^# connection 1 closed: done$/m);

    expect(await identify(undefined, transport)).toEqual({ code: 0, out: "SIM-traced\n", err: "" });
  });
});

describe("SPOTWIRE_TRACE", () => {
  it("records to a file that it names, and never over another", async () => {
    const file = join(await folder(), "session.swrec");
    const traced = await identify(file, "node");
    expect(traced).toMatchObject({ code: 0, out: "SIM-traced\n" });
    expect(traced.err).toContain(`recording to ${file}, passwords and tokens included`);
    const kinds: string[] = [];
    let isFinished = false;
    for await (const { kind } of readRecording(file, { onEnd: (end) => (isFinished = end.isFinished) })) {
      if (kinds.at(-1) !== kind) kinds.push(kind);
    }
    expect(kinds.slice(0, 3)).toEqual(["start", "opened", "bytes"]);
    expect(kinds.slice(-2)).toEqual(["closed", "finished"]);
    expect(isFinished).toBe(true);
    const messages = schemaMessageReader(new SchemaRegistry(apiSchema()));
    const calls = await readCalls(readRecording(file), () => new ConnectionInspector({ messages }));
    expect(calls.map(({ path }) => path)).toEqual(["/bosdyn.api.RobotIdService/GetRobotId"]);

    const again = await identify(file, "node");
    expect(again).toMatchObject({ code: 0, out: "SIM-traced\n" });
    expect(again.err).toMatch(/Warning: SPOTWIRE_TRACE: .*is there already/);
  });

  it("warns of a value that means nothing, and the program goes on", async () => {
    const { code, out, err } = await identify("yes", "own");
    expect([code, out]).toEqual([0, "SIM-traced\n"]);
    expect(err).toMatch(/Warning: SPOTWIRE_TRACE: it is "yes", and takes 1, or the name of a recording/);
  });
});
