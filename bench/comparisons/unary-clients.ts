/** Clients that make the same unary call of the same server, with the same codecs, each over its own transport. */
import * as grpc from "@grpc/grpc-js";
import { type Connector, connectNodeTransport, UnaryChannel } from "../../src/grpc/index.ts";
import { connectOwnTransport } from "../../src/http2/index.ts";
import { RobotIdRequest, RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { RobotIdServiceCalls } from "../../src/messages/bosdyn/api/robot_id_service.ts";
import { connectTls, TrustStore } from "../../src/tls/index.ts";
import { type BenchServer, startServer } from "../servers/start-server.ts";

const AUTHORITY = "id.spot.robot";
const REQUEST = { header: { clientName: "bench", requestTimestamp: { seconds: 1_800_000_000n, nanos: 5 } } };
const SERIAL_NUMBER = "bench-0001";

/** One client. */
export interface UnaryClient {
  readonly name: string;
  /** Make one call, and check its answer. */
  readonly call: () => Promise<void>;
}

/** Them all, connected, grpc-js first. */
export async function unaryClients(): Promise<{ clients: readonly UnaryClient[]; close: () => Promise<void> }> {
  const server = await startServer("./grpc-js-server.ts");
  const peers = [
    grpcJs(server),
    ours(server, "spotwire on node:http2", connectNodeTransport),
    ours(server, "spotwire on its own HTTP/2", connectOwnTransport),
  ];
  for (const { call } of peers) await call();
  const close = async (): Promise<void> => {
    for (const peer of peers) await peer.close();
    await server.close();
  };
  return { clients: peers, close };
}

type ClosableClient = UnaryClient & { readonly close: () => Promise<void> };

function grpcJs({ port, roots }: BenchServer): ClosableClient {
  const credentials = grpc.credentials.createSsl(Buffer.from(roots), null, null, {
    checkServerIdentity: () => undefined,
  });
  const client = new grpc.Client(`127.0.0.1:${port}`, credentials, {
    "grpc.ssl_target_name_override": AUTHORITY,
    "grpc.default_authority": AUTHORITY,
  });
  const serialize = (request: typeof REQUEST): Buffer => Buffer.from(RobotIdRequest.encode(request));
  const call = (): Promise<void> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        RobotIdServiceCalls.getRobotId.path,
        serialize,
        (bytes) => RobotIdResponse.decode(bytes),
        REQUEST,
        { deadline: Date.now() + 30_000 },
        (error, response) => {
          if (error !== null) reject(error);
          else {
            check(response);
            resolve();
          }
        },
      );
    });
  return {
    name: "@grpc/grpc-js",
    call,
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

type MakeTransport = (options: Parameters<typeof connectNodeTransport>[0]) => ReturnType<Connector>;

function ours({ port, roots }: BenchServer, name: string, transport: MakeTransport): ClosableClient {
  const trustStore = TrustStore.fromPem(roots);
  const channel = new UnaryChannel({
    authority: AUTHORITY,
    address: `127.0.0.1:${port}`,
    async connect({ signal }) {
      const options = { host: "127.0.0.1", port, serverName: AUTHORITY, trustStore, signal };
      const { socket, address } = await connectTls(options);
      return transport({ link: socket, address, origin: `https://${AUTHORITY}`, signal });
    },
  });
  return {
    name,
    call: async () => {
      check(await channel.unary(RobotIdServiceCalls.getRobotId, REQUEST));
    },
    close: () => channel.close(),
  };
}

function check(response: RobotIdResponse | undefined): void {
  if (response?.robotId?.serialNumber !== SERIAL_NUMBER) throw new Error("a wrong answer");
}
