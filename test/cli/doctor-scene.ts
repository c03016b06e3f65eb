/** Visits of the doctor for tests, and the bad places it is sent to. */
import { createServer as createTcpServer, connect as connectTcp, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { Visit, type VisitOptions } from "../../src/cli/doctor/visit.ts";
import { walk } from "../../src/cli/doctor/walk.ts";
import { fixedAddress } from "../../src/discovery/index.ts";
import { connect } from "../../src/robot/index.ts";
import type { Simulator } from "../../src/sim/index.ts";
import { TrustStore } from "../../src/tls/index.ts";
import { type Authority, mintAuthority, mintPrivateKey, type MintedCertificate } from "../../src/tls/mint.ts";
import { listen } from "../support/tls-peers.ts";

/** A visit that measures nothing for long, ended with its test. */
export function visitTo(host: string, options: Partial<VisitOptions> = {}): Visit {
  const resolver = fixedAddress(host);
  const signal = new AbortController().signal;
  const visit = new Visit({ host, resolver, roots: [], timeoutMs: 2000, seconds: 0, signal, ...options });
  onTestFinished(() => visit[Symbol.asyncDispose]());
  return visit;
}

/** Walk, and give the last finding. */
export async function lastFinding(host: string, options: Partial<VisitOptions> = {}): Promise<Finding> {
  const findings = await walk(visitTo(host, options));
  return findings.at(-1) as Finding;
}

/** A visit that has come as far as a connected robot, by way of a port of the test's choice. */
export async function connectedVisit(
  { rootsPem, user, password }: Simulator,
  port: number,
  options: Partial<VisitOptions> & { readonly logIn?: boolean } = {},
): Promise<Visit> {
  const { logIn = false, ...rest } = options;
  const visit = visitTo(`127.0.0.1:${port}`, { roots: [rootsPem], ...rest });
  visit.endpoint = { host: "127.0.0.1", port };
  visit.addresses = ["127.0.0.1"];
  visit.trustStore = TrustStore.fromPem(rootsPem);
  const robot = await connect(`127.0.0.1:${port}`, { roots: rootsPem });
  visit.keep(robot);
  if (logIn) {
    await robot.login(user, password);
    visit.isLoggedIn = true;
  }
  return visit;
}

let keyPem: Promise<string> | undefined;
let root: Promise<Authority> | undefined;

/** One key for all certificates of a test file: making them is what takes time. */
export function sharedKey(): Promise<string> {
  return (keyPem ??= mintPrivateKey());
}

/** The root of this file's peers. */
export async function peersRoot(): Promise<Authority> {
  const privateKeyPem = await sharedKey();
  return (root ??= mintAuthority({ commonName: "peers' root", privateKeyPem }));
}

/** A certificate of theirs. */
export async function peerIdentity(lifetime: { notBefore?: Date; notAfter?: Date } = {}): Promise<MintedCertificate> {
  const privateKeyPem = await sharedKey();
  return (await peersRoot()).issue({ commonName: "peer", privateKeyPem, ...lifetime });
}

/** A TLS port with settings of the test's choice. */
export function startTls({ certificatePem, privateKeyPem }: MintedCertificate, options: TlsOptions): Promise<number> {
  const server = createTlsServer({ cert: certificatePem, key: privateKeyPem, ...options }, (socket) => {
    socket.on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  return listen(server);
}

/** A port whose backlog is full and whose program is busy for ever: the system drops every further SYN. */
export async function startBlackHole(): Promise<number> {
  const worker = new Worker(
    `const { createServer } = require("node:net");
     const { parentPort } = require("node:worker_threads");
     const server = createServer();
     server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  const waiting: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of waiting) socket.destroy();
    await worker.terminate();
  });
  // Until one is not let in within a moment
  for (let isLetIn = true; isLetIn;) {
    const socket = connectTcp(port, "127.0.0.1").on("error", () => undefined);
    waiting.push(socket);
    isLetIn = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      setTimeout(() => resolve(false), 100);
    });
  }
  return port;
}

/** How a link treats what crosses it. */
export interface Weather {
  /** How long each chunk takes one way, in milliseconds, asked as it comes, with the link's age. */
  readonly delayMs?: (ageMs: number) => number;
  /** Most bytes a second to the client. */
  readonly bytesPerSecond?: number;
}

/** A link that can be cut. */
export interface BadLink {
  readonly port: number;
  /** Drop all connections and let no more in. */
  cut(): void;
}

/** A TCP relay that delays and throttles: what a client sees of a link where packets are lost and sent again. */
export async function startBadLink(targetPort: number, weather: Weather): Promise<BadLink> {
  const began = performance.now();
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createTcpServer((near) => {
    const far = connectTcp({ port: targetPort, host: "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => undefined);
      from.on("close", () => to.destroy());
      from.on("data", inOrder(to, from === far ? weather : { ...weather, bytesPerSecond: Infinity }, began));
    }
    if (isCut) near.destroy();
  });
  const port = await listen(server);
  onTestFinished(() => cut());
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return { port, cut };
}

/** Chunks never overtake each other, as on TCP; timers alone might let them. */
function inOrder(to: Socket, { delayMs = () => 0, bytesPerSecond = Infinity }: Weather, began: number) {
  const waiting: { readonly atMs: number; readonly chunk: Uint8Array }[] = [];
  let lastAtMs = 0;
  const deliver = (): void => {
    while (waiting[0] !== undefined && waiting[0].atMs <= performance.now()) {
      const { chunk } = waiting.shift() as { chunk: Uint8Array };
      if (!to.destroyed) to.write(chunk);
    }
    if (waiting[0] !== undefined) setTimeout(deliver, Math.ceil(waiting[0].atMs - performance.now()));
  };
  return (chunk: Uint8Array): void => {
    const now = performance.now();
    lastAtMs = Math.max(lastAtMs, now + delayMs(now - began)) + (chunk.length / bytesPerSecond) * 1000;
    waiting.push({ atMs: lastAtMs, chunk });
    if (waiting.length === 1) deliver();
  };
}
