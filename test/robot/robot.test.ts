import { beforeAll, describe, expect, it } from "vitest";
import type { RpcError } from "../../src/grpc/index.ts";
import { RobotIdService } from "../../src/messages/bosdyn/api/robot_id_service.ts";
import { connect } from "../../src/robot/connect.ts";
import {
  ClientCancelledOperationError,
  localTime,
  RobotIdClient,
  RobotStateClient,
  type ServiceClientOptions,
} from "../../src/services/index.ts";
import { type Authority, mintAuthority, type MintedCertificate } from "../../src/tls/mint.ts";
import { rejection } from "../support/robots.ts";
import { startTcpPeer } from "../support/tls-peers.ts";
import { RecordingRobot } from "./recording-robot.ts";

let root: Authority;
let identity: MintedCertificate;

beforeAll(async () => {
  root = await mintAuthority({ commonName: "Test root" });
  identity = await root.issue({ commonName: "test.spot.robot" });
});

function startPeer(): Promise<RecordingRobot> {
  return RecordingRobot.start(root, identity);
}

describe("a Robot's clients", () => {
  it("are one per class and service", async () => {
    const robot = await (await startPeer()).connect();
    const client = robot.client(RobotStateClient);
    expect(robot.client(RobotStateClient)).toBe(client);
    expect(robot.client(RobotStateClient, { service: "robot-state" })).toBe(client);
    expect(robot.client(RobotStateClient, { service: "payload-state" })).not.toBe(client);
    expect(robot.client(RobotIdClient)).not.toBe(client);
  });

  it("of a class of the caller's own are kept apart from those of its base", async () => {
    class OwnStateClient extends RobotStateClient {
      readonly isOwn = true;
    }
    const robot = await (await startPeer()).connect();
    const base = robot.client(RobotStateClient);
    const own = robot.client(OwnStateClient);
    expect(own.isOwn).toBe(true);
    expect(robot.client(RobotStateClient)).toBe(base);
    expect(robot.client(OwnStateClient)).toBe(own);
  });

  it("cost nothing before their first call", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    robot.client(RobotStateClient);
    expect(robot.stats()).toMatchObject({ calls: 0, sessions: 1 });
    expect(peer.requests).toEqual([]);
  });

  it("are given the program's name and clock", async () => {
    const seen: ServiceClientOptions[] = [];
    class SpyClient extends RobotIdClient {
      constructor(...[channel, options]: ConstructorParameters<typeof RobotIdClient>) {
        super(channel, options);
        if (options !== undefined) seen.push(options);
      }
    }
    const now = (): ReturnType<typeof localTime> => localTime(7n);
    const robot = await (await startPeer()).connect({ now, clientNamePrefix: "probe-" });
    robot.client(SpyClient);
    expect(seen).toMatchObject([{ clientName: expect.stringMatching(/^probe-.*:.*\d+$/) as string, now }]);
  });

  it("go by the directory, which is read once for those who ask at the same time", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    await Promise.all([
      robot.client(RobotStateClient).getRobotState(),
      robot.client(RobotStateClient, { service: "payload-state" }).getRobotState(),
    ]);
    await robot.client(RobotStateClient).getRobotState();
    const paths = peer.requests.map(({ authority, path }) => `${authority} ${path.split("/")[2] ?? ""}`);
    expect(paths).toEqual([
      "api.spot.robot ListServiceEntries",
      "state.spot.robot GetRobotState",
      "state.spot.robot GetRobotState",
      "state.spot.robot GetRobotState",
    ]);
  });
});

describe("a Robot's connections", () => {
  it("are one per authority, shared by the services behind it", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    await Promise.all(Array.from({ length: 5 }, () => robot.id()));
    await robot.login("user", "x");
    await Promise.all([robot.listServices(), robot.listServices()]);
    await robot.client(RobotStateClient).getRobotState();
    await robot.client(RobotStateClient, { service: "payload-state" }).getRobotState();
    const authorities = new Set(peer.requests.map(({ authority }) => authority));
    expect([...authorities].sort()).toEqual(["api.spot.robot", "auth.spot.robot", "id.spot.robot", "state.spot.robot"]);
    expect(peer.sessions.size).toBe(4);
    expect(robot.stats().sessions).toBe(4);
  });

  it("begin with the one for the robot's identity, which connect() opens", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    expect(robot.channel("id.spot.robot").state).toBe("ready");
    await robot.id();
    expect(robot.stats().sessions).toBe(1);
    expect(robot.address).toContain(`127.0.0.1:${peer.port}`);
  });
});

describe("a Robot's login", () => {
  it("puts no authorization header on calls before it, and the token on every call after", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    expect(robot.isLoggedIn).toBe(false);
    await robot.id();
    await robot.login("user", "x");
    expect(robot.isLoggedIn).toBe(true);
    expect(peer.requests.map(({ hasAuthorization }) => hasAuthorization)).toEqual([false, false]);
    await robot.id();
    await robot.listServices();
    await robot.client(RobotStateClient).getRobotState();
    expect(peer.requests.slice(2).map(({ authorization }) => authorization)).toEqual(
      Array.from({ length: 3 }, () => "Bearer token-1"),
    );
  });

  it("that comes anew takes effect at the next call, on the connections that are there", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    await robot.login("user", "x");
    await robot.id();
    peer.token = "token-2";
    await robot.loginWithToken("token-1");
    await robot.id();
    const ids = peer.requests.filter(({ path }) => path.endsWith("GetRobotId"));
    expect(ids.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
    expect(new Set(ids.map(({ session }) => session)).size).toBe(1);
    expect(robot.stats().sessions).toBe(2);
  });
});

describe("a Robot's stats", () => {
  it("add up calls, failures, sessions and bytes over all connections", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    const before = robot.stats();
    await robot.id();
    await robot.login("user", "x");
    const failing = { ...RobotIdService.getRobotId, path: "/bosdyn.api.RobotIdService/Fail" };
    await rejection(robot.channel("id.spot.robot").unary(failing, {}));
    const stats = robot.stats();
    expect(stats).toMatchObject({ calls: 3, failedCalls: 1, sessions: 2 });
    expect(stats.bytesSent).toBeGreaterThan(before.bytesSent);
    expect(stats.bytesReceived).toBeGreaterThan(before.bytesReceived);
  });
});

describe("closing a Robot", () => {
  it("can be done twice, and both wait for the sockets", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    await robot.id();
    const first = robot.close();
    expect(robot.close()).toBe(first);
    await first;
    await robot.close();
  });

  it("leaves no socket and no timer behind", async () => {
    const peer = await startPeer();
    const openHandles = (): string[] =>
      process.getActiveResourcesInfo().filter((type) => /TCPSocket|TLS|Timeout/.test(type));
    // Sockets of the tests before go one turn after their servers; so do the peer's own below.
    const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await nextTurn();
    const before = openHandles();
    const robot = await peer.connect();
    await robot.id();
    await robot.login("user", "x");
    const serverSides = [...peer.sessions].map(
      (session) => new Promise<void>((resolve) => session.once("close", () => resolve())),
    );
    expect(openHandles().length).toBeGreaterThan(before.length);
    await robot.close();
    await Promise.all(serverSides);
    await nextTurn();
    expect(openHandles().length).toBeLessThanOrEqual(before.length);
  });

  it("makes later calls fail at once, with a typed error that is not worth a retry", async () => {
    const peer = await startPeer();
    const robot = await peer.connect();
    await robot.login("user", "x");
    await robot.close();
    const before = peer.requests.length;
    // On a channel that was open, on one that never was, and on one whose authority was never looked up.
    for (const call of [
      () => robot.login("user", "x"),
      () => robot.listServices(),
      () => robot.client(RobotStateClient).getRobotState(),
    ]) {
      const error = await rejection(call());
      expect(error).toBeInstanceOf(ClientCancelledOperationError);
      expect(error).toMatchObject({ code: "RPC_CANCELLED", retryable: false });
      expect((error as RpcError).message).toContain("closed");
    }
    expect(peer.requests).toHaveLength(before);
  });

  it("ends calls that run with CANCELLED", async () => {
    // It takes connections and says nothing.
    const silent = await startTcpPeer(() => undefined);
    const peer = await startPeer();
    let endpoint = { host: "127.0.0.1", port: peer.port };
    const resolver = { resolve: () => Promise.resolve([endpoint]), describe: () => "a robot that moves" };
    const robot = await connect(resolver, { roots: root.certificatePem });
    endpoint = { ...endpoint, port: silent };
    // Its connection is being made when close() comes.
    const running = rejection(robot.login("user", "x"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(robot.channel("auth.spot.robot").state).toBe("connecting");
    await robot.close();
    const error = await running;
    expect(error).toBeInstanceOf(ClientCancelledOperationError);
    expect(error).toMatchObject({ status: "CANCELLED" });
  });

  it("is what `await using` does at the end of its block", async () => {
    const peer = await startPeer();
    let outside;
    {
      await using robot = await peer.connect();
      outside = robot;
      await robot.id();
    }
    expect(outside.channel("id.spot.robot").state).toBe("shutdown");
    expect(await rejection(outside.id())).toBeInstanceOf(ClientCancelledOperationError);
  });
});
