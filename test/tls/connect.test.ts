import { connect as connectHttp2, createSecureServer } from "node:http2";
import { once } from "node:events";
import { createServer as createTcpServer, connect as connectTcp, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ConnectError, connectTls, TrustError, TrustStore, type ConnectTlsOptions } from "../../src/tls/index.ts";
import { mintAuthority, mintSelfSigned, type Authority, type MintedCertificate } from "../../src/tls/mint.ts";
import { closeServers, deferred, listen, peers, serve, servers, serveTcp } from "./servers.ts";
import { mintKeys, mintRoot, NOW, VALID, type Keys } from "./support.ts";

let keys: Keys;
let root: Authority;
let robot: MintedCertificate;
let trustStore: TrustStore;

beforeAll(async () => {
  keys = await mintKeys();
  root = await mintRoot(keys);
  robot = await root.issue({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf });
  trustStore = TrustStore.fromPem(root.certificatePem);
});

afterEach(closeServers);

function dial(port: number, options: Partial<ConnectTlsOptions> = {}): ReturnType<typeof connectTls> {
  const base = { host: "127.0.0.1", port, serverName: "id.spot.robot", trustStore, now: () => NOW.getTime() };
  return connectTls({ ...base, ...options });
}

/** Dial, expect a failure, and see that the peer's side of the connection closes: nothing is left open. */
async function failure(port: number, options: Partial<ConnectTlsOptions> = {}): Promise<unknown> {
  const error: unknown = await dial(port, options).then(
    ({ socket }) => {
      socket.destroy();
      throw new Error("connected");
    },
    (reason: unknown) => reason,
  );
  await Promise.all([...peers].map((peer) => new Promise((done) => peer.once("close", done))));
  return error;
}

const untrusted = (reason: string): object => ({ code: "TRUST_REJECTED", reason, retryable: false });

describe("connectTls", () => {
  it("connects to a robot whose chain leads to the pinned root", async () => {
    const { port } = await serve([robot]);
    const { socket, address, path, tlsVersion } = await dial(port);
    expect(address).toBe(`127.0.0.1:${port}`);
    expect(path.map(({ subject }) => subject.text)).toEqual(["CN=robot", "CN=Test Root"]);
    expect(tlsVersion).toBe("TLSv1.3");
    socket.destroy();
  });

  it("verifies every certificate presented, unordered and surplus ones too", async () => {
    const fleet = await root.issueAuthority({
      commonName: "Fleet",
      ...VALID,
      privateKeyPem: keys.intermediate,
    });
    const site = await fleet.issueAuthority({ commonName: "Site", ...VALID, privateKeyPem: keys.stranger });
    const leaf = await site.issue({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf });
    const other = await mintAuthority({ commonName: "Other", ...VALID, privateKeyPem: keys.stranger });
    const { port } = await serve([leaf, other, root, fleet, site]);
    const { socket, path } = await dial(port);
    expect(path).toHaveLength(4);
    socket.destroy();
  });

  it("speaks TLS 1.2 with the same verdict", async () => {
    const { port } = await serve([robot], { maxVersion: "TLSv1.2" });
    const { socket, tlsVersion } = await dial(port);
    expect(tlsVersion).toBe("TLSv1.2");
    socket.destroy();
    const stranger = await mintSelfSigned({ commonName: "x", ...VALID, privateKeyPem: keys.stranger });
    const { port: strangePort } = await serve([stranger], { maxVersion: "TLSv1.2" });
    expect(await failure(strangePort)).toMatchObject(untrusted("self-signed"));
  });

  it("takes no notice of host names, and sends the server name asked for", async () => {
    const names = { dnsNames: ["another.example"] };
    const leaf = await root.issue({ commonName: "another", ...VALID, ...names, privateKeyPem: keys.leaf });
    const { promise: asked, resolve } = deferred<unknown>();
    const { port } = await serve([leaf], {}, (peer) => {
      resolve((peer as TLSSocket & { servername: unknown }).servername);
    });
    const { socket } = await dial(port, { serverName: "auth.spot.robot" });
    expect(await asked).toBe("auth.spot.robot");
    socket.destroy();
  });

  it("hands out a socket that node:http2 can use, with nothing sent on it before", async () => {
    const server = createSecureServer({ key: robot.privateKeyPem, cert: robot.certificatePem });
    server.on("stream", (stream) => {
      stream.respond({ ":status": 204 }, { endStream: true });
    });
    const { port } = await listen(server);
    const { socket } = await dial(port);
    expect([socket.bytesWritten, socket.readableFlowing]).toEqual([0, null]);
    const session = connectHttp2("https://id.spot.robot", { createConnection: () => socket });
    const stream = session.request({ ":path": "/" });
    const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
    expect(headers[":status"]).toBe(204);
    session.destroy();
  });

  it("counts bytes on the wire, TLS included", async () => {
    const { port } = await serve([robot], {}, (peer) => {
      peer.resume();
      peer.write(Buffer.alloc(10_000));
    });
    const connection = await dial(port);
    const before = connection.bytesWritten;
    expect(before).toBeGreaterThan(200); // a ClientHello at least
    let received = 0;
    connection.socket.write(Buffer.alloc(5000));
    for await (const chunk of connection.socket) {
      received += (chunk as Buffer).length;
      if (received === 10_000) break;
    }
    expect(connection.bytesRead).toBeGreaterThan(10_000 + 700); // and a certificate
    expect(connection.bytesWritten - before).toBeGreaterThan(5000);
    expect(connection.bytesWritten - before).toBeLessThan(5200);
    connection.socket.destroy();
  });

  it("never resumes a session, whatever the server offers", async () => {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      let seen = deferred<boolean>();
      const { port } = await serve([robot], { maxVersion }, (peer) => {
        seen.resolve(peer.isSessionReused());
      });
      for (let connection = 0; connection < 2; connection++) {
        seen = deferred<boolean>();
        const { socket, path } = await dial(port);
        expect([socket.isSessionReused(), await seen.promise, path.length]).toEqual([false, false, 2]);
        socket.destroy();
      }
    }
  });

  it("refuses renegotiation, which could change the certificate after the verdict", async () => {
    const { promise: outcome, resolve } = deferred<unknown>();
    const { port } = await serve([robot], { maxVersion: "TLSv1.2" }, (peer) => {
      peer.on("error", resolve).renegotiate({}, resolve);
    });
    const { socket } = await dial(port);
    socket.resume();
    expect(await outcome).toBeInstanceOf(Error);
    socket.destroy();
  });

  it("lets an error after the hand-over pass without crashing", async () => {
    const { port } = await serve([robot], {}, (peer) => peer.write("established"));
    const { promise: relayed, resolve } = deferred<Socket>();
    const relay = await listen(
      createTcpServer((peer) => {
        peer.pipe(connectTcp(port, "127.0.0.1")).pipe(peer);
        resolve(peer);
      }),
    );
    const { socket } = await dial(relay.port);
    await once(socket, "data");
    const closed = new Promise<boolean>((done) => socket.on("close", done));
    (await relayed).resetAndDestroy();
    expect(await closed).toBe(true); // by an error, which nobody listened to
  });
});

describe("connectTls on a peer that is not trusted", () => {
  const other = (commonName: string): Promise<Authority> =>
    mintAuthority({ commonName, ...VALID, privateKeyPem: keys.stranger });
  const leafOf = (authority: Authority, options: object = {}): Promise<MintedCertificate> =>
    authority.issue({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf, ...options });

  const CASES: readonly (readonly [string, string, () => Promise<readonly MintedCertificate[]>])[] = [
    ["another root", "unknown-issuer", async () => [await leafOf(await other("Other")), await other("Other")]],
    ["another root of the same name", "bad-signature", async () => [await leafOf(await other("Test Root"))]],
    ["an expired certificate", "expired", async () => [await leafOf(root, { notAfter: new Date("2026-02-01") })]],
    [
      "a self-signed certificate",
      "self-signed",
      async () => [await mintSelfSigned({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf })],
    ],
    [
      "a signer that is no CA",
      "issuer-not-ca",
      async () => {
        const shape = { commonName: "robot 1", ...VALID, isCa: false, keyUsage: null } as const;
        const signer = await root.issueAuthority({ ...shape, privateKeyPem: keys.intermediate });
        return [await leafOf(signer), signer];
      },
    ],
  ];
  for (const [name, reason, chain] of CASES) {
    it(`refuses ${name}: ${reason}`, async () => {
      const bytes: Buffer[] = [];
      const { port } = await serve(await chain(), {}, (peer) => peer.on("data", (chunk: Buffer) => bytes.push(chunk)));
      const error = await failure(port);
      expect(error).toBeInstanceOf(TrustError);
      expect(error).toMatchObject({ ...untrusted(reason), address: `127.0.0.1:${port}` });
      expect(bytes).toEqual([]); // not one byte of HTTP/2 went out
    });
  }

  it("judges validity by the clock it is given", async () => {
    const { port } = await serve([robot]);
    expect(await failure(port, { now: () => Date.UTC(2030, 0) })).toMatchObject(untrusted("expired"));
    expect(await failure(port, { now: () => Date.UTC(2020, 0) })).toMatchObject(untrusted("not-yet-valid"));
  });

  it("refuses it before it looks at ALPN", async () => {
    const chain = [await mintSelfSigned({ commonName: "web", ...VALID, privateKeyPem: keys.leaf })];
    const { server, port } = await listen(
      createTlsServer({ key: chain[0]?.privateKeyPem, cert: chain[0]?.certificatePem }),
    );
    expect(server.listening).toBe(true);
    expect(await failure(port)).toMatchObject(untrusted("self-signed"));
  });

  it("relies on OpenSSL for the handshake signature, which proves the peer holds the key", async () => {
    const { port } = await serve([robot], { maxVersion: "TLSv1.2" });
    const { port: forgedPort } = await listen(createTcpServer((peer) => forgeSignature(peer, port)));
    expect(await failure(forgedPort)).toMatchObject({ code: "TLS_HANDSHAKE_FAILED", phase: "tls" });
  });
});

/** Relay to a TLS 1.2 server, but flip the last byte of its ServerKeyExchange: the signature (RFC 5246 §7.4.3). */
function forgeSignature(peer: Socket, port: number): void {
  const upstream = connectTcp(port, "127.0.0.1");
  peers.add(upstream);
  upstream.on("error", () => undefined).on("close", () => peer.destroy());
  peer.on("close", () => upstream.destroy()).pipe(upstream);
  let flight = Buffer.alloc(0);
  upstream.on("data", (chunk) => {
    flight = Buffer.concat([flight, chunk]);
    if (flight.indexOf(Buffer.from([14, 0, 0, 0])) < 0) return; // ServerHelloDone ends the flight
    for (let at = 0; at + 5 < flight.length; at += 5 + flight.readUInt16BE(at + 3)) {
      // a record of type handshake (22) that starts with a ServerKeyExchange (12)
      if (flight[at] !== 22 || flight[at + 5] !== 12) continue;
      const last = at + 9 + flight.readUIntBE(at + 6, 3) - 1;
      flight.writeUInt8((flight[last] ?? 0) ^ 1, last);
    }
    peer.write(flight);
    flight = Buffer.alloc(0);
  });
}

describe("connectTls without a connection", () => {
  it("says that the port is closed", async () => {
    const { server, port } = await listen(createTcpServer());
    await new Promise((done) => server.close(done));
    servers.delete(server);
    expect(await failure(port)).toMatchObject({
      code: "CONNECT_REFUSED",
      phase: "tcp",
      address: `127.0.0.1:${port}`,
      retryable: true,
      cause: { code: "ECONNREFUSED" },
    });
  });

  it("says that a name does not exist", async () => {
    // RFC 6761 §6.4: .invalid never resolves. Without any name server the answer is "try again".
    expect(await failure(443, { host: "robot.invalid" })).toMatchObject({
      code: "NAME_NOT_FOUND",
      phase: "tcp",
    });
  });

  it("says that the local address is not this computer's", async () => {
    const { port } = await serve([robot]);
    expect(await failure(port, { localAddress: "192.0.2.1" })).toMatchObject({ code: "CONNECT_UNREACHABLE" });
    const { socket } = await dial(port, { localAddress: "127.0.0.2" });
    expect(socket.localAddress).toBe("127.0.0.2");
    socket.destroy();
  });

  it("gives up on a port that accepts and says nothing", async () => {
    const { port } = await serveTcp();
    const error = await failure(port, { timeoutMs: 50 });
    expect(error).toMatchObject({ code: "CONNECT_TIMEOUT", phase: "tls", retryable: true });
    expect(String(error)).toContain("no TLS handshake ended within 50 ms");
  });

  const PLAINTEXT: readonly (readonly [string, Buffer])[] = [
    ["HTTP/1.1", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["SSH", Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")],
    ["HTTP/2 in clear text", Buffer.from("00001204000000000000030000006400", "hex")],
  ];
  for (const [name, greeting] of PLAINTEXT) {
    it(`says that the port speaks no TLS: ${name}`, async () => {
      const { port } = await serveTcp((peer) => peer.end(greeting));
      expect(await failure(port)).toMatchObject({ code: "TLS_NOT_SPOKEN", phase: "tls", retryable: false });
    });
  }

  it("says that the peer reset the connection during the handshake", async () => {
    const { port } = await serveTcp((peer) => peer.once("data", () => peer.resetAndDestroy()));
    expect(await failure(port)).toMatchObject({ code: "CONNECT_RESET", phase: "tls", retryable: true });
  });

  it("says that the peer closed the connection during the handshake", async () => {
    const { port } = await serveTcp((peer) => peer.end());
    expect(await failure(port)).toMatchObject({ code: "CONNECT_RESET", phase: "tls" });
  });

  it("refuses a peer of TLS 1.1", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const { port } = await serve([robot], old);
    const error = await failure(port);
    expect(error).toMatchObject({ code: "TLS_HANDSHAKE_FAILED", phase: "tls", retryable: false });
    expect(String(error)).toContain("no TLS newer than 1.1");
  });

  it("refuses a peer without HTTP/2, whether it says so or not", async () => {
    const silent = await listen(createTlsServer({ key: robot.privateKeyPem, cert: robot.certificatePem }));
    expect(await failure(silent.port)).toMatchObject({ code: "TLS_NO_H2", retryable: false });
    const { port } = await serve([robot], { ALPNProtocols: ["http/1.1"] });
    expect(await failure(port)).toMatchObject({ code: "TLS_NO_H2", retryable: false });
  });

  it("refuses options that make no sense", async () => {
    await expect(dial(0)).rejects.toThrow(RangeError);
    await expect(dial(443, { timeoutMs: 0 })).rejects.toThrow(RangeError);
    await expect(dial(443, { host: "" })).rejects.toThrow(TypeError);
    await expect(dial(443, { serverName: "192.168.80.3" })).rejects.toThrow(TypeError);
    await expect(dial(443, { localAddress: "nonsense" })).rejects.toThrow(TypeError);
  });
});

describe("connectTls and its abort signal", () => {
  const givenUp = { code: "CONNECT_ABORTED", retryable: false, cause: "enough" };

  it("opens no connection once aborted", async () => {
    let accepted = 0;
    const { port } = await serveTcp(() => accepted++);
    expect(await failure(port, { signal: AbortSignal.abort("enough") })).toMatchObject(givenUp);
    expect(accepted).toBe(0);
  });

  it("ends during the TCP connection", async () => {
    const controller = new AbortController();
    const { port } = await serve([robot]);
    const failed = failure(port, { signal: controller.signal });
    controller.abort("enough");
    expect(await failed).toMatchObject({ ...givenUp, phase: "tcp" });
  });

  it("ends during the handshake", async () => {
    const controller = new AbortController();
    const { port } = await serveTcp((peer) => peer.once("data", () => controller.abort("enough")));
    expect(await failure(port, { signal: controller.signal })).toMatchObject({ ...givenUp, phase: "tls" });
  });

  it("has no hold on a connection handed out, nor leaves a listener", async () => {
    const controller = new AbortController();
    const { port } = await serve([robot]);
    const { socket } = await dial(port, { signal: controller.signal });
    controller.abort();
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  it("leaves neither timers nor sockets behind, however it ends", async () => {
    const open = (): string[] =>
      process.getActiveResourcesInfo().filter((kind) => /Timeout|TCPSocketWrap|TLS/.test(kind));
    const { port } = await serveTcp((peer) => peer.destroy());
    const before = open();
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(await failure(port, { timeoutMs: 600_000 })).toBeInstanceOf(ConnectError);
    }
    await new Promise(setImmediate);
    expect(open().length).toBeLessThanOrEqual(before.length);
  });
});
