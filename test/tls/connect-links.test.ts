/** What carries TLS: links of the caller's own, the options of TCP, several addresses, and the key log. */
import { connect as connectTcp, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import { Duplex, PassThrough } from "node:stream";
import { Worker } from "node:worker_threads";
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { connectFailure } from "../../src/tls/connect-failure.ts";
import { connectTls, type ConnectTlsOptions, interfaceAddress, TrustStore } from "../../src/tls/index.ts";
import type { Authority, MintedCertificate } from "../../src/tls/mint.ts";
import { rejection } from "../support/robots.ts";
import { closeServers, deferred, serve, servers, serveTcp } from "./servers.ts";
import { mintKeys, mintRoot, NOW, VALID } from "./support.ts";

let root: Authority;
let robot: MintedCertificate;
let trustStore: TrustStore;

beforeAll(async () => {
  const keys = await mintKeys();
  root = await mintRoot(keys);
  robot = await root.issue({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf });
  trustStore = TrustStore.fromPem(root.certificatePem);
});

afterEach(closeServers);

type Dialled = ReturnType<typeof connectTls>;

function dial(port: number, options: Partial<ConnectTlsOptions> = {}): Dialled {
  const base = { host: "127.0.0.1", port, serverName: "id.spot.robot", trustStore, now: () => NOW.getTime() };
  return connectTls({ ...base, ...options });
}

/** A look-up that knows one name's addresses. */
function lookupOf(...addresses: readonly string[]): LookupFunction {
  return (_name, options, done) => {
    const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const fitting = all.filter(({ family }) => !options.family || options.family === family);
    if (options.all === true) done(null, fitting);
    else done(null, fitting[0]?.address ?? "", fitting[0]?.family);
  };
}

/** An open TCP connection, as a duplex that is no socket. */
async function bridge(port: number): Promise<Duplex> {
  const socket = connectTcp(port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  const outward = new PassThrough();
  outward.pipe(socket);
  return Duplex.from({ writable: outward, readable: socket });
}

const closed = (stream: Duplex): Promise<unknown> =>
  stream.closed ? Promise.resolve() : new Promise((resolve) => stream.once("close", resolve));

describe("connectTls over a link of the caller's own", () => {
  it.each(["a duplex", "an open socket", "a socket still connecting"])("verifies the peer over %s", async (kind) => {
    const { port } = await serve([robot], {}, (peer) => peer.end("hello"));
    const link = kind === "a duplex" ? await bridge(port) : connectTcp(port, "127.0.0.1");
    if (kind === "an open socket") await new Promise((resolve) => link.once("connect", resolve));
    const connection = await dial(1, { host: "spot", link });
    expect(connection.address).toBe("spot:1");
    expect(connection.path).toHaveLength(2);
    const chunks: Buffer[] = [];
    for await (const chunk of connection.socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe("hello");
    expect(connection.bytesWritten).toBeGreaterThan(200); // a ClientHello at least
    expect(connection.bytesRead).toBeGreaterThan(700); // and a certificate
    await closed(link);
  });

  it("calls the place as it is told", async () => {
    const { port } = await serveTcp((peer) => peer.end("SSH-2.0-OpenSSH_9.2\r\n"));
    const error = await rejection(dial(443, { link: await bridge(port), address: "the robot on /dev/ttyUSB0" }));
    expect(error).toMatchObject({ code: "TLS_NOT_SPOKEN", phase: "tls", address: "the robot on /dev/ttyUSB0" });
    expect(String(error)).toContain("the robot on /dev/ttyUSB0: the port answers, but not in TLS");
  });

  const ENDS: readonly (readonly [string, (link: Duplex) => void, object])[] = [
    ["was destroyed before", (link) => link.destroy(), { code: "CONNECT_RESET" }],
    ["ends", (link) => link.push(null), { code: "CONNECT_RESET" }],
    ["is destroyed", (link) => setImmediate(() => link.destroy()), { code: "CONNECT_RESET" }],
    ["breaks", (link) => setImmediate(() => link.destroy(new Error("no carrier"))), { code: "TLS_HANDSHAKE_FAILED" }],
  ];
  it.each(ENDS)("fails where the link %s", async (_how, end, expected) => {
    const link = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    end(link);
    expect(await rejection(dial(443, { link, timeoutMs: 5000 }))).toMatchObject({ ...expected, phase: "tls" });
    await closed(link);
  });

  it("destroys the link when it gives up, before it begins too", async () => {
    const silent = (): Duplex => new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    const [late, unwanted] = [silent(), silent()];
    expect(await rejection(dial(443, { link: late, timeoutMs: 20 }))).toMatchObject({ code: "CONNECT_TIMEOUT" });
    await closed(late);
    const aborted = dial(443, { link: unwanted, signal: AbortSignal.abort("enough") });
    expect(await rejection(aborted)).toMatchObject({ code: "CONNECT_ABORTED" });
    await closed(unwanted);
  });

  it("survives a link that is destroyed below a connection in use", async () => {
    const { port } = await serve([robot], {}, (peer) => peer.resume());
    for (const make of [bridge, async (to: number) => connectTcp(to, "127.0.0.1")]) {
      const link = await make(port);
      const { socket } = await dial(port, { link });
      socket.write(Buffer.alloc(100_000));
      link.destroy(new Error("radio lost"));
      await closed(socket);
    }
  });
});

describe("connectTls and a name with several addresses", () => {
  /** A robot at 127.0.0.3, nothing at 127.0.0.2, and at 127.0.0.1 a port whose backlog is full: SYNs are dropped there. */
  async function hosts(): Promise<number> {
    const { port } = await serve([robot], {}, undefined, "127.0.0.3");
    const worker = new Worker(
      `const { parentPort, workerData } = require("node:worker_threads");
       const server = require("node:net").createServer();
       server.listen({ port: workerData, host: "127.0.0.1", backlog: 1 }, () => {
         parentPort.postMessage("listening");
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // accepts nobody, ever
       });`,
      { eval: true, workerData: port },
    );
    onTestFinished(async () => {
      await worker.terminate();
    });
    await new Promise((resolve) => worker.once("message", resolve));
    const fillers = [1, 2].map(() => connectTcp(port, "127.0.0.1"));
    onTestFinished(() => fillers.forEach((socket) => socket.destroy()));
    await Promise.all(fillers.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    return port;
  }

  it("reaches the one that answers, past one that refuses and one that swallows", async () => {
    const port = await hosts();
    const lookup = lookupOf("127.0.0.1", "127.0.0.2", "127.0.0.3");
    const { socket } = await dial(port, { host: "spot", lookup, addressAttemptMs: 50 });
    expect(socket.remoteAddress).toBe("127.0.0.3");
    socket.destroy();
  });

  it("says that none answered, by the first one's fault", async () => {
    const port = await hosts();
    const refused = dial(port, { host: "spot", lookup: lookupOf("127.0.0.2", "127.0.0.4"), addressAttemptMs: 50 });
    const error = await rejection(refused);
    expect(error).toMatchObject({ code: "CONNECT_REFUSED", phase: "tcp", address: `spot:${port}` });
    expect((error as Error).cause).toBeInstanceOf(AggregateError);
    const mixed = dial(port, { host: "spot", lookup: lookupOf("127.0.0.1", "127.0.0.2"), addressAttemptMs: 50 });
    expect(await rejection(mixed)).toMatchObject({ code: "CONNECT_TIMEOUT", phase: "tcp" });
  });

  it("gives up on an address that swallows when its time is over", async () => {
    const error = await rejection(dial(await hosts(), { timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "CONNECT_TIMEOUT", phase: "tcp", retryable: true });
    expect(String(error)).toContain("no TCP connection within 50 ms");
  });

  it("takes the address of the family that it connects from", async () => {
    const { port } = await serve([robot]);
    const lookup = lookupOf("::1", "127.0.0.1");
    const { socket } = await dial(port, { host: "spot", lookup, localAddress: "127.0.0.9" });
    expect([socket.localAddress, socket.remoteAddress]).toEqual(["127.0.0.9", "127.0.0.1"]);
    socket.destroy();
  });
});

describe("connectTls and what a system says", () => {
  const lookup =
    (code: string): LookupFunction =>
    (_name, _options, done) =>
      done(Object.assign(new Error(`getaddrinfo ${code}`), { code }), "");

  it("tells a name server that is silent from a name that is wrong", async () => {
    const again = await rejection(dial(443, { host: "spot", lookup: lookup("EAI_AGAIN") }));
    expect(again).toMatchObject({ code: "NAME_NOT_FOUND", phase: "tcp", retryable: true });
    const wrong = await rejection(dial(443, { host: "spot", lookup: lookup("ENOTFOUND") }));
    expect(wrong).toMatchObject({ code: "NAME_NOT_FOUND", phase: "tcp", retryable: false });
  });

  it("waits no longer for a name server than for a robot", async () => {
    const never = dial(443, { host: "spot", lookup: () => undefined, timeoutMs: 20 });
    expect(await rejection(never)).toMatchObject({ code: "CONNECT_TIMEOUT", phase: "tcp" });
  });

  const CODES: readonly (readonly [string, string])[] = [
    ["EHOSTUNREACH", "CONNECT_UNREACHABLE"],
    ["ENETUNREACH", "CONNECT_UNREACHABLE"],
    ["EHOSTDOWN", "CONNECT_UNREACHABLE"],
    ["ENETDOWN", "CONNECT_UNREACHABLE"],
    ["EADDRNOTAVAIL", "CONNECT_UNREACHABLE"],
    ["EADDRINUSE", "CONNECT_UNREACHABLE"],
    ["ETIMEDOUT", "CONNECT_TIMEOUT"],
    ["ECONNABORTED", "CONNECT_RESET"],
    ["EPIPE", "CONNECT_RESET"],
    ["EWHATEVER", "CONNECT_UNREACHABLE"],
  ];
  it.each(CODES)("takes %s for %s", (code, expected) => {
    const cause = Object.assign(new Error(`connect ${code}`), { code });
    const error = connectFailure(cause, "spot:443", "tcp");
    expect(error).toMatchObject({ code: expected, phase: "tcp", retryable: true, cause });
    expect(connectFailure(new AggregateError([cause]), "spot:443", "tcp").code).toBe("CONNECT_UNREACHABLE");
  });
});

describe("connectTls and its socket", () => {
  it("connects from the local port asked for, and says that it is taken", async () => {
    const seen = deferred<number | undefined>();
    const { port } = await serve([robot], {}, (peer) => seen.resolve(peer.remotePort));
    const { port: localPort } = await serveTcp();
    await new Promise((done) => [...servers][1]?.close(done));
    const { socket } = await dial(port, { localPort, localAddress: "127.0.0.1" });
    expect(await seen.promise).toBe(localPort);
    expect(await rejection(dial(port, { localPort, localAddress: "127.0.0.1" }))).toMatchObject({
      code: "CONNECT_UNREACHABLE",
      phase: "tcp",
    });
    socket.destroy();
  });

  it("finds the address of an interface", async () => {
    const [loopback] = Object.entries(networkInterfaces()).find(([, list]) => list?.[0]?.internal) ?? ["lo"];
    const { port } = await serve([robot]);
    const { socket } = await dial(port, { localAddress: interfaceAddress(loopback, "127.0.0.1") });
    expect(socket.localAddress).toBe("127.0.0.1");
    socket.destroy();
  });

  const face = (address: string): never =>
    ({ address, family: address.includes(":") ? "IPv6" : "IPv4", internal: false }) as never;
  const WLAN = { wlan0: ["192.168.80.101", "fd00::7", "fe80::7"].map(face), eth0: [face("fe80::9")] };
  it.each([
    ["wlan0", "192.168.80.3", "192.168.80.101"],
    ["wlan0", "spot-7", "192.168.80.101"],
    ["wlan0", "fd00::3", "fd00::7"],
    ["wlan0", "fe80::3%wlan0", "fe80::7%wlan0"],
    ["eth0", "fe80::3", "fe80::9%eth0"],
  ])("connects by %s to %s from %s", (name, host, address) => {
    expect(interfaceAddress(name, host, WLAN)).toBe(address);
  });

  it.each([
    ["wlan1", "192.168.80.3", "no such network interface, or it is down (up: wlan0, eth0)"],
    ["eth0", "192.168.80.3", "has no IPv4 address"],
    ["eth0", "fd00::3", "has no IPv6 address"],
  ])("says that there is no way by %s to %s", (name, host, text) => {
    const expected = { code: "CONNECT_UNREACHABLE", phase: "tcp", retryable: true };
    expect(() => interfaceAddress(name, host, WLAN)).toThrow(expect.objectContaining(expected));
    expect(() => interfaceAddress(name, host, WLAN)).toThrow(text);
  });
});

describe("connectTls and its key log", () => {
  it.each([
    [
      "TLSv1.3",
      [
        "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",
        "EXPORTER_SECRET",
        "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "SERVER_TRAFFIC_SECRET_0",
      ],
    ],
    ["TLSv1.2", ["CLIENT_RANDOM"]],
  ] as const)("hands out the secrets of %s, in the format of NSS", async (maxVersion, labels) => {
    const { port } = await serve([robot], { maxVersion });
    const lines: string[] = [];
    for (const link of [undefined, await bridge(port)]) {
      lines.length = 0;
      const { socket } = await dial(port, { link, keyLog: (line) => lines.push(Buffer.from(line).toString()) });
      for (const line of lines) expect(line).toMatch(/^[A-Z_0-9]+ [0-9a-f]{64} (?:[0-9a-f]{2}){32,48}\n$/);
      expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual(labels);
      expect(new Set(lines.map((line) => line.split(" ")[1])).size).toBe(1); // one client random
      socket.destroy();
    }
  });
});
