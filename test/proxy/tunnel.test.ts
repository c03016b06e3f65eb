import { beforeAll, describe, expect, it } from "vitest";
import { createServer } from "node:net";
import { constants } from "node:http2";
import { ProxyError, proxyTunnel, type ProxyOptions } from "../../src/proxy/index.ts";
import type { MintedCertificate } from "../../src/tls/mint.ts";
import { connectTo, rejection, startRobot } from "../support/robots.ts";
import { freePort, listen, startTcpPeer, startTlsPeer } from "../support/tls-peers.ts";
import {
  mintProxyIdentity,
  type Policy,
  type Proxy,
  startHttp2Proxy,
  startHttpProxy,
  startHttpsProxy,
} from "./proxies.ts";

let identity: MintedCertificate;
let ca: string;

beforeAll(async () => {
  const minted = await mintProxyIdentity();
  identity = minted.identity;
  ca = minted.root.certificatePem;
});

interface Kind {
  readonly name: string;
  readonly httpVersion: string;
  readonly start: (policy?: Policy) => Promise<Proxy>;
  readonly url: (port: number, user?: string) => string;
}

const KINDS: readonly Kind[] = [
  {
    name: "http://, HTTP/1.1",
    httpVersion: "1.1",
    start: (policy) => startHttpProxy(policy),
    url: (port, user = "") => `http://${user}127.0.0.1:${port}`,
  },
  {
    name: "https://, HTTP/1.1",
    httpVersion: "1.1",
    start: (policy) => startHttpsProxy(identity, policy),
    url: (port, user = "") => `https://${user}localhost:${port}`,
  },
  {
    name: "https://, HTTP/2",
    httpVersion: "2.0",
    start: (policy) => startHttp2Proxy(identity, policy),
    url: (port, user = "") => `https://${user}localhost:${port}`,
  },
];

const TARGET = { host: "192.0.2.1", port: 443 } as const;

/** What asking for a tunnel fails with. */
function failure(url: string, options: ProxyOptions = {}, signal = new AbortController().signal): Promise<unknown> {
  return rejection(proxyTunnel(url, { ca, ...options })(TARGET, { signal }));
}

describe.each(KINDS)("a tunnel through a proxy of $name", ({ httpVersion, start, url }) => {
  it("carries everything, on a connection of its own for each authority, and closes with the robot", async () => {
    const proxy = await start();
    const simulator = await startRobot();
    const robot = await connectTo(simulator, { link: proxyTunnel(url(proxy.port), { ca }) });
    await robot.login(simulator.user, simulator.password);
    expect((await robot.listServices()).length).toBeGreaterThan(3);
    const { sessions, bytesSent, bytesReceived } = robot.stats();
    expect(proxy.asked).toHaveLength(sessions);
    expect(proxy.open.size).toBe(sessions);
    expect(new Set(proxy.asked.map(({ authority }) => authority))).toEqual(new Set([`127.0.0.1:${simulator.port}`]));
    expect(new Set(proxy.asked.map((each) => each.httpVersion))).toEqual(new Set([httpVersion]));
    expect(bytesSent).toBeGreaterThan(sessions * 500);
    expect(bytesReceived).toBeGreaterThan(sessions * 1000); // certificates
    const closed = Promise.all([...proxy.open].map((socket) => new Promise((done) => socket.once("close", done))));
    await robot.close();
    await closed;
  });

  it("connects anew by a new tunnel when the old one breaks", async () => {
    const proxy = await start();
    const simulator = await startRobot();
    const robot = await connectTo(simulator, { link: proxyTunnel(url(proxy.port), { ca }) });
    await robot.id();
    for (const socket of proxy.open) socket.destroy();
    const retry = async (): Promise<string> =>
      robot.id().then(
        ({ serialNumber }) => serialNumber,
        async (error: unknown) => {
          expect(error).toMatchObject({ retryable: true });
          return retry();
        },
      );
    expect(await retry()).toMatch(/^SIM-/);
    expect(proxy.asked).toHaveLength(2);
  });

  it("sends credentials to the proxy alone, percent-decoded, and other header fields", async () => {
    const proxy = await start(() => 407);
    const options = { headers: { "x-site": "hall 3" } };
    await failure(url(proxy.port, "us%40r:p%C3%A4ss@"), options);
    await failure(url(proxy.port, "us%40r:p%C3%A4ss@"), { username: "other", password: "" });
    await failure(url(proxy.port));
    expect(proxy.asked.map(({ headers }) => headers["proxy-authorization"])).toEqual([
      `Basic ${Buffer.from("us@r:päss").toString("base64")}`,
      `Basic ${Buffer.from("other:").toString("base64")}`,
      undefined,
    ]);
    expect(proxy.asked.map(({ headers }) => headers["x-site"])).toEqual(["hall 3", undefined, undefined]);
    expect(proxy.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  const STATUSES: readonly (readonly [number, string, boolean])[] = [
    [403, "PROXY_FORBIDDEN", false],
    [407, "PROXY_AUTHENTICATION_REQUIRED", false],
    [429, "PROXY_REFUSED", true],
    [405, "PROXY_REFUSED", false],
    [502, "PROXY_BAD_GATEWAY", true],
    [503, "PROXY_REFUSED", true],
    [504, "PROXY_GATEWAY_TIMEOUT", true],
  ];
  it.each(STATUSES)("says what HTTP %i means: %s", async (httpStatus, code, retryable) => {
    const proxy = await start(() => httpStatus);
    const where = url(proxy.port);
    const error = await failure(url(proxy.port, "spot:s3cret@"));
    expect(error).toBeInstanceOf(ProxyError);
    expect(error).toMatchObject({ code, httpStatus, retryable, proxy: where });
    expect(String(error)).toContain(`proxy ${where}: no tunnel to 192.0.2.1:443: HTTP ${httpStatus}: `);
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/s3cret|c3BvdDpzM2NyZXQ/);
    await Promise.all([...proxy.open].map((socket) => new Promise((done) => socket.once("close", done))));
  });

  it("tells wrong credentials from none", async () => {
    const proxy = await start(() => 407);
    expect(String(await failure(url(proxy.port)))).toContain("it wants credentials");
    expect(String(await failure(url(proxy.port, "a:b@")))).toContain("does not accept these credentials");
  });

  it("ends with its abort signal, and leaves no connection", async () => {
    const controller = new AbortController();
    const proxy = await start(() => {
      controller.abort("enough");
      return "never";
    });
    const error = await failure(url(proxy.port), {}, controller.signal);
    expect(error).toMatchObject({ code: "CONNECT_ABORTED", phase: "link", cause: "enough" });
    await Promise.all([...proxy.open].map((socket) => new Promise((done) => socket.once("close", done))));
    expect(await failure(url(proxy.port), {}, controller.signal)).toMatchObject({ code: "CONNECT_ABORTED" });
    expect(proxy.asked).toHaveLength(1);
  });
});

describe("a tunnel", () => {
  it("hands on what came with the proxy's answer", async () => {
    const port = await startTcpPeer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nearly"));
    const link = await proxyTunnel(`http://127.0.0.1:${port}`)(TARGET, { signal: new AbortController().signal });
    expect(Buffer.concat((await link.toArray()) as Buffer[]).toString()).toBe("early");
  });

  it("asks for an IPv6 robot in brackets", async () => {
    const proxy = await startHttpProxy(() => 502);
    const { signal } = new AbortController();
    await rejection(proxyTunnel(`127.0.0.1:${proxy.port}`)({ host: "fd00::3", port: 443 }, { signal }));
    expect(proxy.asked).toMatchObject([{ authority: "[fd00::3]:443", headers: { host: "[fd00::3]:443" } }]);
  });

  it("takes any 2xx for a tunnel", async () => {
    const port = await startTcpPeer((socket) => socket.end("HTTP/1.1 299 Fine\r\nContent-Length: 9\r\n\r\nnine more"));
    const link = await proxyTunnel(`http://127.0.0.1:${port}`)(TARGET, { signal: new AbortController().signal });
    // RFC 9110 §9.3.6: Content-Length says nothing there
    expect(Buffer.concat((await link.toArray()) as Buffer[]).toString()).toBe("nine more");
  });
});

describe("without a proxy that is one", () => {
  it("says that nothing listens", async () => {
    const port = await freePort();
    const error = await failure(`http://spot:s3cret@127.0.0.1:${port}`);
    expect(error).toMatchObject({ code: "PROXY_UNREACHABLE", retryable: true, cause: { code: "ECONNREFUSED" } });
    expect(String(error)).not.toContain("s3cret");
  });

  it("trusts neither an unknown root nor another host's certificate", async () => {
    const { port } = await startHttp2Proxy(identity);
    const stranger = await mintProxyIdentity();
    const untrusted = { code: "PROXY_UNTRUSTED", retryable: false };
    expect(await failure(`https://localhost:${port}`, { ca: stranger.root.certificatePem })).toMatchObject(untrusted);
    const system = proxyTunnel(`https://localhost:${port}`)(TARGET, { signal: new AbortController().signal });
    expect(await rejection(system)).toMatchObject(untrusted);
    const other = await stranger.root.issue({ commonName: "other", dnsNames: ["other.example"] });
    const elsewhere = await startTlsPeer(other, () => undefined);
    expect(await failure(`https://localhost:${elsewhere}`, { ca: stranger.root.certificatePem })).toMatchObject({
      ...untrusted,
      cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
    });
  });

  it("says that an https:// proxy speaks no TLS, and a port no HTTP", async () => {
    const { port } = await startHttpProxy();
    expect(await failure(`https://localhost:${port}`)).toMatchObject({ code: "PROXY_PROTOCOL" });
    const ssh = await startTcpPeer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    expect(await failure(`http://127.0.0.1:${ssh}`)).toMatchObject({ code: "PROXY_PROTOCOL", retryable: false });
    const noH2 = await startTlsPeer(identity, (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await failure(`https://localhost:${noH2}`)).toMatchObject({ code: "PROXY_PROTOCOL" });
  });

  it("says that the proxy closed before it answered", async () => {
    const plain = await startTcpPeer((socket) => socket.once("data", () => socket.end()));
    expect(await failure(`http://127.0.0.1:${plain}`)).toMatchObject({ code: "PROXY_CLOSED", retryable: true });
    const h2 = await startTlsPeer(identity, (socket) => socket.once("data", () => socket.end()));
    expect(await failure(`https://localhost:${h2}`)).toMatchObject({ code: "PROXY_CLOSED" });
    const refusing = (code: number): Promise<Proxy> =>
      startHttp2Proxy(identity, undefined, (stream) => {
        stream.close(code);
        return true;
      });
    const reset = await refusing(constants.NGHTTP2_REFUSED_STREAM);
    expect(await failure(`https://localhost:${reset.port}`)).toMatchObject({ code: "PROXY_CLOSED" });
    // RFC 9113 §8.5
    const unreachable = await refusing(constants.NGHTTP2_CONNECT_ERROR);
    expect(await failure(`https://localhost:${unreachable.port}`)).toMatchObject({ code: "PROXY_BAD_GATEWAY" });
  });

  it.each(["http", "https"])("gives up on an %s:// proxy that says nothing", async (scheme) => {
    const port = await listen(createServer((socket) => socket.resume()));
    const error = await failure(`${scheme}://localhost:${port}`, { timeoutMs: 50 });
    expect(error).toMatchObject({ code: "PROXY_TIMEOUT", retryable: true });
    expect(String(error)).toContain("within 50 ms");
  });
});

describe("a proxy's URL", () => {
  const BAD = ["", "http://", "socks5://127.0.0.1:1080", "ftp://proxy", "http://a%zz:s3cret@proxy", "http://p:999999"];
  it.each(BAD)("is refused: %j", (url) => {
    let error: unknown;
    try {
      proxyTunnel(url);
    } catch (reason) {
      error = reason;
    }
    expect(error).toMatchObject({ code: "PROXY_URL_INVALID", retryable: false, proxy: "" });
    expect(String(error)).not.toContain("s3cret");
  });

  it("comes with options that make sense", () => {
    expect(() => proxyTunnel("http://proxy", { timeoutMs: 0 })).toThrow(RangeError);
    expect(() => proxyTunnel("http://proxy", { username: "a:b" })).toThrow(TypeError);
  });
});
