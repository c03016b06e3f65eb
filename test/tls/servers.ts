/**
 * Real servers on loopback for the tests of this room: with TLS, without, and what they have open.
 */
import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from "node:tls";
import type { MintedCertificate } from "../../src/tls/mint.ts";

/** Servers and server-side sockets of the running test. */
export const servers = new Set<Server>();
export const peers = new Set<Socket>();

/** Close every server and connection of the test that ends. */
export async function closeServers(): Promise<void> {
  for (const peer of peers) peer.destroy();
  await Promise.all([...servers].map((server) => new Promise((done) => server.close(done))));
  servers.clear();
  peers.clear();
}

/** Listen on a free port of the loopback interface, or of another of its addresses. */
export async function listen<S extends Server>(server: S, host = "127.0.0.1"): Promise<{ server: S; port: number }> {
  servers.add(server);
  server.on("connection", (peer: Socket) => {
    peers.add(peer);
    peer.on("error", () => undefined).on("close", () => peers.delete(peer));
  });
  server.listen(0, host);
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

/** A server without TLS. It reads, and forgets, what it is sent: an unread socket never learns that it was closed. */
export function serveTcp(onPeer: (peer: Socket) => void = () => undefined): Promise<{ port: number }> {
  return listen(createTcpServer((peer) => onPeer(peer.resume())));
}

/** A promise to settle from a callback of a server. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A TLS server that presents `chain`, leaf first, with the leaf's key. */
export function serve(
  chain: readonly MintedCertificate[],
  options: TlsOptions = {},
  onPeer: (peer: TLSSocket) => void = () => undefined,
  host?: string,
): Promise<{ port: number }> {
  const [leaf] = chain;
  if (leaf === undefined) throw new Error("no certificate to serve");
  const server = createTlsServer({
    key: leaf.privateKeyPem,
    cert: chain.map(({ certificatePem }) => certificatePem).join(""),
    ALPNProtocols: ["h2"],
    ...options,
  });
  server.on("secureConnection", (peer) => {
    peer.on("error", () => undefined);
    onPeer(peer);
  });
  return listen(server, host);
}
