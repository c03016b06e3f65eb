/** TLS servers that are not robots: each presents a chain of the test's choice, and then does as the test says. */
import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import type { MintedCertificate } from "../../src/tls/mint.ts";

/** Listen on a free loopback port until the test is over; open sockets are cut then. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A plain TCP port. */
export function startTcpPeer(onSocket: (socket: Socket) => void): Promise<number> {
  return listen(createServer(onSocket));
}

/** A TLS port that agrees to HTTP/2 and then does what it likes. */
export function startTlsPeer(identity: MintedCertificate, onSocket: (socket: TLSSocket) => void): Promise<number> {
  const { certificatePem: cert, privateKeyPem: key } = identity;
  const server = createTlsServer({ cert, key, ALPNProtocols: ["h2"] }, (socket) => {
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  server.on("tlsClientError", () => undefined);
  return listen(server);
}

/** An HTTP/2 port that answers each request as the test says. */
export function startHttp2Peer(
  identity: MintedCertificate,
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<number> {
  const { certificatePem: cert, privateKeyPem: key } = identity;
  const server = createSecureServer({ cert, key });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    onStream(stream, headers);
  });
  server.on("sessionError", () => undefined);
  server.on("tlsClientError", () => undefined);
  return listen(server);
}
