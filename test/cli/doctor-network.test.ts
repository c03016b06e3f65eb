/** The doctor's floors from the name to HTTP/2, each with its fault made on loopback. */
import { createSecureServer } from "node:http2";
import type { LookupFunction } from "node:net";
import { describe, expect, it } from "vitest";
import { findRoute } from "../../src/cli/doctor/floors/route.ts";
import { connectTcp } from "../../src/cli/doctor/floors/tcp.ts";
import { walk } from "../../src/cli/doctor/walk.ts";
import { DiscoveryError } from "../../src/discovery/index.ts";
import { proxyTunnel } from "../../src/proxy/index.ts";
import { startHttpProxy } from "../proxy/proxies.ts";
import { freePort, listen, startTcpPeer, startTlsPeer } from "../support/tls-peers.ts";
import { lastFinding, peerIdentity, peersRoot, startBlackHole, startTls, visitTo } from "./doctor-scene.ts";

const DAY_MS = 86_400_000;

function lookupGiving(...addresses: string[]): LookupFunction {
  return (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
}

function lookupFailing(code: string): LookupFunction {
  return (_name, _options, done) => done(Object.assign(new Error(code), { code }), "");
}

describe("name lookup", () => {
  it("passes an IP address without asking anybody", async () => {
    const [first] = await walk(
      visitTo(`127.0.0.1:${await freePort()}`, { means: { lookup: lookupFailing("ENOTFOUND") } }),
    );
    expect(first).toMatchObject({ floor: "name lookup", outcome: "pass", facts: { addresses: ["127.0.0.1"] } });
  });

  it("tells a name that nobody knows from name servers that do not answer", async () => {
    const unknown = await lastFinding("spot-7.example", { means: { lookup: lookupFailing("ENOTFOUND") } });
    expect(unknown).toMatchObject({ floor: "name lookup", outcome: "fail", seen: "no address (ENOTFOUND)" });
    expect(unknown.meaning).toMatch(/knows the name/);
    expect(unknown.remedy).toContain("192.168.80.3");
    const silent = await lastFinding("spot-7.example", { means: { lookup: lookupFailing("EAI_AGAIN") } });
    expect(silent.meaning).toMatch(/No name server answers/);
    expect(silent.facts).toMatchObject({ retryable: true });
  });

  it("says of a robot that is announced by nobody how to go on", async () => {
    const resolver = {
      resolve: () => Promise.reject(new DiscoveryError("DISCOVERY_NOT_FOUND", "nobody announces spot-7")),
      describe: () => "the robot named spot-7",
    };
    const finding = await lastFinding("spot-7", { resolver });
    expect(finding).toMatchObject({ floor: "name lookup", outcome: "fail", tried: "look for the robot named spot-7" });
    expect(finding.remedy).toContain("spotwire discover");
  });
});

describe("route", () => {
  it("fails where no interface leads to the address", async () => {
    // No socket may be connected to the broadcast address, whatever the routes are
    const finding = await lastFinding("255.255.255.255");
    expect(finding).toMatchObject({ floor: "route", outcome: "fail", facts: { code: "HOSTING_NO_ROUTE" } });
    expect(finding.meaning).toContain("not on the robot's network");
  });

  it("names interface and way, and takes the advice from it", async () => {
    const visit = visitTo("192.168.80.3", {
      means: {
        localAddressTowards: () => Promise.resolve("192.168.80.77"),
        interfaces: () => ({ wlan7: [{ address: "192.168.80.77", family: "IPv4" } as never] }),
        isWireless: (name) => name === "wlan7",
      },
    });
    visit.addresses = ["192.168.80.3"];
    expect(await findRoute(visit)).toMatchObject({
      outcome: "pass",
      seen: "by wlan7, wireless, from 192.168.80.77: the robot's own access point (wlan7)",
      facts: { way: "access-point", interface: "wlan7", isWireless: true },
    });
  });
});

describe("TCP", () => {
  it("tells a closed port: refused", async () => {
    const finding = await lastFinding(`127.0.0.1:${await freePort()}`);
    expect(finding).toMatchObject({ floor: "TCP", outcome: "fail", facts: { result: "refused" } });
    expect(finding.meaning).toContain("nothing listens on port");
  });

  it("tells a port that swallows packets: filtered", async () => {
    const finding = await lastFinding(`127.0.0.1:${await startBlackHole()}`, { timeoutMs: 200 });
    expect(finding).toMatchObject({ floor: "TCP", outcome: "fail", facts: { result: "no-answer" } });
    expect(finding.meaning).toContain("filtered");
    expect(finding.remedy).toContain("firewall");
  });

  it("tells an address without a route: unreachable", async () => {
    const visit = visitTo("224.0.0.1");
    // Connecting to a group is refused by this computer itself, with the error of a missing route
    visit.addresses = ["224.0.0.1"];
    visit.endpoint = { host: "224.0.0.1", port: 443 };
    expect(await connectTcp(visit)).toMatchObject({ outcome: "fail", facts: { result: "unreachable" } });
  });

  it("warns of a name whose first address does not answer, and goes on with the one that does", async () => {
    const port = await startTcpPeer((socket) => socket.end("220 hello\r\n"));
    const findings = await walk(
      visitTo(`spot-7.example:${port}`, { means: { lookup: lookupGiving("127.0.0.2", "127.0.0.1") } }),
    );
    const tcp = findings.find(({ floor }) => floor === "TCP");
    expect(tcp).toMatchObject({ outcome: "warn", facts: { result: "open" } });
    expect(tcp?.seen).toMatch(/^127\.0\.0\.2: refused .*; 127\.0\.0\.1: open/);
    expect(findings.at(-1)).toMatchObject({ floor: "TLS", outcome: "fail" });
  });

  it("through a proxy says what the proxy says, and skips what the proxy does", async () => {
    const { port: proxyPort } = await startHttpProxy(() => 403);
    const findings = await walk(visitTo("spot-7.example", { link: proxyTunnel(`http://127.0.0.1:${proxyPort}`) }));
    expect(findings.map(({ floor, outcome }) => [floor, outcome])).toEqual([
      ["name lookup", "skipped"],
      ["route", "skipped"],
      ["TCP", "fail"],
    ]);
    expect(findings.at(-1)).toMatchObject({ facts: { code: "PROXY_FORBIDDEN" } });
  });
});

describe("TCP through a proxy that says nothing", () => {
  it("is given up in time", async () => {
    const { port } = await startHttpProxy(() => "never");
    const link = proxyTunnel(`http://127.0.0.1:${port}`);
    const finding = await lastFinding("spot-7.example", { link, timeoutMs: 200 });
    expect(finding).toMatchObject({ floor: "TCP", outcome: "fail", facts: { code: "CONNECT_TIMEOUT" } });
    expect(finding.meaning).toContain("has not been reached");
  });
});

describe("TLS", () => {
  it("tells a port that accepts and says nothing", async () => {
    const port = await startTcpPeer((socket) => socket.resume());
    const finding = await lastFinding(`127.0.0.1:${port}`, { timeoutMs: 200 });
    expect(finding).toMatchObject({ floor: "TLS", outcome: "fail", facts: { code: "CONNECT_TIMEOUT" } });
    expect(finding.seen).toContain("says nothing");
  });

  it("tells a server without TLS", async () => {
    const port = await startTcpPeer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const finding = await lastFinding(`127.0.0.1:${port}`);
    expect(finding).toMatchObject({ floor: "TLS", outcome: "fail", facts: { code: "TLS_NOT_SPOKEN" } });
  });

  it("tells a connection that is cut in the handshake", async () => {
    const port = await startTcpPeer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const finding = await lastFinding(`127.0.0.1:${port}`);
    expect(finding).toMatchObject({ floor: "TLS", outcome: "fail", facts: { code: "CONNECT_RESET" } });
    expect(finding.meaning).toContain("firewall");
  });

  it("tells a server that has nothing newer than TLS 1.1", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const port = await startTls(await peerIdentity(), old);
    const finding = await lastFinding(`127.0.0.1:${port}`);
    expect(finding).toMatchObject({ floor: "TLS", outcome: "fail", facts: { code: "TLS_HANDSHAKE_FAILED" } });
    expect(finding.meaning).toContain("share no version");
  });

  for (const [what, ALPNProtocols, says] of [
    ["speaks HTTP/1.1 alone", ["http/1.1"], "http/1.1 by ALPN"],
    ["has no ALPN", undefined, "no protocol by ALPN"],
    ["speaks something else", ["spdy/3"], "refuses h2"],
  ] as const) {
    it(`tells a server that ${what}`, async () => {
      const options = ALPNProtocols === undefined ? {} : { ALPNProtocols: [...ALPNProtocols] };
      const finding = await lastFinding(`127.0.0.1:${await startTls(await peerIdentity(), options)}`);
      expect(finding).toMatchObject({ floor: "TLS", outcome: "fail", facts: { code: "TLS_NO_H2" } });
      expect(finding.seen).toContain(says);
    });
  }

  it("lists the versions a server takes", async () => {
    const port = await startTls(await peerIdentity(), { ALPNProtocols: ["h2"], maxVersion: "TLSv1.2" });
    const tls = (await walk(visitTo(`127.0.0.1:${port}`))).find(({ floor }) => floor === "TLS");
    expect(tls).toMatchObject({ outcome: "pass", facts: { version: "TLSv1.2", versions: ["TLSv1.2"], alpn: "h2" } });
  });
});

describe("chain", () => {
  it("without a root shows what is presented, says where to get one, and sends nothing more", async () => {
    const port = await startTls(await peerIdentity(), { ALPNProtocols: ["h2"] });
    const finding = await lastFinding(`127.0.0.1:${port}`);
    expect(finding).toMatchObject({ floor: "chain", outcome: "fail", facts: { reason: "no-roots" } });
    expect(finding.seen).toContain("presented: CN=peer");
    expect(finding.remedy).toContain("spotwire trust install");
  });

  it("tells a chain to another root", async () => {
    const { mintAuthority } = await import("../../src/tls/mint.ts");
    const { certificatePem } = await mintAuthority({ commonName: "my root" });
    const port = await startTls(await peerIdentity(), { ALPNProtocols: ["h2"] });
    const finding = await lastFinding(`127.0.0.1:${port}`, { roots: [certificatePem] });
    expect(finding).toMatchObject({ floor: "chain", outcome: "fail", facts: { reason: "unknown-issuer" } });
    expect(finding.remedy).toContain("Compare the issuer");
  });

  it("tells a chain that is over, and this computer's date", async () => {
    const notBefore = new Date(Date.now() - 10 * DAY_MS);
    const identity = await peerIdentity({ notBefore, notAfter: new Date(Date.now() - DAY_MS) });
    const { certificatePem } = await peersRoot();
    const port = await startTls(identity, { ALPNProtocols: ["h2"] });
    const finding = await lastFinding(`127.0.0.1:${port}`, { roots: [certificatePem] });
    expect(finding).toMatchObject({ floor: "chain", outcome: "fail", facts: { reason: "expired" } });
    expect(finding.meaning).toContain(new Date().toISOString().slice(0, 10));
    expect(finding.remedy).toContain("set the clock");
  });

  it("warns of a chain that ends soon", async () => {
    const identity = await peerIdentity({ notAfter: new Date(Date.now() + 5.5 * DAY_MS) });
    const port = await startTlsPeer(identity, (socket) => socket.end("no HTTP/2"));
    const { certificatePem } = await peersRoot();
    const findings = await walk(visitTo(`127.0.0.1:${port}`, { roots: [certificatePem] }));
    expect(findings.find(({ floor }) => floor === "chain")).toMatchObject({ outcome: "warn", facts: { daysLeft: 5 } });
  });

  it("says that what was given for roots is none", async () => {
    const port = await startTls(await peerIdentity(), { ALPNProtocols: ["h2"] });
    const finding = await lastFinding(`127.0.0.1:${port}`, { roots: ["no PEM"] });
    expect(finding).toMatchObject({ floor: "chain", outcome: "fail", facts: { code: "TRUST_STORE_MALFORMED" } });
  });
});

describe("HTTP/2", () => {
  it("tells a peer that agreed to h2 and speaks something else", async () => {
    const port = await startTlsPeer(await peerIdentity(), (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const { certificatePem } = await peersRoot();
    const finding = await lastFinding(`127.0.0.1:${port}`, { roots: [certificatePem] });
    expect(finding).toMatchObject({ floor: "HTTP/2", outcome: "fail", facts: { code: "TRANSPORT_PROTOCOL" } });
  });

  it("tells a peer that agreed to h2 and says nothing", async () => {
    const port = await startTlsPeer(await peerIdentity(), (socket) => socket.resume());
    const { certificatePem } = await peersRoot();
    const finding = await lastFinding(`127.0.0.1:${port}`, { roots: [certificatePem], timeoutMs: 500 });
    expect(finding).toMatchObject({ floor: "HTTP/2", outcome: "fail" });
    expect(finding.seen).toContain("no HTTP/2 SETTINGS");
  });

  it("warns of a peer that takes few streams at once", async () => {
    const { certificatePem: cert, privateKeyPem: key } = await peerIdentity();
    const server = createSecureServer({ cert, key, settings: { maxConcurrentStreams: 5 } });
    server.on("stream", (stream) => stream.on("error", () => undefined).close());
    const port = await listen(server);
    const { certificatePem } = await peersRoot();
    const findings = await walk(visitTo(`127.0.0.1:${port}`, { roots: [certificatePem] }));
    expect(findings.find(({ floor }) => floor === "HTTP/2")).toMatchObject({
      outcome: "warn",
      facts: { maxConcurrentStreams: 5 },
    });
  });
});
