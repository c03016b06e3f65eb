/** Which options Node's own `net.connect` is given: what it does with them shows on no socket. */
import * as net from "node:net";
import { expect, it, vi } from "vitest";
import { connectTls, type ConnectTlsOptions, TrustStore } from "../../src/tls/index.ts";
import { rejection } from "../support/robots.ts";
import { freePort } from "../support/tls-peers.ts";
import { mintKeys, mintRoot } from "./support.ts";

vi.mock("node:net", async (original) => {
  const real = await original<typeof net>();
  return { ...real, connect: vi.fn<typeof real.connect>(real.connect) };
});

const root = await mintRoot(await mintKeys());
const trustStore = TrustStore.fromPem(root.certificatePem);

const CASES: readonly (readonly [options: Partial<ConnectTlsOptions>, expected: object])[] = [
  [
    {},
    {
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 10_000,
      family: 0,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 2000,
    },
  ],
  [{ noDelay: false }, { noDelay: false }],
  [{ keepAliveDelayMs: 30_000 }, { keepAlive: true, keepAliveInitialDelay: 30_000 }],
  [{ localAddress: "127.0.0.1" }, { localAddress: "127.0.0.1", family: 4 }],
  [{ localAddress: "::1" }, { localAddress: "::1", family: 6 }],
  [{ addressAttemptMs: 300 }, { autoSelectFamilyAttemptTimeout: 300 }],
];

for (const [options, expected] of CASES) {
  it(`sets TCP up as asked: ${JSON.stringify(options)}`, async () => {
    const port = await freePort();
    await rejection(connectTls({ host: "127.0.0.1", port, serverName: "id.spot.robot", trustStore, ...options }));
    expect(vi.mocked(net.connect)).toHaveBeenLastCalledWith(expect.objectContaining({ port, ...expected }));
  });
}
