/** Second attempts end to end, over real sockets: what is on the wire, what the caller sees, and what is counted. */
import { createServer } from "node:http2";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { RpcError } from "../../src/grpc/errors.ts";
import { type RetryPolicyOptions, retryPolicy } from "../../src/grpc/retry-policy.ts";
import type { ServerContext } from "../../src/grpc/server/context.ts";
import type { CallObserver } from "../../src/grpc/channel-observer.ts";
import type { GrpcChannelOptions } from "../../src/grpc/unary-channel.ts";
import { openChannel, startServer } from "../support/channels.ts";
import { collect } from "../support/collect.ts";
import { Echo } from "../support/echo-service.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { Flag, GRPC_HEADERS, type PeerConnection, startPeer } from "../support/scripted-peer.ts";
import { textFrame } from "../support/scripted-transport.ts";

const TIMEOUT_MS = 5000;
const UNAVAILABLE = { ...GRPC_HEADERS, "grpc-status": "14", "grpc-message": "busy" };
const quick = (options: RetryPolicyOptions = {}): Partial<GrpcChannelOptions> => ({
  retry: retryPolicy({ initialBackoffMs: 1, maxBackoffMs: 1, maxTokens: 100, ...options }),
});

async function failure(call: Promise<unknown>): Promise<RpcError> {
  const error: unknown = await call.then(
    () => new Error("the call succeeded"),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}

function answer(peer: PeerConnection, streamId: number, text: string): void {
  peer.headers(streamId);
  peer.data(streamId, textFrame(text));
  peer.trailers(streamId, { "grpc-status": "0" });
}

/** How many calls a peer was asked for. */
function requestsSeen(peer: PeerConnection): number {
  return peer.frames.filter(({ name }) => name === "HEADERS").length;
}

describe("a call with a retry policy", () => {
  it("is repeated until it succeeds, and counted once", async () => {
    let failures = 2;
    const { port } = await startServer((server) =>
      server.handle(Echo.once, (request, { path }) => {
        if (failures-- > 0) throw new RpcError("UNAVAILABLE", path, "busy");
        return request;
      }),
    );
    const events: string[] = [];
    const observer: CallObserver = {
      attempt: (previous) => void events.push(`attempt ${previous}`),
      headers: () => void events.push("headers"),
      message: (direction) => void events.push(direction),
      ended: (error) => void events.push(error?.status ?? "OK"),
    };
    const channel = openChannel(port, {
      ...quick(),
      observer: { sessionOpened: () => undefined, callStarted: () => observer },
    });
    const onTrailers = vi.fn();
    expect(await channel.unary(Echo.once, "x", { onTrailers })).toBe("x");
    expect(channel.stats()).toMatchObject({ calls: 1, failedCalls: 0, sessions: 1 });
    expect(events).toEqual(["attempt 0", "sent", "attempt 1", "attempt 2", "headers", "received", "OK"]);
    expect(onTrailers).toHaveBeenCalledTimes(1);
  });

  it("says on the wire how many attempts there were before", async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer();
    server.on("stream", (stream, headers) => {
      seen.push(headers["grpc-previous-rpc-attempts"] as string | undefined);
      stream.resume();
      stream.respond({ ...GRPC_HEADERS, ":status": 200, "grpc-status": "14" }, { endStream: true });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const channel = openChannel(port, quick({ maxAttempts: 4 }));
    expect((await failure(channel.unary(Echo.once, "x"))).status).toBe("UNAVAILABLE");
    expect(seen).toEqual([undefined, "1", "2", "3"]);
    expect(channel.stats()).toMatchObject({ calls: 1, failedCalls: 1 });
  });

  it("does not count what the peer never looked at", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      peer.reset(await peer.call(1), 7);
      peer.trailers(await peer.call(2), UNAVAILABLE);
      answer(peer, await peer.call(3), "third");
    });
    const channel = openChannel(peers.port, quick({ maxAttempts: 2 }));
    expect(await channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS })).toBe("third");
  });

  it("waits as long as the server's pushback says, and gives up where it says so", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      peer.trailers(await peer.call(1), { ...UNAVAILABLE, "grpc-retry-pushback-ms": "700" });
      answer(peer, await peer.call(2), "later");
      peer.trailers(await peer.call(3), { ...UNAVAILABLE, "grpc-retry-pushback-ms": "-1" });
    });
    const clock = new ManualClock();
    const channel = openChannel(peers.port, { ...quick(), clock });
    const call = channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS });
    const peer = await peers.connection();
    await peer.call(1);
    // One timer is the call's deadline, the other one the wait.
    await vi.waitFor(() => expect(clock.pending).toBe(2));
    clock.advance(699);
    await peer.ping();
    expect(requestsSeen(peer)).toBe(1);
    clock.advance(1);
    expect(await call).toBe("later");
    expect((await failure(channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }))).detail).toBe("busy");
    expect(requestsSeen(peer)).toBe(3);
  });

  it.each([
    ["its headers", false],
    ["a message", true],
  ])("is not repeated once the response has begun with %s", async (_what, hasMessage) => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      for (let n = 1; ; n++) {
        const streamId = await peer.call(n);
        peer.headers(streamId);
        if (hasMessage) peer.data(streamId, textFrame("a"));
        peer.trailers(streamId, { "grpc-status": "14" });
      }
    });
    const channel = openChannel(peers.port, quick());
    const options = { timeoutMs: TIMEOUT_MS };
    expect((await failure(channel.unary(Echo.once, "x", options))).status).toBe("UNAVAILABLE");
    const responses = channel.serverStreaming(Echo.split, "x", options);
    if (hasMessage) expect((await responses.next()).value).toBe("a");
    expect((await failure(responses.next())).status).toBe("UNAVAILABLE");
    expect(requestsSeen(await peers.connection())).toBe(2);
  });

  it("shows the reader of a stream nothing of the attempts before", async () => {
    let failures = 2;
    const fail = ({ path }: ServerContext): void => {
      if (failures-- > 0) throw new RpcError("UNAVAILABLE", path, "busy");
    };
    const { port } = await startServer((server) =>
      server
        .handle(Echo.split, function* (request, context) {
          fail(context);
          yield* request.split(" ");
        })
        .handle(Echo.each, async function* (requests, context) {
          const received = await collect(requests);
          fail(context);
          yield* received;
        }),
    );
    const channel = openChannel(port, quick());
    const onHeaders = vi.fn();
    expect(await collect(channel.serverStreaming(Echo.split, "a b", { onHeaders }))).toEqual(["a", "b"]);
    expect(onHeaders).toHaveBeenCalledTimes(1);
    failures = 2;
    // Every attempt gets all requests again, in order; the source is read once.
    expect(await collect(channel.bidiStreaming(Echo.each, ["a", "b", "c"]))).toEqual(["a", "b", "c"]);
    expect(channel.stats()).toMatchObject({ calls: 2, failedCalls: 0 });
  });

  it("has one deadline for all its attempts, and each is told what is left of it", async () => {
    const timeouts: number[] = [];
    const clock = new ManualClock();
    const { port } = await startServer((server) =>
      server.handle(Echo.once, (_request, context) => {
        timeouts.push(context.remainingMs());
        throw new RpcError("UNAVAILABLE", context.path, "busy");
      }),
    );
    const retry = retryPolicy({
      initialBackoffMs: 400,
      multiplier: 1,
      maxAttempts: 5,
      random: () => 0.5,
      maxTokens: 100,
    });
    const channel = openChannel(port, { clock, retry });
    await channel.connect();
    const call = failure(channel.unary(Echo.once, "x", { timeoutMs: 1000 }));
    for (const attempts of [1, 2]) {
      await vi.waitFor(() => {
        expect(timeouts).toHaveLength(attempts);
        expect(clock.pending).toBe(2);
      });
      clock.advance(400);
    }
    // 200 ms are left, and the next wait would be 400: the error that is known is worth more.
    expect((await call).detail).toBe("busy");
    expect(timeouts).toHaveLength(3);
    for (const [n, most] of [1000, 600, 200].entries()) {
      expect(timeouts[n]).toBeLessThanOrEqual(most);
      expect(timeouts[n]).toBeGreaterThan(most - 190);
    }
    expect(channel.stats()).toMatchObject({ calls: 1, failedCalls: 1 });
  });

  it("meets its deadline in the middle of a second attempt", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      peer.trailers(await peer.call(1), UNAVAILABLE);
    });
    const clock = new ManualClock();
    const channel = openChannel(peers.port, { clock, retry: retryPolicy({ random: () => 0.5 }) });
    const call = failure(channel.unary(Echo.once, "x", { timeoutMs: 1000 }));
    const peer = await peers.connection();
    await vi.waitFor(() => expect(clock.pending).toBe(2));
    clock.advance(100);
    await peer.call(2);
    clock.advance(900);
    expect(await call).toMatchObject({
      status: "DEADLINE_EXCEEDED",
      detail: "1000 ms passed before the peer answered",
    });
    const reset = await peer.receive("RST_STREAM", ({ streamId }) => streamId === 3);
    expect(reset.payload[3]).toBe(8);
    expect(clock.pending).toBe(0);
  });

  it("that may not be repeated is not", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      for (let n = 1; ; n++) peer.trailers(await peer.call(n), UNAVAILABLE);
    });
    const channel = openChannel(peers.port, quick({ appliesTo: (path) => !path.endsWith("/Once") }));
    await failure(channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
    const peer = await peers.connection();
    expect(requestsSeen(peer)).toBe(1);
    const ended = (streamId: number): boolean =>
      peer.frames.some((each) => each.streamId === streamId && each.name === "DATA" && each.flags === Flag.END_STREAM);
    expect(ended(1)).toBe(true);
  });
});
