import { createServer as createTlsServer } from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { RobotIdClient } from "../../src/services/robot-id.ts";
import { AuthClient } from "../../src/services/auth.ts";
import { RobotStateClient } from "../../src/services/robot-state/client.ts";
import { type ConnectLeanOptions, connectLean } from "../../src/lean/index.ts";
import { ConnectError, TrustError, TrustStoreError } from "../../src/tls/index.ts";
import { mintAuthority } from "../../src/tls/mint.ts";
import { rejection, startRobot } from "../support/robots.ts";
import { freePort, listen, startTcpPeer, startTlsPeer } from "../support/tls-peers.ts";
import { leanOptions, mintScene, open, type Scene } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await mintScene();
});

/** What an attempt fails with. */
const failure = (port: number, options: Partial<ConnectLeanOptions> = {}): Promise<unknown> =>
  rejection(connectLean(leanOptions(scene.root, port, options)));

describe("connectLean to a robot", () => {
  it("reads who it is", async () => {
    const simulator = await startRobot();
    const channel = await open({ root: { certificatePem: simulator.rootsPem } as Scene["root"] }, simulator.port);
    expect((await new RobotIdClient(channel).getRobotId()).serialNumber).not.toBe("");
  });

  it("logs in on one connection, and reads the state on another with the token", async () => {
    const simulator = await startRobot();
    const at = { host: "127.0.0.1", port: simulator.port, trustAnchors: [simulator.rootsPem] };
    const auth = await connectLean({ ...at, authority: AuthClient.authority });
    const token = await new AuthClient(auth).login(simulator.user, simulator.password);
    await auth.close();
    let asked = 0;
    const state = await connectLean({
      ...at,
      authority: "state.spot.robot",
      token: () => (asked++ === 0 ? undefined : token),
    });
    const client = new RobotStateClient(state);
    expect(await rejection(client.getRobotState())).toMatchObject({ status: "UNAUTHENTICATED" });
    expect((await client.getRobotState()).kinematicState).toBeDefined();
    await state.close();
  });
});

describe("connectLean and trust", () => {
  const refusal = async (trustAnchors: string, now?: () => number): Promise<TrustError> => {
    let hasData = false;
    const port = await startTlsPeer(scene.identity, (socket) => socket.on("data", () => (hasData = true)));
    const error = await failure(port, { trustAnchors, now });
    expect(hasData).toBe(false);
    expect(error).toBeInstanceOf(TrustError);
    expect(error).toMatchObject({ code: "TRUST_REJECTED", address: `127.0.0.1:${port}`, retryable: false });
    return error as TrustError;
  };

  it("refuses a robot of another root before a byte of HTTP/2, and says what to do", async () => {
    const { certificatePem } = await mintAuthority({ commonName: "Other Root" });
    const error = await refusal(certificatePem);
    expect(error).toMatchObject({ reason: "unknown-issuer", subject: "CN=robot" });
    expect(error.message).toContain("trustAnchors");
    expect(error.message).toContain("spotwire trust check");
    expect(error.verdict).toMatchObject({ trusted: false, rejected: [{ reason: "unknown-issuer" }] });
  });

  it("refuses an expired certificate, and asks for a look at the clock", async () => {
    const error = await refusal(scene.root.certificatePem, () => Date.now() + 200 * 365 * 86_400_000);
    expect(error.reason).toBe("expired");
    expect(error.message).toContain("clock");
  });

  it("prints a hostile name on one line, with nothing that a terminal obeys", async () => {
    const hostile = await mintAuthority({ commonName: "a\u001B[31m\n\u202Eb" });
    const port = await startTlsPeer(hostile, () => undefined);
    const { message } = (await failure(port)) as Error;
    expect(message).not.toMatch(/[\p{C}]/u);
  });

  it("takes no anchors that cannot be read, and not none", async () => {
    const good = scene.root.certificatePem;
    for (const trustAnchors of [
      good.slice(0, -40),
      `${good}-----BEGIN CERTIFICATE-----\nMII`,
      good.replace("\nM", "\n*M"),
      good.replaceAll("CERTIFICATE", "PRIVATE KEY"),
    ]) {
      const error = await failure(1, { trustAnchors });
      expect(error).toBeInstanceOf(TrustStoreError);
      expect(error).toMatchObject({ code: "TRUST_STORE_MALFORMED" });
    }
    expect(await failure(1, { trustAnchors: "no certificate" })).toMatchObject({ code: "TRUST_STORE_EMPTY" });
    expect(await failure(1, { trustAnchors: [] })).toMatchObject({ code: "TRUST_STORE_EMPTY" });
  });
});

describe("connectLean without a connection", () => {
  it("says that the port is closed", async () => {
    const error = await failure(await freePort());
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({
      code: "CONNECT_REFUSED",
      phase: "tcp",
      retryable: true,
      cause: { code: "ECONNREFUSED" },
    });
  });

  it("says that a name does not exist", async () => {
    // RFC 6761 §6.4: .invalid never resolves
    expect(await failure(443, { host: "robot.invalid" })).toMatchObject({ code: "NAME_NOT_FOUND", phase: "tcp" });
  });

  it("gives up on a port that accepts and says nothing", async () => {
    const port = await startTcpPeer((socket) => socket.resume());
    expect(await failure(port, { timeoutMs: 50 })).toMatchObject({
      code: "CONNECT_TIMEOUT",
      phase: "tls",
      retryable: true,
    });
  });

  for (const [name, greeting] of [
    ["HTTP/1.1", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["SSH", Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")],
    ["HTTP/2 in clear text", Buffer.from("00001204000000000000030000006400", "hex")],
  ] as const) {
    it(`says that the port speaks no TLS: ${name}`, async () => {
      const port = await startTcpPeer((socket) => socket.resume().end(greeting));
      expect(await failure(port)).toMatchObject({ code: "TLS_NOT_SPOKEN", phase: "tls", retryable: false });
    });
  }

  it("says that the peer closed the connection during the handshake", async () => {
    const port = await startTcpPeer((socket) => socket.resume().end());
    expect(await failure(port)).toMatchObject({ code: "CONNECT_RESET", phase: "tls", retryable: true });
  });

  it("refuses a peer without HTTP/2, whether it says so or not", async () => {
    const { certificatePem: cert, privateKeyPem: key } = scene.identity;
    for (const more of [{}, { ALPNProtocols: ["http/1.1"] }]) {
      const server = createTlsServer({ cert, key, ...more });
      server.on("tlsClientError", () => undefined);
      expect(await failure(await listen(server))).toMatchObject({ code: "TLS_NO_H2", phase: "tls", retryable: false });
    }
  });

  it("refuses a peer of TLS 1.1", async () => {
    const { certificatePem: cert, privateKeyPem: key } = scene.identity;
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const server = createTlsServer({ cert, key, ALPNProtocols: ["h2"], ...old });
    server.on("tlsClientError", () => undefined);
    expect(await failure(await listen(server))).toMatchObject({
      code: "TLS_HANDSHAKE_FAILED",
      phase: "tls",
      retryable: false,
    });
  });

  it("ends with the caller's signal, in any phase", async () => {
    const givenUp = { code: "CONNECT_ABORTED", retryable: false, cause: "enough" };
    let accepted = 0;
    const controller = new AbortController();
    const port = await startTcpPeer((socket) => {
      accepted++;
      socket.once("data", () => controller.abort("enough"));
    });
    expect(await failure(port, { signal: AbortSignal.abort("enough") })).toMatchObject(givenUp);
    expect(accepted).toBe(0);
    expect(await failure(port, { signal: controller.signal })).toMatchObject({ ...givenUp, phase: "tls" });
  });

  it("refuses options that make no sense", async () => {
    expect(await failure(0)).toBeInstanceOf(RangeError);
    expect(await failure(65_536)).toBeInstanceOf(RangeError);
    for (const timeoutMs of [0, Number.NaN, 2 ** 31])
      expect(await failure(1, { timeoutMs })).toBeInstanceOf(RangeError);
    expect(await failure(1, { host: "" })).toBeInstanceOf(TypeError);
    expect(await failure(1, { authority: "192.168.80.3" })).toBeInstanceOf(TypeError);
  });

  it("leaves neither timers nor sockets behind", async () => {
    const open = (): number => process.getActiveResourcesInfo().filter((kind) => /Timeout|TCP|TLS/.test(kind)).length;
    const port = await startTcpPeer((socket) => socket.destroy());
    const before = open();
    for (let attempt = 0; attempt < 10; attempt++) expect(await failure(port)).toBeInstanceOf(ConnectError);
    await new Promise(setImmediate);
    expect(open()).toBeLessThanOrEqual(before);
  });
});
