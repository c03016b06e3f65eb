/** HTTP proxies on loopback: each relays CONNECT as a real one does, or answers as the test says. */
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import {
  createSecureServer,
  type IncomingHttpHeaders,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { connect as connectTcp, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { mintAuthority, type Authority, type MintedCertificate } from "../../src/tls/mint.ts";
import { listen } from "../support/tls-peers.ts";

/** One CONNECT that a proxy was asked. */
export interface Asked {
  readonly authority: string;
  readonly headers: IncomingHttpHeaders;
  readonly httpVersion: string;
}

/** A running proxy and what it saw. */
export interface Proxy {
  readonly port: number;
  readonly asked: Asked[];
  /** Connections open now. */
  readonly open: Set<Socket>;
}

/** How a proxy answers: with a status, never, or (undefined) by the tunnel. */
export type Policy = (asked: Asked) => number | "never" | undefined;

const RELAY: Policy = () => undefined;

/** A proxy of `http://`, HTTP/1.1. */
export async function startHttpProxy(policy: Policy = RELAY): Promise<Proxy> {
  const server = createHttpServer();
  const proxy = { asked: [] as Asked[], open: new Set<Socket>() };
  server.on("connect", (request, socket) => answerH1(proxy, policy, request, socket));
  server.on("connection", (socket: Socket) => track(proxy, socket));
  return { ...proxy, port: await listen(server) };
}

/** A proxy of `https://` that speaks HTTP/1.1 alone. */
export async function startHttpsProxy(identity: MintedCertificate, policy: Policy = RELAY): Promise<Proxy> {
  const server = createHttpsServer({ cert: identity.certificatePem, key: identity.privateKeyPem });
  const proxy = { asked: [] as Asked[], open: new Set<Socket>() };
  server.on("connect", (request, socket) => answerH1(proxy, policy, request, socket));
  server.on("connection", (socket: Socket) => track(proxy, socket));
  server.on("tlsClientError", () => undefined);
  return { ...proxy, port: await listen(server) };
}

/** A proxy of `https://` that agrees to HTTP/2. */
export async function startHttp2Proxy(
  identity: MintedCertificate,
  policy: Policy = RELAY,
  onStream: (stream: ServerHttp2Stream) => boolean = () => false,
): Promise<Proxy> {
  const server: Http2SecureServer = createSecureServer({ cert: identity.certificatePem, key: identity.privateKeyPem });
  const proxy = { asked: [] as Asked[], open: new Set<Socket>() };
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    const asked = { authority: headers[":authority"] ?? "", headers, httpVersion: "2.0" };
    proxy.asked.push(asked);
    if (onStream(stream)) return;
    const status = policy(asked);
    if (status === "never") return;
    if (status !== undefined) {
      stream.respond({ ":status": status }, { endStream: true });
      return;
    }
    relay(asked.authority, stream, () => stream.respond({ ":status": 200 }));
  });
  server.on("session", (session: ServerHttp2Session) => session.on("error", () => undefined));
  server.on("connection", (socket: Socket) => track(proxy, socket));
  server.on("tlsClientError", () => undefined);
  return { ...proxy, port: await listen(server) };
}

/** A certificate for a proxy at `localhost`, and the root it leads to. */
export async function mintProxyIdentity(): Promise<{ root: Authority; identity: MintedCertificate }> {
  const root = await mintAuthority({ commonName: "Proxy Root" });
  const names = { dnsNames: ["localhost"] };
  return { root, identity: await root.issue({ commonName: "proxy", ...names }) };
}

function track({ open }: { open: Set<Socket> }, socket: Socket): void {
  open.add(socket);
  socket.on("close", () => open.delete(socket));
}

function answerH1(proxy: { asked: Asked[] }, policy: Policy, request: IncomingMessage, socket: Duplex): void {
  const asked = { authority: request.url ?? "", headers: request.headers, httpVersion: request.httpVersion };
  proxy.asked.push(asked);
  socket.on("error", () => undefined);
  const status = policy(asked);
  if (status === "never") {
    socket.resume().on("end", () => socket.end()); // an HTTP server's sockets stay half open
    return;
  }
  if (status !== undefined) {
    socket.end(`HTTP/1.1 ${status} As The Test Says\r\nContent-Length: 2\r\n\r\nno`);
    return;
  }
  relay(asked.authority, socket, () => socket.write("HTTP/1.1 200 Connection Established\r\n\r\n"));
}

function relay(authority: string, tunnel: Duplex, onOpen: () => void): void {
  const { hostname, port } = new URL(`http://${authority}`);
  const upstream = connectTcp(Number(port), hostname.replace(/^\[|\]$/g, ""), onOpen);
  upstream.on("error", () => tunnel.destroy()).on("close", () => tunnel.destroy());
  tunnel.on("close", () => upstream.destroy());
  tunnel.pipe(upstream).pipe(tunnel);
}
