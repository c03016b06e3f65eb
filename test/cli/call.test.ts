/** Any RPC by its name: `list`, `describe` and `call`, against the simulator and against a service of a protoset. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GrpcServer, listenNode, type NodeListener } from "../../src/grpc/server/index.ts";
import { DynamicCodecs, protosetSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { offsetClock, type Simulator, startSimulator } from "../../src/sim/index.ts";
import { mintAuthority } from "../../src/tls/mint.ts";
import { hex } from "../support/hex.ts";
import { type CommandResult, run } from "./captured-output.ts";

let simulator: Simulator;
let folder: string;
let roots: string;
const base = offsetClock(0);
let givenMs = 0;

// A robot takes five logins a second: the clock moves on between tests.
beforeEach(() => void (givenMs += 1000));

beforeAll(async () => {
  simulator = await startSimulator({
    serialNumber: "SIM-CALL",
    clock: { ...base, uptimeMs: () => base.uptimeMs() + givenMs },
  });
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

function call(...args: string[]): Promise<CommandResult> {
  return run(["call", `127.0.0.1:${simulator.port}`, "--roots", roots, ...args]);
}

describe("spotwire list", () => {
  it("names all 64 services", async () => {
    const { code, out } = await run(["list"]);
    expect(code).toBe(0);
    expect(out.trim().split("\n")).toHaveLength(64);
    expect(out).toContain("bosdyn.api.graph_nav.GraphNavService\n");
  });

  it("shows the RPCs of one, found by the last part of its name", async () => {
    const { out } = await run(["list", "RobotStateStreamingService"]);
    expect(out).toMatch(/GetRobotStateStream +server-streaming +bosdyn\.api\.RobotStateStreamRequest/);
  });

  it("suggests a name for one that does not exist", async () => {
    const { code, err } = await run(["list", "RobotIdServis"]);
    expect(code).toBe(1);
    expect(err).toMatch(/SCHEMA_UNKNOWN_NAME.*did you mean bosdyn\.api\.RobotIdService/);
  });
});

describe("spotwire describe", () => {
  it("shows a message as a .proto does, comments, oneofs and all", async () => {
    const { out } = await run(["describe", "bosdyn.api.Parameter"]);
    expect(out).toContain("message bosdyn.api.Parameter {");
    expect(out).toMatch(/ {2}oneof values \{\n[\s\S]*? {4}int64 int_value = 3;/);
    expect(out).toContain("  // ");
  });

  it("shows an enum, a service, and an RPC with both its messages", async () => {
    expect((await run(["describe", "bosdyn.api.CommonError.Code"])).out).toContain("CODE_INVALID_REQUEST = 3;");
    expect((await run(["describe", "bosdyn.api.AuthService"])).out).toContain("rpc GetAuthToken(");
    const { out } = await run(["describe", "bosdyn.api.RobotIdService/GetRobotId"]);
    expect(out).toMatch(/message bosdyn\.api\.RobotIdRequest[\s\S]*message bosdyn\.api\.RobotIdResponse/);
  });

  it("prints the schema as JSON", async () => {
    const { out } = await run(["describe", "bosdyn.api.Vec3", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      typeName: "bosdyn.api.Vec3",
      fields: [{ number: 1, protoName: "x" }, {}, {}],
    });
  });
});

describe("spotwire call", () => {
  it("calls without a login where none is needed, and fills the header in", async () => {
    const { code, out } = await call("bosdyn.api.RobotIdService/GetRobotId", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      header: { requestHeader: { clientName: "spotwire-call" }, error: { code: "CODE_OK" } },
      robotId: { serialNumber: "SIM-CALL" },
    });
  });

  it("sends the header that it is given", async () => {
    const { out } = await call("RobotIdService/GetRobotId", "-d", '{"header":{"clientName":"mine"}}', "--json");
    expect(JSON.parse(out)).toMatchObject({ header: { requestHeader: { clientName: "mine" } } });
  });

  it("finds the authority in the directory", async () => {
    const { code, out } = await call(
      "RobotStateService/GetRobotLinkModel",
      "--user",
      "user",
      "-d",
      '{"linkName":"body"}',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ linkModel: { fileName: "body.obj" } });
  });

  it("prints a stream as one JSON value a line, until its deadline", async () => {
    const args = ["RobotStateStreamingService/GetRobotStateStream", "--user", "user", "--deadline", "0.2"];
    const { code, out, err } = await call(...args);
    expect(code).toBe(1);
    expect(err).toContain("DEADLINE_EXCEEDED");
    const states = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { jointStates: { position: number[] } });
    expect(states.length).toBeGreaterThan(2);
    expect(states[0]?.jointStates.position).toHaveLength(12);
  });

  it("shows a verbose user every byte of the call, but never the token", async () => {
    const { err } = await call("RobotIdService/GetRobotId", "--user", "user", "-v");
    const frames = err.split(/^(?=# connection)/m).slice(1);
    expect(frames.length).toBeGreaterThan(3);
    for (const frame of frames) expect(frame).toMatch(/^# connection \d+ \(id\.spot\.robot\), .*GetRobotId\n/);
    expect(err).toMatch(/client -> server, stream 1, .*GetRobotId\n.*# HEADERS stream 1/);
    expect(err).toContain("authorization: (masked)");
    expect(err).toMatch(/client_name "spotwire-call"/);
    expect(err).toMatch(/client <- server[\s\S]*serial_number "[\s\S]*grpc-status: 0/);
    expect(err).not.toMatch(/Bearer|eyJ/);
  });

  for (const [what, args, code, says] of [
    [
      "a field that does not exist",
      ["RobotIdService/GetRobotId", "-d", '{"hedaer":{}}'],
      1,
      /JSON_UNKNOWN_NAME.*hedaer.*did you mean header/,
    ],
    ["text that is not JSON", ["RobotIdService/GetRobotId", "-d", "{"], 1, /JSON_SYNTAX.*line 1, column 2/],
    ["an RPC that does not exist", ["RobotIdService/GetRobot"], 1, /SCHEMA_UNKNOWN_NAME.*GetRobotId/],
    ["a name without an RPC", ["RobotIdService"], 2, /SERVICE\/RPC/],
    [
      "a service that is not in the directory",
      ["bosdyn.api.PayloadService/ListPayloads", "--user", "user"],
      2,
      /no service of type bosdyn\.api\.PayloadService/,
    ],
    [
      "an authority that does not exist",
      ["RobotIdService/GetRobotId", "--authority", "no.spot.robot"],
      1,
      /HTTP status 404/,
    ],
    ["a protoset that is none", ["RobotIdService/GetRobotId", "--protoset", "/dev/null/x"], 2, /--protoset/],
    ["a file that is not there", ["RobotIdService/GetRobotId", "-d", "@/nowhere/x.json"], 2, /ENOENT/],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const result = await call(...args);
      expect(result.code).toBe(code);
      expect(result.err).toMatch(says);
      expect(result.out).toBe("");
    });
  }
});

describe("spotwire call with a protoset", () => {
  let listener: NodeListener;
  let args: string[];

  beforeAll(async () => {
    const text = await readFile(join(import.meta.dirname, "../vectors/reflect/every-kind-protoset.hex"), "utf8");
    const bytes = hex(text);
    const schema = protosetSchema(bytes);
    const codecs = new DynamicCodecs(new SchemaRegistry(schema));
    const server = new GrpcServer();
    const method = (name: string, kind: "bidi-streaming" | "client-streaming") => ({
      service: "spotwire.test.Streams",
      name,
      path: `/spotwire.test.Streams/${name}`,
      kind,
      input: codecs.codec("spotwire.test.EveryKind"),
      output: codecs.codec("spotwire.test.WireReader"),
    });
    const countsOf = (count: number) => ({ array: { value: new Uint8Array(0), counts: new Map([["n", count]]) } });
    server
      .handle({ ...method("Both", "bidi-streaming"), kind: "bidi-streaming" as const }, async function* (requests) {
        for await (const request of requests) yield countsOf(request["int32Field"] as number);
      })
      .handle({ ...method("Up", "client-streaming"), kind: "client-streaming" as const }, async (requests) => {
        let sum = 0;
        for await (const request of requests) sum += request["int32Field"] as number;
        return countsOf(sum);
      });
    const root = await mintAuthority({ commonName: "Protoset root" });
    listener = await listenNode(server.accept, { credentials: await root.issue({ commonName: "streams.test" }) });
    const ownRoots = join(folder, "protoset-roots.pem");
    await writeFile(ownRoots, root.certificatePem);
    await writeFile(join(folder, "streams.bin"), bytes);
    await writeFile(join(folder, "requests.ndjson"), '{"int32Field":1}\n\n{"int32Field":2}\n{"int32Field":39}\n');
    const data = ["-d", `@${join(folder, "requests.ndjson")}`, "--authority", "streams.test", "--json"];
    args = [`127.0.0.1:${listener.port}`, "--roots", ownRoots, "--protoset", join(folder, "streams.bin"), ...data];
  });

  afterAll(() => listener.close());

  it("streams requests from NDJSON, and responses to it", async () => {
    const { code, out } = await run(["call", ...args, "spotwire.test.Streams/Both"]);
    expect(code).toBe(0);
    expect(out).toBe([1, 2, 39].map((n) => `{"array":{"counts":{"n":${n}}}}\n`).join(""));
  });

  it("streams requests for one response", async () => {
    expect((await run(["call", ...args, "Streams/Up"])).out).toBe('{"array":{"counts":{"n":42}}}\n');
  });
});
