/**
 * The life of a channel's connections, over real sockets: what is sent again after GOAWAY and REFUSED_STREAM and what is
 * not, queueing under the peer's limit, keepalive, idleness, waiting for a robot that is not there yet, and a clean end.
 */
import { createServer } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { RpcError } from "../../src/grpc/errors.ts";
import { keepalive } from "../../src/grpc/keepalive.ts";
import type { ConnectivityState } from "../../src/grpc/session-keeper.ts";
import { openChannel } from "../support/channels.ts";
import { collect } from "../support/collect.ts";
import { Echo } from "../support/echo-service.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { bigEndian, Flag, frame, type PeerConnection, startPeer } from "../support/scripted-peer.ts";
import { settle, textFrame } from "../support/scripted-transport.ts";

const TIMEOUT_MS = 5000;
const MAX_CONCURRENT_STREAMS = 3;
const ENHANCE_YOUR_CALM = 11;
const REFUSED_STREAM = 7;

/** Answer one call with one message and OK. */
function answer(peer: PeerConnection, streamId: number, text = "done"): void {
  peer.headers(streamId);
  peer.data(streamId, textFrame(text));
  peer.trailers(streamId, { "grpc-status": "0" });
}

/** The RpcError of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<RpcError> {
  const error: unknown = await call.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}

/** The text of all requests on a stream, once its end has come. */
async function requestsOf(peer: PeerConnection, streamId: number): Promise<string> {
  await peer.receive("DATA", (each) => each.streamId === streamId && (each.flags & Flag.END_STREAM) !== 0);
  const frames = peer.frames.filter((each) => each.name === "DATA" && each.streamId === streamId);
  return frames.map(({ payload }) => new TextDecoder().decode(payload.subarray(5))).join("|");
}

describe("a call that the peer has not looked at", () => {
  it.each([
    ["graceful", 0],
    ["too_many_pings", ENHANCE_YOUR_CALM],
  ])("is sent again on a new connection after a %s GOAWAY below its stream", async (debug, code) => {
    const peers = await startPeer(async (peer, index) => {
      peer.settings();
      const streamId = await peer.call();
      if (index === 1) peer.goAway(0, code, debug);
      else answer(peer, streamId, await requestsOf(peer, streamId));
    });
    const channel = openChannel(peers.port);
    expect(await channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS })).toBe("x");
    expect(channel.stats()).toMatchObject({ calls: 1, failedCalls: 0, sessions: 2 });
  });

  it("is sent again on the same connection after REFUSED_STREAM", async () => {
    const { port } = await startPeer(async (peer) => {
      peer.settings();
      peer.reset(await peer.call(1), REFUSED_STREAM);
      answer(peer, await peer.call(2));
    });
    const channel = openChannel(port);
    expect(await channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS })).toBe("done");
    expect(channel.stats().sessions).toBe(1);
  });

  it("is sent again with all requests of its stream so far, and those that follow", async () => {
    const { port } = await startPeer(async (peer) => {
      peer.settings();
      const refused = await peer.call(1);
      await peer.receive("DATA", (each) => each.streamId === refused);
      peer.reset(refused, REFUSED_STREAM);
      const accepted = await peer.call(2);
      answer(peer, accepted, await requestsOf(peer, accepted));
    });
    async function* requests(): AsyncGenerator<string> {
      yield "a";
      await new Promise((resolve) => setTimeout(resolve, 20)); // the refusal comes in between
      yield "b";
    }
    const channel = openChannel(port);
    expect(await channel.clientStreaming(Echo.join, requests(), { timeoutMs: TIMEOUT_MS })).toBe("a|b");
  });

  it("is sent again once, not twice", async () => {
    let attempts = 0;
    const { port } = await startPeer(async (peer) => {
      peer.settings();
      for (let n = 1; ; n++) {
        peer.reset(await peer.call(n), REFUSED_STREAM);
        attempts++;
      }
    });
    const error = await failure(openChannel(port).unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
    expect(error).toMatchObject({ status: "UNAVAILABLE", retryable: true });
    expect(attempts).toBe(2);
  });

  it("is not sent again once the response has begun", async () => {
    const { port } = await startPeer(async (peer) => {
      peer.settings();
      const streamId = await peer.call();
      peer.headers(streamId);
      peer.reset(streamId, REFUSED_STREAM);
    });
    const channel = openChannel(port);
    const error = await failure(collect(channel.serverStreaming(Echo.split, "x", { timeoutMs: TIMEOUT_MS })));
    expect(error.status).toBe("UNAVAILABLE");
  });

  it("is not sent again if it may have been looked at: a GOAWAY above its stream, then the end", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      const streamId = await peer.call();
      peer.goAway(streamId, 0);
      await peer.ping();
      peer.socket.destroy();
    });
    const error = await failure(openChannel(peers.port).unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
    expect(error.status).toBe("UNAVAILABLE");
    expect(peers.connections).toHaveLength(1);
  });
});

describe("a peer's limit on concurrent streams", () => {
  it("makes calls wait their turn", async () => {
    const { port } = await startPeer(async (peer) => {
      peer.settings([MAX_CONCURRENT_STREAMS, 1]);
      await peer.call(1);
      await peer.ping();
      expect(peer.frames.filter(({ name }) => name === "HEADERS")).toHaveLength(1);
      answer(peer, 1, "first");
      answer(peer, await peer.call(2), "second");
    });
    const channel = openChannel(port);
    await channel.connect();
    const options = { timeoutMs: TIMEOUT_MS };
    const calls = [channel.unary(Echo.once, "1", options), channel.unary(Echo.once, "2", options)];
    expect(await Promise.all(calls)).toEqual(["first", "second"]);
  });

  it("of none lets a call meet its deadline, and sends nothing of it afterwards", async () => {
    const peers = await startPeer((peer) => peer.settings([MAX_CONCURRENT_STREAMS, 0]));
    const clock = new ManualClock();
    const channel = openChannel(peers.port, { clock });
    await channel.connect();
    const call = failure(channel.unary(Echo.once, "x", { timeoutMs: 100 }));
    await settle();
    clock.advance(100);
    expect((await call).status).toBe("DEADLINE_EXCEEDED");
    await channel.close();
    expect(peers.connections[0]?.frames.filter(({ name }) => name === "HEADERS")).toEqual([]);
  });
});

describe("PING", () => {
  it("of the peer is acknowledged, every one, as bandwidth probes need it", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      const streamId = await peer.call();
      for (let n = 0; n < 100; n++) peer.send(frame("PING", Flag.NONE, 0, bigEndian(n, 8)));
      await peer.receive("PING", (each) => each.flags === Flag.ACK && each.payload[7] === 99);
      answer(peer, streamId);
    });
    await openChannel(peers.port).unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS });
    const acks = peers.connections[0]?.frames.filter(({ name, flags }) => name === "PING" && flags === Flag.ACK);
    expect(acks?.map(({ payload }) => payload[7])).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it("as keepalive becomes rarer after too_many_pings", async () => {
    const peers = await startPeer(async (peer, index) => {
      peer.settings();
      await peer.call();
      if (index > 1) return;
      await peer.receive("PING");
      peer.goAway(1, ENHANCE_YOUR_CALM, "too_many_pings");
    });
    const clock = new ManualClock();
    const channel = openChannel(peers.port, { clock, keepalive: keepalive({ intervalMs: 1000 }) });
    const first = failure(channel.unary(Echo.once, "x"));
    await peers.connection(1).then((peer) => peer.call());
    await vi.waitFor(() => {
      clock.advance(1000);
      expect(peers.connections[0]?.frames.some(({ name }) => name === "PING")).toBe(true);
    });
    expect((await first).message).toContain("too_many_pings");
    const second = failure(channel.unary(Echo.once, "x"));
    const again = await peers.connection(2);
    await again.call();
    await settle();
    clock.advance(1000);
    clock.advance(999);
    await settle();
    await channel.ping(); // the only one so far
    expect(again.frames.filter(({ name, flags }) => name === "PING" && flags === Flag.NONE)).toHaveLength(1);
    await channel.close();
    expect((await second).status).toBe("CANCELLED");
  });
});

describe("a channel", () => {
  it("waits for a robot that is not there yet, if the call says so", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as { port: number };
    await new Promise((resolve) => closed.close(resolve));
    const backoff = { initialMs: 10, maxMs: 20 };
    const channel = openChannel(port, { backoff });
    expect((await failure(channel.unary(Echo.once, "x"))).status).toBe("UNAVAILABLE");
    const waiting = channel.unary(Echo.once, "x", { waitForReady: true, timeoutMs: TIMEOUT_MS });
    await vi.waitFor(() => expect(channel.state).toBe("transient-failure"));
    const late = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => late.listen(port, "127.0.0.1", resolve));
    const error = failure(waiting);
    await channel.close();
    expect((await error).status).toBe("CANCELLED");
    await new Promise((resolve) => late.close(resolve));
  });

  it("leaves no timer behind for a call that gives up waiting for it", async () => {
    const clock = new ManualClock();
    const channel = openChannel(0, { clock, connect: () => Promise.reject(new Error("nobody there")) });
    const abort = new AbortController();
    const options = { waitForReady: true, timeoutMs: Infinity };
    const others = [channel.unary(Echo.once, "x", { ...options, timeoutMs: 60_000 })].map(failure);
    const call = failure(channel.unary(Echo.once, "x", { ...options, signal: abort.signal }));
    await settle();
    expect(channel.state).toBe("transient-failure");
    expect(clock.pending).toBe(3); // two waits and a deadline
    abort.abort();
    expect((await call).status).toBe("CANCELLED");
    expect(clock.pending).toBe(2);
    await channel.close();
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(["CANCELLED"]);
    expect(clock.pending).toBe(0);
  });

  it("tells of each change of its state", async () => {
    const { port } = await startPeer(async (peer) => {
      peer.settings();
      answer(peer, await peer.call());
      peer.goAway(1, 0);
    });
    const channel = openChannel(port);
    const states: ConnectivityState[] = [];
    const unwatch = channel.watchState((state) => states.push(state));
    await channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS });
    await vi.waitFor(() => expect(states).toEqual(["connecting", "ready", "idle"]));
    await channel.close();
    expect(states).toEqual(["connecting", "ready", "idle", "shutdown"]);
    unwatch();
  });

  it("closes a session that has been idle for as long as it was told, and connects anew", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      for (let n = 1; ; n++) answer(peer, await peer.call(n));
    });
    const clock = new ManualClock();
    const channel = openChannel(peers.port, { clock, idleTimeoutMs: 1000 });
    await channel.unary(Echo.once, "x");
    clock.advance(999);
    await channel.unary(Echo.once, "x");
    clock.advance(999);
    expect(channel.state).toBe("ready");
    clock.advance(1);
    expect(channel.state).toBe("idle");
    await peers.connections[0]?.closed();
    await channel.unary(Echo.once, "x");
    expect(channel.stats().sessions).toBe(2);
  });

  it("leaves no socket, timer or listener behind when close() resolves", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      answer(peer, await peer.call(1));
      await peer.call(2);
    });
    const handles = (): string[] => process.getActiveResourcesInfo().filter((name) => /Timeout|TCPSocket/.test(name));
    const before = handles().length;
    const channel = openChannel(peers.port, { keepalive: keepalive({ intervalMs: 60_000 }), idleTimeoutMs: 60_000 });
    const abort = new AbortController();
    await channel.unary(Echo.once, "x", { signal: abort.signal });
    const running = failure(channel.unary(Echo.once, "x", { signal: abort.signal }));
    await peers.connections[0]?.call(2);
    await channel.close();
    expect((await running).status).toBe("CANCELLED");
    await peers.connections[0]?.closed();
    await settle();
    expect(handles().length).toBeLessThanOrEqual(before);
  });
});
