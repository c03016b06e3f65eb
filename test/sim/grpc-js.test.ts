/**
 * The simulator judged by strangers: TLS by OpenSSL's own chain check, gRPC by @grpc/grpc-js, messages by protobufjs
 * reading protos/ itself. Nothing of our client takes part.
 */
import * as grpc from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { SIMULATED_SERVICES } from "../support/simulated-services.ts";

const PROTOS = join(import.meta.dirname, "../../protos");
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => (target.startsWith("google/") ? target : join(PROTOS, target));
const FILES = readdirSync(PROTOS, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
root.loadSync(FILES.filter((file) => file.endsWith("_service.proto")));

let simulator: Simulator;
const clients = new Map<string, grpc.Client>();

beforeAll(async () => {
  simulator = await startSimulator({ serialNumber: "SIM-STRANGER" });
});

afterAll(async () => {
  for (const client of clients.values()) client.close();
  await simulator.close();
});

/** A client that finds its way as the robot's proxy wants it: by server name and `:authority`. */
function clientOf(authority: string): grpc.Client {
  const client =
    clients.get(authority) ??
    new grpc.Client(`127.0.0.1:${simulator.port}`, grpc.credentials.createSsl(Buffer.from(simulator.rootsPem)), {
      "grpc.ssl_target_name_override": authority,
      "grpc.default_authority": authority,
    });
  clients.set(authority, client);
  return client;
}

interface Call {
  readonly authority: string;
  readonly service: string;
  readonly method: string;
  readonly request?: object;
  readonly token?: string;
}

function prepare({ service, method, token }: Call): {
  path: string;
  encode: (request: object) => Buffer;
  decode: (bytes: Buffer) => Answer;
  metadata: grpc.Metadata;
} {
  const rpc = root.lookupService(`bosdyn.api.${service}`).methods[method];
  if (rpc === undefined) throw new Error(`${service} has no ${method}`);
  rpc.resolve();
  const { resolvedRequestType: input, resolvedResponseType: output } = rpc;
  if (input === null || output === null) throw new Error(`${method} does not resolve`);
  const metadata = new grpc.Metadata();
  if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
  return {
    path: `/bosdyn.api.${service}/${method}`,
    encode: (request) => Buffer.from(input.encode(input.fromObject(request)).finish()),
    decode: (bytes) => output.toObject(output.decode(bytes), { longs: String, enums: String }),
    metadata,
  };
}

type Answer = Readonly<Record<string, unknown>>;

function call(options: Call): Promise<Answer> {
  const { path, encode, decode, metadata } = prepare(options);
  return new Promise((resolve, reject) => {
    clientOf(options.authority).makeUnaryRequest(
      path,
      encode,
      decode,
      { header: { clientName: "stranger", requestTimestamp: { seconds: 7 } }, ...options.request },
      metadata,
      (error, answer) => (answer === undefined ? reject(error as Error) : resolve(answer)),
    );
  });
}

async function login(): Promise<string> {
  const { token } = await call({
    authority: "auth.spot.robot",
    service: "AuthService",
    method: "GetAuthToken",
    request: { username: simulator.user, password: simulator.password },
  });
  return token as string;
}

describe("the simulator, to a grpc-js client", () => {
  it("shows who it is without a login, under a chain that leads to its root", async () => {
    const answer = await call({ authority: "id.spot.robot", service: "RobotIdService", method: "GetRobotId" });
    expect(answer).toMatchObject({
      header: {
        requestHeader: { clientName: "stranger", requestTimestamp: { seconds: "7" } },
        error: { code: "CODE_OK" },
      },
      robotId: { serialNumber: "SIM-STRANGER", species: "spot", nickname: "spotwire simulator" },
    });
  });

  it("logs in, and lets the token in where one is needed", async () => {
    const token = await login();
    const answer = await call({
      authority: "api.spot.robot",
      service: "DirectoryService",
      method: "ListServiceEntries",
      token,
    });
    const entries = answer["serviceEntries"] as readonly { name: string; type: string; authority: string }[];
    expect(entries.map(({ name }) => name).sort()).toEqual(SIMULATED_SERVICES);
    for (const { type } of entries) expect(root.lookupService(type).fullName).toBe(`.${type}`);
  });

  it("reports a wrong password in the status of the service", async () => {
    const answer = await call({
      authority: "auth.spot.robot",
      service: "AuthService",
      method: "GetAuthToken",
      request: { username: simulator.user, password: "wrong" },
    });
    expect(answer).toMatchObject({ status: "STATUS_INVALID_LOGIN", header: { error: { code: "CODE_OK" } } });
    expect(answer["token"]).toBeUndefined();
  });

  it("answers 401 without a token, which grpc-js makes UNAUTHENTICATED", async () => {
    const read = { authority: "state.spot.robot", service: "RobotStateService", method: "GetRobotState" };
    await expect(call(read)).rejects.toMatchObject({ code: grpc.status.UNAUTHENTICATED });
    await expect(call({ ...read, token: "None" })).rejects.toMatchObject({ code: grpc.status.UNAUTHENTICATED });
  });

  it("answers 404 on the wrong authority, which grpc-js makes UNIMPLEMENTED", async () => {
    const misled = { authority: "auth.spot.robot", service: "RobotIdService", method: "GetRobotId" };
    await expect(call(misled)).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  });

  it("reports its state with joints, frames and a battery", async () => {
    const answer = await call({
      authority: "state.spot.robot",
      service: "RobotStateService",
      method: "GetRobotState",
      token: await login(),
    });
    const state = answer["robotState"] as {
      kinematicState: { jointStates: unknown[]; transformsSnapshot: { childToParentEdgeMap: object } };
      batteryStates: unknown[];
    };
    expect(state.kinematicState.jointStates).toHaveLength(12);
    expect(Object.keys(state.kinematicState.transformsSnapshot.childToParentEdgeMap)).toContain("odom");
    expect(state.batteryStates).toMatchObject([{ status: "STATUS_DISCHARGING" }]);
  });

  it("streams states until the client has seen enough", async () => {
    const { path, encode, decode, metadata } = prepare({
      authority: "state.spot.robot",
      service: "RobotStateStreamingService",
      method: "GetRobotStateStream",
      token: await login(),
    });
    const stream = clientOf("state.spot.robot").makeServerStreamRequest(path, encode, decode, {}, metadata);
    stream.on("error", () => undefined);
    let states = 0;
    for await (const state of stream as AsyncIterable<{ jointStates: { position: unknown[] } }>) {
      expect(state.jointStates.position).toHaveLength(12);
      if (++states === 20) break;
    }
    expect(states).toBe(20);
  });
});
