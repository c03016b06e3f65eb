/**
 * Every RPC of the API, called through its typed client against a server that decodes with protobufjs and knows paths
 * and kinds from the `.proto` files alone.
 */
import type protobuf from "protobufjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GrpcChannel } from "../../src/grpc/channel.ts";
import { listenNode, type NodeListener } from "../../src/grpc/h2/node-listener.ts";
import { GrpcServer } from "../../src/grpc/server/server.ts";
import { clientClasses, clientClassOf } from "./catalog.ts";
import type { ServiceClientClass } from "../../src/services/index.ts";
import { cleartextConnector } from "../support/channels.ts";
import { concat } from "../support/hex.ts";
import { type AnyMethod, generatedServices, type Rpc, rpcs } from "./api.ts";
import { SAME_CLOCK, testOptions, TickingClock } from "./support.ts";

/** What the server saw of one call. */
interface Seen {
  readonly path: string;
  readonly requests: readonly Uint8Array[];
}

const services = await generatedServices();
const seen: Seen[] = [];
let listener: NodeListener;
let channel: GrpcChannel;

/** Bytes in, bytes out: the server's own codecs stay out of it. */
const RAW = {
  typeName: "raw",
  encode: (bytes: Uint8Array, headroom = 0) => concat(new Uint8Array(headroom), bytes),
  decode: (bytes: Uint8Array) => bytes,
};

beforeAll(async () => {
  const server = new GrpcServer();
  for (const rpc of rpcs) serve(server, rpc);
  listener = await listenNode(server.accept);
  channel = new GrpcChannel({
    authority: "robot.test",
    address: `127.0.0.1:${listener.port}`,
    scheme: "http",
    connect: cleartextConnector(listener.port),
  });
});

afterAll(async () => {
  await channel.close();
  await listener.close();
});

/** Take any number of requests, and answer as many responses as the kind has. */
function serve(server: GrpcServer, rpc: Rpc): void {
  const { service, name, path } = rpc;
  const method = { service, name, path, kind: "bidi-streaming", input: RAW, output: RAW } as never;
  const handler = async function* (requests: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const received: Uint8Array[] = [];
    for await (const request of requests) received.push(request);
    seen.push({ path, requests: received });
    const response = rpc.response.encode(minimal(rpc.response)).finish();
    yield response;
    if (rpc.responseStream) yield response;
  };
  server.handle(method, handler as never);
}

/** Fields without which a response is no answer, by message. */
const NEEDED: Readonly<Record<string, object>> = {
  RobotIdResponse: { robot_id: {} },
  GetServiceEntryResponse: { service_entry: {} },
  RobotStateResponse: { robot_state: {} },
  RobotMetricsResponse: { robot_metrics: {} },
  RobotHardwareConfigurationResponse: { hardware_configuration: {} },
  RobotLinkModelResponse: { link_model: {} },
  RobotCommandFeedbackResponse: { feedback: { full_body_feedback: { status: 1 } } },
  SpotCheckFeedbackResponse: { state: 7, error: 1 },
};

/** The least that passes as a good answer. */
function minimal(type: protobuf.Type): protobuf.Message {
  const message: Record<string, unknown> = { ...NEEDED[type.name] };
  if ("header" in type.fields) {
    message["header"] = {
      error: { code: 1 },
      request_header: { request_timestamp: { seconds: 1 } },
      request_received_timestamp: { seconds: 2 },
      response_timestamp: { seconds: 2 },
    };
  }
  const status = type.fields["status"];
  if (status !== undefined && !status.repeated && "values" in (status.resolvedType ?? {})) message["status"] = 1;
  return type.fromObject(message);
}

type Call = (client: never) => unknown;

/** Clients that are more than their RPCs name these differently. */
const BY_HAND: Readonly<Record<string, Call>> = {
  "/bosdyn.api.AuthService/GetAuthToken": (client: { login(u: string, p: string): unknown }) => client.login("u", "p"),
  "/bosdyn.api.DirectoryService/GetServiceEntry": (client: { getEntry(name: string): unknown }) => client.getEntry("x"),
  "/bosdyn.api.DirectoryService/ListServiceEntries": (client: { list(): unknown }) => client.list(),
  "/bosdyn.api.TimeSyncService/TimeSyncUpdate": (client: { update(): unknown }) => client.update(),
  "/bosdyn.api.RobotStateService/GetRobotHardwareConfiguration": (client: { getHardwareConfiguration(): unknown }) =>
    client.getHardwareConfiguration(),
  "/bosdyn.api.RobotStateService/GetRobotLinkModel": (client: { getLinkModel(name: string): unknown }) =>
    client.getLinkModel("body"),
};

/** Call an RPC through its client; how many responses came. */
async function call(clientClass: ServiceClientClass<unknown>, property: string, rpc: Rpc): Promise<number> {
  const client = new clientClass(channel, { ...testOptions(), robotClock: SAME_CLOCK }) as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const byHand = BY_HAND[rpc.path];
  const takesOptionsAlone = /\.Robot(Id|State|StateStreaming)Service$/.test(rpc.service);
  const args = rpc.requestStream ? [[{}, {}]] : takesOptionsAlone ? [] : [{}];
  const result = byHand === undefined ? client[property]?.(...args) : byHand(client as never);
  if (!rpc.responseStream) return (await result) === undefined ? 0 : 1;
  let responses = 0;
  for await (const response of result as AsyncIterable<unknown>) if (response !== undefined) responses++;
  return responses;
}

function headerOf(type: protobuf.Type, bytes: Uint8Array): Record<string, unknown> | undefined {
  const decoded = type.toObject(type.decode(bytes), { longs: String }) as Record<string, unknown>;
  return decoded["header"] as Record<string, unknown> | undefined;
}

describe("the API", () => {
  it("has 64 services and 264 RPCs, the generated objects and protobufjs agreeing on each", () => {
    expect(services).toHaveLength(64);
    expect(rpcs).toHaveLength(264);
    const generated = services.flatMap(({ methods }) => Object.values(methods));
    expect(generated.map(({ path, kind }) => `${path} ${kind}`).sort()).toEqual(
      rpcs.map((rpc) => `${rpc.path} ${kindOf(rpc)}`).sort(),
    );
  });

  it("has a client for each service but the worker's, 63 in all", () => {
    expect(clientClasses).toHaveLength(63);
    const types = clientClasses.map(({ serviceType }) => serviceType);
    expect(new Set(types).size).toBe(63);
    const without = services.map(({ typeName }) => typeName).filter((each) => !types.includes(each));
    expect(without).toEqual(["bosdyn.api.NetworkComputeBridgeWorker"]);
  });
});

function kindOf({ requestStream, responseStream }: Rpc): AnyMethod["kind"] {
  if (requestStream) return responseStream ? "bidi-streaming" : "client-streaming";
  return responseStream ? "server-streaming" : "unary";
}

for (const service of services.sort((a, b) => a.typeName.localeCompare(b.typeName))) {
  describe(service.typeName, () => {
    for (const [property, method] of Object.entries(service.methods)) {
      it(`takes ${method.name}`, async () => {
        const rpc = rpcs.find(({ path }) => path === method.path) as Rpc;
        const clientClass = clientClassOf(service.typeName);
        seen.length = 0;
        if (clientClass === undefined) {
          // Users host this one; the robot calls it.
          await channel.unary(method as never, {} as never);
        } else {
          expect(await call(clientClass, property, rpc)).toBe(rpc.responseStream ? 2 : 1);
        }
        expect(seen.map(({ path }) => path)).toEqual([rpc.path]);
        const requests = seen[0]?.requests ?? [];
        expect(requests).toHaveLength(rpc.requestStream ? 2 : 1);
        if (clientClass !== undefined) expectHeaders(rpc, requests);
      });
    }
  });
}

/** Each request has a header of its own, stamped when it was made; a message without the field has none. */
function expectHeaders(rpc: Rpc, requests: readonly Uint8Array[]): void {
  const headers = requests.map((bytes) => headerOf(rpc.request, bytes));
  if (!("header" in rpc.request.fields)) {
    expect(headers).toEqual(requests.map(() => undefined));
    return;
  }
  expect(headers).toEqual(
    requests.map((_, index) => ({
      request_timestamp: { seconds: String(TickingClock.start + BigInt(index)) },
      client_name: "tester",
    })),
  );
}
