/**
 * What a user meets on a bad day, one row each: every one ends in its own typed error, with a sentence that says what to
 * do, and never in a hang, a crash or an unhandled rejection.
 */
import type { ServerHttp2Stream } from "node:http2";
import { beforeAll, describe, expect, it } from "vitest";
import { SpotError } from "../../src/errors.ts";
import { connect } from "../../src/robot/connect.ts";
import type { Robot } from "../../src/robot/robot.ts";
import { AuthClient, RobotStateClient } from "../../src/services/index.ts";
import { type Authority, mintAuthority, type MintedCertificate, mintSelfSigned } from "../../src/tls/mint.ts";
import { ManualSimClock } from "../support/manual-sim-clock.ts";
import { connectLoggedIn, connectTo, rejection, startRobot } from "../support/robots.ts";
import { freePort, startHttp2Peer, startTcpPeer, startTlsPeer } from "../support/tls-peers.ts";

let root: Authority;
let identity: MintedCertificate;

beforeAll(async () => {
  root = await mintAuthority({ commonName: "Test root" });
  identity = await root.issue({ commonName: "test.spot.robot" });
});

interface Expected {
  readonly code: string;
  readonly says: RegExp;
  readonly [fact: string]: unknown;
}

/** A typed error of ours, with its code, its facts and advice in its text. */
function expectError(error: unknown, { code, says, ...facts }: Expected): void {
  expect(error).toBeInstanceOf(SpotError);
  expect(error).toMatchObject({ code, ...facts });
  expect((error as SpotError).message).toMatch(says);
}

/** Connect to a port that is not a simulator. */
function connectPort(port: number, roots = root.certificatePem, connectTimeoutMs = 5000): Promise<Robot> {
  return connect(`127.0.0.1:${port}`, { roots, connectTimeoutMs });
}

/** The error of one call to an HTTP/2 peer. */
async function callPeer(onStream: (stream: ServerHttp2Stream) => void): Promise<unknown> {
  await using robot = await connectPort(await startHttp2Peer(identity, onStream));
  return await rejection(robot.id());
}

describe("a login", () => {
  it("with a wrong password is InvalidLoginError", async () => {
    const simulator = await startRobot();
    const robot = await connectTo(simulator);
    const error = await rejection(robot.login(simulator.user, "s3cret-guess"));
    expectError(error, { code: "AUTH_INVALID_LOGIN", status: 2, retryable: false, says: /check both/ });
    expect((error as SpotError).message).not.toContain("s3cret");
    expect(robot.isLoggedIn).toBe(false);
  });

  it("of an unknown user is InvalidLoginError", async () => {
    const robot = await connectTo(await startRobot());
    expectError(await rejection(robot.login("nobody", "x")), {
      code: "AUTH_INVALID_LOGIN",
      says: /user name/,
    });
  });

  it("after six failures is TemporarilyLockedOutError, for a minute, even with the right password", async () => {
    const clock = new ManualSimClock();
    const simulator = await startRobot({ clock });
    const robot = await connectTo(simulator);
    for (let i = 0; i < 6; i++) {
      expectError(await rejection(robot.login(simulator.user, "wrong")), {
        code: "AUTH_INVALID_LOGIN",
        says: /password/,
      });
      clock.advance(1000);
    }
    const locked = await rejection(robot.login(simulator.user, simulator.password));
    expectError(locked, { code: "AUTH_TEMPORARILY_LOCKED_OUT", retryable: true, says: /wait a minute/ });
    clock.advance(60_000);
    await robot.login(simulator.user, simulator.password);
    expect(robot.isLoggedIn).toBe(true);
  });

  it("that is tried too often is TooManyRequestsError", async () => {
    const simulator = await startRobot({ clock: new ManualSimClock() });
    const robot = await connectTo(simulator);
    for (let i = 0; i < 5; i++) await robot.login(simulator.user, simulator.password);
    expectError(await rejection(robot.login(simulator.user, simulator.password)), {
      code: "RPC_TOO_MANY_REQUESTS",
      retryable: true,
      httpStatus: 429,
      says: /call less often/,
    });
  });

  it("with an expired token is InvalidTokenError, and calls with it are UnauthenticatedError", async () => {
    const clock = new ManualSimClock();
    const { robot, simulator } = await connectLoggedIn({ clock, tokenLifetimeMs: 1000 });
    const token = await robot.client(AuthClient).login(simulator.user, simulator.password);
    await robot.listServices();
    clock.advance(1001);
    expectError(await rejection(robot.listServices()), {
      code: "RPC_UNAUTHENTICATED",
      status: "UNAUTHENTICATED",
      retryable: false,
      says: /log in again/,
    });
    const error = await rejection(robot.loginWithToken(token));
    expectError(error, { code: "AUTH_INVALID_TOKEN", status: 3, says: /log in with user name and password/ });
    expect((error as SpotError).message).not.toContain(token);
  });

  it("that has not happened makes calls that need one UnauthenticatedError", async () => {
    const robot = await connectTo(await startRobot());
    expectError(await rejection(robot.client(RobotStateClient).getRobotState()), {
      code: "RPC_UNAUTHENTICATED",
      says: /log in/,
    });
  });
});

describe("a chain that does not lead to the pinned root", () => {
  async function refusal(leaf: MintedCertificate): Promise<unknown> {
    return rejection(connectPort(await startTlsPeer(leaf, () => undefined)));
  }

  it("because the root is another is TrustError", async () => {
    const simulator = await startRobot();
    const error = await rejection(connectPort(simulator.port));
    expectError(error, { code: "TRUST_REJECTED", retryable: false, says: /roots/ });
  });

  it("because the leaf has expired is TrustError", async () => {
    const day = 86_400_000;
    const leaf = await root.issue({
      commonName: "old.spot.robot",
      notBefore: new Date(Date.now() - 2 * day),
      notAfter: new Date(Date.now() - day),
    });
    expectError(await refusal(leaf), { code: "TRUST_REJECTED", reason: "expired", says: /clock/ });
  });

  it("because the leaf is self-signed is TrustError", async () => {
    const leaf = await mintSelfSigned({ commonName: "self.spot.robot" });
    expectError(await refusal(leaf), { code: "TRUST_REJECTED", reason: "self-signed", says: /roots/ });
  });

  it("because a non-CA signed the leaf is TrustError", async () => {
    const notAnAuthority = await root.issueAuthority({ commonName: "not a CA", isCa: false });
    const leaf = await notAnAuthority.issue({ commonName: "bad.spot.robot" });
    const chain = { ...leaf, certificatePem: leaf.certificatePem + notAnAuthority.certificatePem };
    expectError(await refusal(chain), { code: "TRUST_REJECTED", reason: "issuer-not-ca", says: /./ });
  });
});

describe("a port", () => {
  it("that refuses is ConnectError", async () => {
    const error = await rejection(connectPort(await freePort()));
    expectError(error, { code: "CONNECT_REFUSED", retryable: true, says: /finished booting/ });
  });

  it("that speaks plaintext is ConnectError", async () => {
    const port = await startTcpPeer((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\nTLS please"));
    expectError(await rejection(connectPort(port)), { code: "TLS_NOT_SPOKEN", says: /right port/ });
  });

  it("that accepts and stays silent ends at the connect timeout", async () => {
    const port = await startTcpPeer(() => undefined);
    const error = await rejection(connectPort(port, root.certificatePem, 200));
    expectError(error, { code: "CONNECT_TIMEOUT", phase: "tls", retryable: true, says: /200 ms/ });
  });

  it("that goes silent after TLS ends at the connect timeout", async () => {
    const port = await startTlsPeer(identity, () => undefined);
    const error = await rejection(connectPort(port, root.certificatePem, 200));
    expectError(error, { code: "TRANSPORT_PROTOCOL", says: /is this a gRPC port/ });
  });

  it("that sends garbage after TLS is TransportError", async () => {
    const port = await startTlsPeer(identity, (socket) =>
      socket.write("\u0001\u0002 this is not HTTP/2, it is garbage"),
    );
    expectError(await rejection(connectPort(port)), { code: "TRANSPORT_PROTOCOL", says: /gRPC port/ });
  });

  it("that hangs up after TLS is TransportError", async () => {
    const port = await startTlsPeer(identity, (socket) => socket.end());
    expectError(await rejection(connectPort(port)), {
      code: "TRANSPORT_LOST",
      retryable: true,
      says: /closed/,
    });
  });
});

describe("a server", () => {
  it("that does not answer ends at the call's deadline", async () => {
    await using robot = await connectPort(await startHttp2Peer(identity, () => undefined));
    const error = await rejection(robot.client(AuthClient).login("user", "x", { timeoutMs: 100 }));
    expectError(error, {
      code: "RPC_TIMED_OUT",
      status: "DEADLINE_EXCEEDED",
      retryable: true,
      says: /100 ms passed/,
    });
  });

  it("that answers HTML is RpcError", async () => {
    const error = await callPeer((stream) => {
      stream.respond({ ":status": 200, "content-type": "text/html" });
      stream.end("<html>Welcome to the router</html>");
    });
    expectError(error, {
      code: "RPC_FAILED",
      status: "UNKNOWN",
      says: /text\/html.*check the address and port/,
    });
  });

  it("that answers HTTP 502 is ServiceUnavailableError", async () => {
    const error = await callPeer((stream) => stream.respond({ ":status": 502 }, { endStream: true }));
    expectError(error, {
      code: "RPC_SERVICE_UNAVAILABLE",
      httpStatus: 502,
      retryable: true,
      says: /try again/,
    });
  });

  it("that sends trailers without a status is RpcError", async () => {
    const error = await callPeer((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-other": "1" }));
      stream.end(Buffer.from([0, 0, 0, 0, 0]));
    });
    expectError(error, { code: "RPC_FAILED", status: "UNKNOWN", says: /without a grpc-status/ });
  });

  it("that cuts a message short under status 0 is RpcError", async () => {
    const error = await callPeer((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(Buffer.from([0, 0, 0, 0, 9, 1, 2]));
    });
    expectError(error, {
      code: "RPC_FAILED",
      status: "INTERNAL",
      says: /message cut short: 7 of 9 bytes missing/,
    });
  });

  it("that announces a message over the limit is ResponseTooLargeError, before the message arrives", async () => {
    const error = await callPeer((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(Buffer.from([0, 0x06, 0x40, 0x00, 0x01]));
    });
    expectError(error, {
      code: "RPC_RESPONSE_TOO_LARGE",
      status: "RESOURCE_EXHAUSTED",
      says: /larger than max \(104857601 vs\. 104857600\).*maxReceiveMessageBytes/,
    });
  });

  it("that sends bytes which are not the message is RpcError, with the place", async () => {
    const error = await callPeer((stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      // RobotIdResponse: field 2 (robot_id) of 4 bytes, in it field 1 (serial_number) of 9, which are not there.
      stream.end(Buffer.from([0, 0, 0, 0, 6, 0x12, 0x04, 0x0a, 0x09, 0x61, 0x62]));
    });
    expectError(error, {
      code: "RPC_FAILED",
      status: "INTERNAL",
      says: /does not decode.*robot_id\.serial_number/,
    });
    expectError((error as Error).cause, { code: "WIRE_TRUNCATED", says: /./ });
  });

  it("that hangs up in mid call is RetryableUnavailableError, and the next call connects anew", async () => {
    let calls = 0;
    await using robot = await connectPort(
      await startHttp2Peer(identity, (stream) => {
        if (calls++ === 0) stream.session?.destroy();
        else stream.respond({ ":status": 502 }, { endStream: true });
      }),
    );
    expectError(await rejection(robot.id()), {
      code: "RPC_CONNECTION_LOST",
      status: "UNAVAILABLE",
      retryable: true,
      says: /./,
    });
    expectError(await rejection(robot.id()), { code: "RPC_SERVICE_UNAVAILABLE", says: /./ });
  });
});

describe("an address", () => {
  for (const [address, says] of [
    ["https://192.168.80.3", /https/],
    ["", /empty|no address/i],
    ["robot:99999", /99999/],
  ] as const) {
    it(`${JSON.stringify(address)} is DiscoveryError`, async () => {
      const error = await rejection(connect(address, { roots: root.certificatePem }));
      expectError(error, { code: "ADDRESS_INVALID", retryable: false, says });
    });
  }

  it("with roots that hold no certificate is TrustStoreError", async () => {
    expectError(await rejection(connect("127.0.0.1:1", { roots: [] })), {
      code: "TRUST_STORE_EMPTY",
      says: /./,
    });
  });
});

describe("a service", () => {
  it("that the directory does not have is UnregisteredServiceError", async () => {
    const { robot } = await connectLoggedIn();
    const client = robot.client(RobotStateClient, { service: "robot-states" });
    const error = await rejection(client.getRobotState());
    expectError(error, {
      code: "SERVICE_NOT_REGISTERED",
      serviceName: "robot-states",
      says: /alike: robot-/,
    });
  });
});
