/** How many connections a Robot has and what it may be told about them, against the embedded robot behind a relay. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { connect as connectSocket, type Socket } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { CALL_CHANNELS, type CallEvent, type ConnectionEvent, type PooledChannel } from "../../src/grpc/index.ts";
import { type ConnectOptions, connect } from "../../src/robot/connect.ts";
import type { Robot } from "../../src/robot/robot.ts";
import { RobotIdClient, RobotStateClient } from "../../src/services/index.ts";
import type { Simulator } from "../../src/sim/index.ts";
import { startRobot } from "../support/robots.ts";
import { startTcpPeer } from "../support/tls-peers.ts";

/** A robot behind a relay of TCP, where connections can be counted and lost. */
interface Relay {
  readonly robot: Robot;
  readonly simulator: Simulator;
  /** The relay's sockets towards us, oldest first, those closed included. */
  readonly sockets: Socket[];
  readonly open: () => number;
}

async function connectThroughRelay(options: Partial<ConnectOptions> = {}): Promise<Relay> {
  const simulator = await startRobot();
  const sockets: Socket[] = [];
  const port = await startTcpPeer((socket) => {
    sockets.push(socket);
    const onward = connectSocket(simulator.port, "127.0.0.1");
    onward.on("error", () => undefined).on("close", () => socket.destroy());
    socket.on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const robot = await connect(`127.0.0.1:${port}`, { roots: simulator.rootsPem, ...options });
  onTestFinished(() => robot.close());
  return { robot, simulator, sockets, open: () => sockets.filter(({ destroyed }) => !destroyed).length };
}

const ID = RobotIdClient.authority;

describe("connectionsPerAuthority", () => {
  it("opens so many to each authority, and calls take turns", async () => {
    const { robot, simulator, open } = await connectThroughRelay({ connectionsPerAuthority: 3 });
    expect(open()).toBe(3);
    const before = (robot.channel(ID) as PooledChannel).members.map((member) => member.stats().calls);
    for (let n = 0; n < 6; n++) await robot.id();
    const members = (robot.channel(ID) as PooledChannel).members;
    expect(members.map((member, i) => member.stats().calls - (before[i] ?? 0))).toEqual([2, 2, 2]);
    expect(open()).toBe(3);
    await robot.login(simulator.user, simulator.password);
    // Of another authority, the first call opens the first one.
    expect(open()).toBe(4);
    expect(robot.stats()).toMatchObject({ calls: 7, failedCalls: 0, sessions: 4 });
  });

  it("survives the loss of one, and has as many again", async () => {
    const { robot, sockets, open } = await connectThroughRelay({ connectionsPerAuthority: 3 });
    const pool = robot.channel(ID) as PooledChannel;
    sockets[1]?.destroy();
    await vi.waitFor(() => expect(pool.members.filter(({ state }) => state === "ready")).toHaveLength(2));
    expect(pool.state).toBe("ready");
    for (let n = 0; n < 6; n++) expect((await robot.id()).serialNumber).not.toBe("");
    expect(pool.members.every(({ state }) => state === "ready")).toBe(true);
    expect(open()).toBe(3);
    expect(robot.stats()).toMatchObject({ calls: 6, failedCalls: 0, sessions: 4 });
  });

  it.each([0, 33, 1.5])("of %d is a RangeError, before anything is opened", async (connectionsPerAuthority) => {
    const { simulator } = await connectThroughRelay();
    const options = { roots: simulator.rootsPem, connectionsPerAuthority };
    await expect(connect(`127.0.0.1:${simulator.port}`, options)).rejects.toThrow(RangeError);
  });
});

describe("a client with a connection of its own", () => {
  it("shares it with those that name the same, and with nobody else", async () => {
    const { robot, simulator, open } = await connectThroughRelay();
    await robot.login(simulator.user, simulator.password);
    await robot.client(RobotStateClient).getRobotState();
    const before = open();
    const bulk = robot.client(RobotStateClient, { connection: "bulk" });
    expect(bulk).not.toBe(robot.client(RobotStateClient));
    expect(robot.client(RobotStateClient, { connection: "bulk" })).toBe(bulk);
    expect(open()).toBe(before);
    await bulk.getRobotState();
    expect(open()).toBe(before + 1);
    await bulk.getRobotMetrics();
    await robot.client(RobotStateClient).getRobotMetrics();
    expect(open()).toBe(before + 1);
    const other = robot.client(RobotStateClient, { connection: "video" });
    await other.getRobotState();
    expect(open()).toBe(before + 2);
  });

  it("goes on when the shared one is lost", async () => {
    const { robot, sockets, open } = await connectThroughRelay();
    const bulk = robot.client(RobotIdClient, { connection: "bulk" });
    await bulk.getRobotId();
    expect(open()).toBe(2);
    sockets[0]?.destroy();
    await vi.waitFor(() => expect(robot.channel(ID).state).toBe("idle"));
    expect(robot.channel(ID, "bulk").state).toBe("ready");
    await bulk.getRobotId();
    expect(open()).toBe(1);
  });
});

describe("channelOptions", () => {
  it("are asked for once per connection, by authority, and reach the channel", async () => {
    const asked: string[] = [];
    const calls: string[] = [];
    const { robot, simulator } = await connectThroughRelay({
      channelOptions: (authority) => {
        asked.push(authority);
        return {
          observer: {
            sessionOpened: () => undefined,
            callStarted({ path }) {
              calls.push(path);
              return undefined;
            },
          },
        };
      },
    });
    await robot.id();
    await robot.id();
    await robot.login(simulator.user, simulator.password);
    expect(asked).toEqual([ID, "auth.spot.robot"]);
    expect(calls.map((path) => path.split("/")[2])).toEqual(["GetRobotId", "GetRobotId", "GetAuthToken"]);
  });

  it("may close idle connections, which later calls open anew", async () => {
    const { robot, open } = await connectThroughRelay({ channelOptions: () => ({ idleTimeoutMs: 5 }) });
    await robot.id();
    await vi.waitFor(() => expect(robot.channel(ID).state).toBe("idle"));
    await vi.waitFor(() => expect(open()).toBe(0));
    await robot.id();
    expect(robot.stats()).toMatchObject({ calls: 2, failedCalls: 0, sessions: 2 });
  });

  it("may lower the limit on responses", async () => {
    const { robot } = await connectThroughRelay({ channelOptions: () => ({ maxReceiveMessageBytes: 10 }) });
    await expect(robot.id()).rejects.toMatchObject({ code: "RPC_RESPONSE_TOO_LARGE" });
  });
});

describe("a Robot on node:diagnostics_channel", () => {
  it("publishes its calls and connections, and never a password or token", async () => {
    const events: { readonly name: string; readonly event: CallEvent | ConnectionEvent }[] = [];
    for (const name of Object.values(CALL_CHANNELS)) {
      const listener = (event: unknown): void => void events.push({ name, event: { ...(event as CallEvent) } });
      subscribe(name, listener);
      onTestFinished(() => void unsubscribe(name, listener));
    }
    const { robot, simulator, sockets } = await connectThroughRelay();
    await robot.login(simulator.user, simulator.password);
    await robot.client(RobotStateClient).getRobotState();
    await robot
      .client(RobotIdClient)
      .getRobotId({ timeoutMs: 0 })
      .catch(() => undefined);
    await robot.close();
    await vi.waitFor(() => {
      const closed = events.filter(({ name }) => name === CALL_CHANNELS.connectionClose);
      expect(closed).toHaveLength(sockets.length);
    });
    const ends = events.filter(({ name }) => name === CALL_CHANNELS.callEnd).map(({ event }) => event as CallEvent);
    expect(ends.map(({ path, status }) => `${path.split("/")[2] ?? ""} ${status ?? ""}`)).toEqual([
      "GetAuthToken OK",
      "ListServiceEntries OK",
      "GetRobotState OK",
      "GetRobotId DEADLINE_EXCEEDED",
    ]);
    for (const end of ends.slice(0, 3)) {
      expect(end).toMatchObject({ attempts: 1, sentMessages: 1, receivedMessages: 1, error: undefined });
      expect(end.durationMs).toBeGreaterThanOrEqual(end.headersAfterMs as number);
      expect(end.authority).toMatch(/\.spot\.robot$/);
    }
    const closed = events.filter(({ name }) => name === CALL_CHANNELS.connectionClose);
    for (const { event } of closed) {
      const { bytesSent, bytesReceived, reason, connectMs } = event as ConnectionEvent;
      expect([bytesSent > 0, bytesReceived > 0, connectMs > 0, reason?.code]).toEqual([
        true,
        true,
        true,
        "TRANSPORT_CLOSED",
      ]);
    }
    const text = JSON.stringify(events.map(({ event }) => event));
    expect(text).not.toContain(simulator.password);
    expect(text).not.toMatch(/bearer|ey[A-Za-z0-9]{10}/i);
  });
});
