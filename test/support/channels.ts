/** Channels and servers over loopback for tests; everything made here is closed after the test that made it. */
import { connect as connectSocket } from "node:net";
import { onTestFinished } from "vitest";
import { GrpcChannel } from "../../src/grpc/channel.ts";
import type { GrpcChannelOptions } from "../../src/grpc/unary-channel.ts";
import { listenNode, type NodeListener } from "../../src/grpc/h2/node-listener.ts";
import { GrpcServer, type GrpcServerOptions } from "../../src/grpc/server/server.ts";
import type { Connector } from "../../src/grpc/transport.ts";
import { connectTransport } from "./transport.ts";

/** A connector for cleartext HTTP/2 on a loopback port. */
export function cleartextConnector(port: number, timeoutMs?: number): Connector {
  const address = `127.0.0.1:${port}`;
  return async ({ signal }) => {
    const link = connectSocket(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      link.once("connect", resolve);
      link.once("error", reject);
    });
    return connectTransport({ link, address, origin: "http://echo.test", signal, timeoutMs });
  };
}

/** A channel to a loopback port, closed after the test. */
export function openChannel(port: number, options: Partial<GrpcChannelOptions> = {}): GrpcChannel {
  const channel = new GrpcChannel({
    authority: "echo.test",
    address: `127.0.0.1:${port}`,
    scheme: "http",
    connect: cleartextConnector(port),
    ...options,
  });
  onTestFinished(() => channel.close());
  return channel;
}

/** A server of ours on a free loopback port, closed after the test. */
export async function startServer(
  configure: (server: GrpcServer) => void,
  options: GrpcServerOptions = {},
): Promise<{ server: GrpcServer; listener: NodeListener; port: number }> {
  const server = new GrpcServer(options);
  configure(server);
  const listener = await listenNode(server.accept);
  onTestFinished(() => listener.close());
  return { server, listener, port: listener.port };
}
