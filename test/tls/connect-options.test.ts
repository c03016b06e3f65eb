/** Which options Node's own `tls.connect` is given, and what is set on its socket: what becomes of them shows nowhere. */
import { Socket } from "node:net";
import * as tls from "node:tls";
import { afterEach, expect, it, vi } from "vitest";
import { connectTls, type ConnectTlsOptions, TrustStore } from "../../src/tls/index.ts";
import { rejection } from "../support/robots.ts";
import { freePort } from "../support/tls-peers.ts";
import { closeServers, serveTcp } from "./servers.ts";
import { mintKeys, mintRoot } from "./support.ts";

vi.mock("node:tls", async (original) => {
  const real = await original<typeof tls>();
  return { ...real, connect: vi.fn<typeof real.connect>(real.connect) };
});

afterEach(closeServers);

const root = await mintRoot(await mintKeys());
const trustStore = TrustStore.fromPem(root.certificatePem);
const AT_ONCE = { host: "127.0.0.1", serverName: "id.spot.robot", trustStore };

const CASES: readonly (readonly [options: Partial<ConnectTlsOptions>, expected: object])[] = [
  [{}, { family: 0, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2000 }],
  [{ localAddress: "127.0.0.1" }, { localAddress: "127.0.0.1", family: 4 }],
  [{ localAddress: "::1" }, { localAddress: "::1", family: 6 }],
  [{ addressAttemptMs: 300 }, { autoSelectFamilyAttemptTimeout: 300 }],
];

for (const [options, expected] of CASES) {
  it(`sets TCP up as asked: ${JSON.stringify(options)}`, async () => {
    const port = await freePort();
    await rejection(connectTls({ ...AT_ONCE, port, ...options }));
    expect(vi.mocked(tls.connect)).toHaveBeenLastCalledWith(expect.objectContaining({ port, ...expected }));
  });
}

const ON_SOCKET: readonly (readonly [options: Partial<ConnectTlsOptions>, noDelay: boolean, keepAliveMs: number])[] = [
  [{}, true, 10_000],
  [{ noDelay: false }, false, 10_000],
  [{ keepAliveDelayMs: 30_000 }, true, 30_000],
];

for (const [options, noDelay, keepAliveMs] of ON_SOCKET) {
  it(`sets the connected socket up as asked: ${JSON.stringify(options)}`, async () => {
    const setNoDelay = vi.spyOn(Socket.prototype, "setNoDelay");
    const setKeepAlive = vi.spyOn(Socket.prototype, "setKeepAlive");
    const { port } = await serveTcp((peer) => peer.end("SSH-2.0-OpenSSH_9.2\r\n"));
    await rejection(connectTls({ ...AT_ONCE, port, ...options }));
    expect(setNoDelay).toHaveBeenLastCalledWith(noDelay);
    expect(setKeepAlive).toHaveBeenLastCalledWith(true, keepAliveMs);
    vi.restoreAllMocks();
  });
}
