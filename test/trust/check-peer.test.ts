import { createServer as createTcpServer } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { checkPeer, inspectPeer } from "../../src/trust/index.ts";
import { key, type Made } from "../tls/chain-maker.ts";
import { leaf, PAST } from "../tls/path-matrix.ts";
import { closeServers, deferred, listen, serveTcp } from "../tls/servers.ts";
import { freePort } from "../support/tls-peers.ts";
import { fleetNow, otherNow, read, rejection, robotNow, rootNow, sha256 } from "./support.ts";

const host = "127.0.0.1";

afterEach(closeServers);

async function serveChain(chain: readonly Made[], options: TlsOptions = {}): Promise<number> {
  const [own] = chain;
  const server = createTlsServer({
    key: own?.key.privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: chain.map(({ pem }) => pem).join(""),
    ALPNProtocols: ["h2"],
    ...options,
  });
  server.on("tlsClientError", () => undefined);
  return (await listen(server)).port;
}

describe("checkPeer", () => {
  it("shows a trusted chain: the path to its anchor, and what each certificate is", async () => {
    const port = await serveChain([robotNow, fleetNow]);
    const check = await checkPeer({ host, port, roots: [rootNow.pem] });
    expect(check).toMatchObject({
      address: `127.0.0.1:${port}`,
      tlsVersion: "TLSv1.3",
      cipherName: expect.stringMatching(/^TLS_/) as string,
      alpnProtocol: "h2",
      verdict: { trusted: true },
    });
    expect(check.chain.unreadable).toEqual([]);
    const [robot, fleet, root] = check.chain.certificates;
    expect(robot).toMatchObject({
      presentedAs: 0,
      isInPath: true,
      isAnchor: false,
      subject: "CN=robot",
      issuer: "CN=Fleet CA",
      isAuthority: false,
      publicKey: "EC, prime256v1",
      signatureAlgorithm: "ECDSA over SHA-256",
      subjectAltNames: ["DNS:*.spot.robot"],
      sha256: sha256(robotNow),
      daysLeft: 364,
      faults: [],
    });
    expect(fleet).toMatchObject({ presentedAs: 1, isAuthority: true });
    expect(root).toMatchObject({ presentedAs: undefined, isInPath: true, isAnchor: true });
  });

  it("shows a chain that is not trusted, with the faults where they belong", async () => {
    const robot = leaf(fleetNow, { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: PAST });
    const port = await serveChain([robot, otherNow, fleetNow]);
    const { verdict, chain } = await checkPeer({ host, port, roots: [rootNow.pem] });
    expect(verdict).toMatchObject({ trusted: false, reason: "expired" });
    expect(chain.certificates.map(({ subject, isInPath }) => [subject, isInPath])).toEqual([
      ["CN=robot", true],
      ["CN=Fleet CA", true],
      ["CN=Root", true],
      ["CN=Other Root", false],
    ]);
    expect(chain.certificates.map(({ faults }) => faults.map(({ reason }) => reason))).toEqual([
      ["expired"],
      [],
      [],
      [],
    ]);
    expect(chain.certificates[0]?.daysLeft).toBeLessThan(0);
  });

  it("shows a chain where there is nothing to judge it by", async () => {
    const port = await serveChain([robotNow, fleetNow]);
    const { verdict, chain } = await checkPeer({ host, port, roots: [] });
    expect(verdict).toBeUndefined();
    expect(chain.certificates.map(({ subject }) => subject)).toEqual(["CN=robot", "CN=Fleet CA"]);
  });

  it("judges by the clock it is given", async () => {
    const port = await serveChain([robotNow, fleetNow]);
    const now = (): number => read(robotNow).notAfterMs + 1000;
    const { verdict } = await checkPeer({ host, port, roots: [rootNow.pem], now });
    expect(verdict).toMatchObject({ trusted: false, reason: "expired" });
  });

  it("reads roots before it connects", async () => {
    expect(await rejection(checkPeer({ host, port: 1, roots: ["no PEM"] }))).toMatchObject({
      code: "TRUST_STORE_MALFORMED",
    });
  });

  it.each([
    ["RSA of 1024 bits", "rsa1024", "RSA, 1024 bits"],
    ["Ed25519", "ed25519", "ed25519"],
  ] as const)("shows a key of %s", async (_, kind, shown) => {
    const robot = leaf(rootNow, { key: key("robot", kind), notAfter: new Date(Date.now() + 1e10) });
    const port = await serveChain([robot], { ciphers: "DEFAULT:@SECLEVEL=0" });
    const { chain } = await checkPeer({ host, port, roots: [rootNow.pem] });
    expect(chain.certificates[0]).toMatchObject({ publicKey: shown });
  });
});

describe("inspectPeer", () => {
  it("speaks no byte after the handshake, and hangs up", async () => {
    const seen = deferred<number>();
    const [own] = [robotNow];
    const server = createTlsServer(
      { key: own.key.privateKey.export({ type: "pkcs8", format: "pem" }), cert: own.pem, ALPNProtocols: ["h2"] },
      (peer) => {
        let bytes = 0;
        peer.on("error", () => undefined);
        peer.on("data", (chunk: Uint8Array) => (bytes += chunk.length));
        peer.on("close", () => {
          seen.resolve(bytes);
        });
      },
    );
    const { port } = await listen(server);
    const { presented } = await inspectPeer({ host, port });
    expect(presented.map((der) => Buffer.from(der).equals(own.der))).toEqual([true]);
    expect(await seen.promise).toBe(0);
  });

  it("asks for the server name it is given", async () => {
    const asked = deferred<string>();
    const port = await serveChain([robotNow], {
      SNICallback: (name, done) => {
        asked.resolve(name);
        done(null);
      },
    });
    await inspectPeer({ host, port, serverName: "auth.spot.robot" });
    expect(await asked.promise).toBe("auth.spot.robot");
  });

  it.each([
    ["HTTP/1.1 alone", { ALPNProtocols: ["http/1.1"] }, "http/1.1"],
    ["no ALPN", { ALPNProtocols: [] }, undefined],
  ])("shows a peer that speaks %s", async (_, options, alpnProtocol) => {
    const port = await serveChain([robotNow], options);
    expect(await inspectPeer({ host, port })).toMatchObject({ alpnProtocol });
  });

  it("shows TLS 1.2", async () => {
    const port = await serveChain([robotNow], { maxVersion: "TLSv1.2" });
    expect(await inspectPeer({ host, port })).toMatchObject({ tlsVersion: "TLSv1.2", presented: [robotNow.der] });
  });

  it("says that nothing listens", async () => {
    const port = await freePort();
    expect(await rejection(inspectPeer({ host, port }))).toMatchObject({ code: "CONNECT_REFUSED", phase: "tcp" });
  });

  it("says that it is not TLS", async () => {
    const { port } = await serveTcp((peer) => peer.end("SSH-2.0-OpenSSH\r\n"));
    expect(await rejection(inspectPeer({ host, port }))).toMatchObject({ code: "TLS_NOT_SPOKEN", phase: "tls" });
  });

  it("says that the peer hung up", async () => {
    const { port } = await serveTcp((peer) => peer.destroy());
    expect(await rejection(inspectPeer({ host, port }))).toMatchObject({ code: "CONNECT_RESET", phase: "tls" });
  });

  it("waits no longer than it may", async () => {
    const { port } = await serveTcp();
    const error = await rejection(inspectPeer({ host, port, timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "CONNECT_TIMEOUT", phase: "tls" });
  });

  it("gives up when it is told to, before and in mid handshake", async () => {
    const abort = new AbortController();
    const { port } = await listen(
      createTcpServer(() => {
        abort.abort();
      }),
    );
    expect(await rejection(inspectPeer({ host, port, signal: abort.signal }))).toMatchObject({
      code: "CONNECT_ABORTED",
    });
    expect(await rejection(inspectPeer({ host, port, signal: abort.signal }))).toMatchObject({
      code: "CONNECT_ABORTED",
    });
  });
});
