/**
 * Our client against peers that lie, stall, break off or are not gRPC at all, over real sockets. Each call must end in
 * its own typed error, soon; vitest itself fails on any unhandled rejection.
 */
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { GrpcChannel } from "../../src/grpc/channel.ts";
import { systemClock, type Clock } from "../../src/grpc/clock.ts";
import { RpcError, TransportError } from "../../src/grpc/errors.ts";
import { keepalive } from "../../src/grpc/keepalive.ts";
import { cleartextConnector, openChannel } from "../support/channels.ts";
import { collect } from "../support/collect.ts";
import { Echo } from "../support/echo-service.ts";
import { concat, hex } from "../support/hex.ts";
import { Flag, frame, GRPC_HEADERS, headerBlock, type PeerConnection, startPeer } from "../support/scripted-peer.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { textFrame } from "../support/scripted-transport.ts";
import { TRANSPORT } from "../support/transport.ts";

/** Far above what any of these calls takes, far below the default: a hang shows as DEADLINE_EXCEEDED. */
const TIMEOUT_MS = 5000;
const MIB = 1024 * 1024;

type Answer = (peer: PeerConnection, streamId: number) => void;

/** A channel to a peer that gives every call this answer. */
async function channelTo(answer: Answer): Promise<GrpcChannel> {
  const { port } = await startPeer(async (peer) => {
    peer.settings();
    for (let n = 1; ; n++) answer(peer, await peer.call(n));
  });
  return openChannel(port);
}

/** How a unary call to such a peer fails. */
async function unaryError(answer: Answer): Promise<RpcError> {
  const channel = await channelTo(answer);
  return failure(channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
}

/** How a bidi call fails whose requests never end: our side is still open when the peer does what it does. */
async function bidiError(answer: Answer): Promise<RpcError> {
  const channel = await channelTo(answer);
  return failure(collect(channel.bidiStreaming(Echo.each, endless(), { timeoutMs: TIMEOUT_MS })));
}

/** The RpcError of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<RpcError> {
  const error: unknown = await call.then(
    (value) => new Error(`the call succeeded with ${String(value)}`),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(RpcError);
  return error as RpcError;
}

/** One request, then silence. */
async function* endless(): AsyncGenerator<string> {
  yield "x";
  await new Promise(() => undefined);
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("a peer that does not speak HTTP/2", () => {
  it("refuses the connection: UNAVAILABLE, with the socket's error at the bottom", async () => {
    const error = await failure(openChannel(await freePort()).unary(Echo.once, "x"));
    expect(error).toMatchObject({ status: "UNAVAILABLE", origin: "client", retryable: true });
    expect(error.cause).toBeInstanceOf(TransportError);
    expect(error.cause).toMatchObject({ code: "TRANSPORT_CONNECT_FAILED", cause: { code: "ECONNREFUSED" } });
  });

  it("accepts and stays silent: DEADLINE_EXCEEDED while connecting", async () => {
    const { port } = await startPeer(() => undefined);
    const error = await failure(openChannel(port).unary(Echo.once, "x", { timeoutMs: 50 }));
    expect(error).toMatchObject({
      status: "DEADLINE_EXCEEDED",
      detail: `50 ms passed while connecting to 127.0.0.1:${port}`,
    });
  });

  it("stays silent past the connector's patience: UNAVAILABLE that asks whether this is a gRPC port", async () => {
    const { port } = await startPeer(() => undefined);
    const error = await failure(openChannel(port, { connect: cleartextConnector(port, 50) }).unary(Echo.once, "x"));
    expect(error).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_PROTOCOL" } });
    expect(error.detail).toBe(`127.0.0.1:${port}: no HTTP/2 SETTINGS within 50 ms: is this a gRPC port?`);
  });

  it.each([
    ["HTTP/1.1 with a page", "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>Bad</html>"],
    ["a greeting of another protocol", "220 mail.example ESMTP\r\n"],
    ["garbage", "\u0000\u00ff\u0080\u0001".repeat(500)],
  ])("answers with %s: UNAVAILABLE, a protocol error", async (_name, text) => {
    const { port } = await startPeer((peer) => void peer.socket.end(text, "latin1"));
    const error = await failure(openChannel(port).unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
    expect(error).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_PROTOCOL", retryable: false } });
    expect(error.detail).toContain("is this a gRPC port?");
  });

  it("closes at once: UNAVAILABLE", async () => {
    const { port } = await startPeer((peer) => void peer.socket.destroy());
    const error = await failure(openChannel(port).unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
    expect(error).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_LOST" } });
    expect(error.detail).toContain("before HTTP/2 began");
  });

  it.each([
    ["a window update of nothing", frame("WINDOW_UPDATE", Flag.NONE, 0, hex("00 00 00 00"))],
    ["a header block on no stream", frame("HEADERS", Flag.END_HEADERS, 0, headerBlock(GRPC_HEADERS))],
    ["a response that nobody asked for", frame("HEADERS", Flag.END_HEADERS, 9, headerBlock(GRPC_HEADERS))],
  ])("sends %s in mid call: UNAVAILABLE, a protocol error", async (_name, bytes) => {
    for (const error of [await unaryError((peer) => peer.send(bytes)), await bidiError((peer) => peer.send(bytes))]) {
      expect(error).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_PROTOCOL" } });
    }
  });

  // Of these nghttp2 tells the peer alone, by GOAWAY, and node reads no further: the call's deadline is what is left there.
  it.each([
    ["a frame over the limit", frame("DATA", Flag.NONE, 1, new Uint8Array(16_385)), 6],
    ["data on no stream", frame("DATA", Flag.NONE, 0, hex("61")), 1],
    ["a header block that is not HPACK", frame("HEADERS", Flag.END_HEADERS, 1, hex("ff ff ff ff ff ff")), 9],
  ])("sends %s in mid call: GOAWAY to the peer, and no call outlives its deadline", async (_name, bytes, code) => {
    const { port, connection } = await peerThat((peer) => peer.send(bytes));
    const channel = openChannel(port);
    if (TRANSPORT === "node") {
      const error = await failure(channel.unary(Echo.once, "x", { timeoutMs: 50 }));
      expect(error.status).toBe("DEADLINE_EXCEEDED");
    } else {
      const error = await failure(channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
      expect(error).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_PROTOCOL", retryable: false } });
    }
    const peer = await connection();
    expect((await peer.receive("GOAWAY")).payload[7]).toBe(code);
    await channel.close();
    await peer.closed();
  });

  it("is found dead by an unanswered keepalive PING, and the next call has a new session", async () => {
    let connections = 0;
    const { port } = await startPeer(async (peer) => {
      const isBad = connections++ === 0;
      peer.settings();
      const id = await peer.call(1);
      if (isBad)
        peer.socket.pause(); // it sees no PING, and answers none
      else peer.reset(id, 8);
    });
    const clock = new ManualClock();
    const channel = openChannel(port, { clock, keepalive: keepalive({ intervalMs: 1000, timeoutMs: 5000 }) });
    const call = failure(channel.unary(Echo.once, "x"));
    await vi.waitFor(() => expect(connections).toBe(1));
    await vi.waitFor(() => expect(channel.state).toBe("ready"));
    clock.advance(1000); // the peer's SETTINGS came in since the session was made
    clock.advance(1000);
    clock.advance(5000);
    expect(await call).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_LOST" } });
    expect(channel.state).toBe("idle");
    expect((await failure(channel.unary(Echo.once, "x"))).status).toBe("CANCELLED");
    expect(channel.stats().sessions).toBe(2);
  });
});

describe("a peer that speaks HTTP/2, but not gRPC", () => {
  const html = new TextEncoder().encode("<!doctype html><title>It works</title>");

  // Statuses as the reference client was seen to report them.
  it.each([
    ["200", "UNKNOWN"],
    ["302", "UNKNOWN"],
    ["400", "INTERNAL"],
    ["401", "UNAUTHENTICATED"],
    ["403", "PERMISSION_DENIED"],
    ["404", "UNIMPLEMENTED"],
    ["429", "UNAVAILABLE"],
    ["500", "UNKNOWN"],
    ["502", "UNAVAILABLE"],
    ["503", "UNAVAILABLE"],
    ["504", "UNAVAILABLE"],
  ])("answers HTTP %s with a page: %s", async (httpStatus, status) => {
    const error = await unaryError((peer, streamId) => {
      // In one write, so that headers and body reach the client together.
      const fields = headerBlock({ ":status": httpStatus, "content-type": "text/html" });
      const page = frame("DATA", Flag.END_STREAM, streamId, html);
      peer.send(frame("HEADERS", Flag.END_HEADERS, streamId, fields), page);
    });
    expect(error).toMatchObject({ status, httpStatus: Number(httpStatus), origin: "server" });
  });

  it("answers with a body that never ends: the client does not wait for it", async () => {
    const { port, connection } = await peerThat((peer, streamId) => {
      peer.headers(streamId, { ":status": "200", "content-type": "text/html" });
      peer.data(streamId, html);
    });
    const error = await failure(openChannel(port).unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }));
    expect(error.status).toBe("UNKNOWN");
    await (await connection()).receive("RST_STREAM");
  });
});

/** A peer that gives the first call of every connection this answer. */
function peerThat(answer: Answer): ReturnType<typeof startPeer> {
  return startPeer(async (peer) => {
    peer.settings();
    answer(peer, await peer.call());
  });
}

describe("a peer that breaks gRPC", () => {
  it("sends trailers without grpc-status: UNKNOWN", async () => {
    const error = await unaryError((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, textFrame("x"));
      peer.trailers(streamId, { "x-a": "1" });
    });
    expect(error.status).toBe("UNKNOWN");
    expect(error.detail).toContain("without a grpc-status");
  });

  it("sends no trailers at all: UNKNOWN", async () => {
    const error = await unaryError((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, textFrame("x"), Flag.END_STREAM);
    });
    expect(error.status).toBe("UNKNOWN");
    expect(error.detail).toContain("no trailers");
  });

  it("sends nothing but headers that end the stream: UNKNOWN", async () => {
    expect((await unaryError((peer, streamId) => peer.trailers(streamId, GRPC_HEADERS))).status).toBe("UNKNOWN");
  });

  it("cuts a message short under status 0: INTERNAL", async () => {
    const error = await unaryError((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, hex("00 00 00 00 05 61"));
      peer.trailers(streamId, { "grpc-status": "0" });
    });
    expect(error).toMatchObject({ status: "INTERNAL", detail: "message cut short: 4 of 5 bytes missing" });
  });

  it("declares a message over the limit: RESOURCE_EXHAUSTED before the body, with the remedy", async () => {
    const error = await unaryError((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, hex("00 00 4c 4b 4a"));
    });
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED", retryable: false });
    expect(error.detail).toBe(
      "Received message larger than max (5000010 vs. 4194304); raise maxReceiveMessageBytes if such messages are expected",
    );
  });

  it("sets the compressed flag: INTERNAL", async () => {
    const error = await unaryError((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, hex("01 00 00 00 01 61"));
    });
    expect(error.status).toBe("INTERNAL");
  });

  it("answers a unary call with two messages: INTERNAL", async () => {
    const error = await unaryError((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, concat(textFrame("a"), textFrame("b")));
      peer.trailers(streamId, { "grpc-status": "0" });
    });
    expect(error.status).toBe("INTERNAL");
    expect(error.detail).toContain("more than one message");
  });

  it.each(["99", "abc"])("ends with grpc-status %s: UNKNOWN, kept readable", async (status) => {
    const error = await unaryError((peer, streamId) =>
      peer.trailers(streamId, { ...GRPC_HEADERS, "grpc-status": status, "grpc-message": "why" }),
    );
    expect(error).toMatchObject({ status: "UNKNOWN", detail: `grpc-status "${status}": why` });
  });

  it("sends more header bytes than were announced as the limit: RESOURCE_EXHAUSTED", async () => {
    const { port } = await startPeer(async (peer) => {
      peer.settings();
      peer.trailers(await peer.call(1), { ...GRPC_HEADERS, "grpc-status": "5" });
      // The limit binds once our SETTINGS are acknowledged, which the second call can be sure of.
      const fields = { ...GRPC_HEADERS, "grpc-status": "5", "x-large": "y".repeat(16_200) };
      peer.trailers(await peer.call(2), { ...fields, "x-more": "y".repeat(100) });
    });
    const channel = openChannel(port);
    expect((await failure(channel.unary(Echo.once, "x"))).status).toBe("NOT_FOUND");
    expect((await failure(channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS }))).status).toBe("RESOURCE_EXHAUSTED");
  });
});

describe("a peer that breaks off", () => {
  const resets = [
    [0, "INTERNAL", false],
    [1, "INTERNAL", false],
    [2, "INTERNAL", false],
    [5, "INTERNAL", false],
    [7, "UNAVAILABLE", true],
    [8, "CANCELLED", false],
    [11, "RESOURCE_EXHAUSTED", false],
  ] as const;

  it.each(resets)("with RST_STREAM %d before any status: %s", async (code, status, retryable) => {
    const answer: Answer = (peer, streamId) => peer.reset(streamId, code);
    expect(await unaryError(answer)).toMatchObject({ status, retryable, origin: "server" });
    expect(await bidiError(answer)).toMatchObject({ status, retryable, origin: "server" });
  });

  it.each(resets.slice(1))("with RST_STREAM %d in the middle of a response: %s", async (code, status) => {
    const answer: Answer = (peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, textFrame("a"));
      peer.reset(streamId, code);
    };
    expect((await unaryError(answer)).status).toBe(status);
    expect((await bidiError(answer)).status).toBe(status);
  });

  it.each(["half-closes", "closes", "aborts"])("and %s the connection in mid call: UNAVAILABLE", async (how) => {
    const answer: Answer = (peer, streamId) => {
      peer.headers(streamId);
      if (how === "half-closes") peer.socket.end();
      else if (how === "closes") peer.socket.destroy();
      else peer.socket.resetAndDestroy();
    };
    const expected = { status: "UNAVAILABLE", origin: "client", retryable: true, cause: { code: "TRANSPORT_LOST" } };
    expect(await unaryError(answer)).toMatchObject(expected);
    expect(await bidiError(answer)).toMatchObject(expected);
  });

  it("with GOAWAY for too many pings: UNAVAILABLE that says so", async () => {
    const answer: Answer = (peer, streamId) => peer.goAway(streamId, 11, "too_many_pings");
    for (const error of [await unaryError(answer), await bidiError(answer)]) {
      expect(error).toMatchObject({ status: "UNAVAILABLE", cause: { code: "TRANSPORT_GOAWAY" } });
      expect(error.detail).toMatch(/: the peer ended the session with HTTP\/2 error code 11, "too_many_pings"$/);
    }
  });

  it("with GOAWAY before a call that it will not serve: UNAVAILABLE, worth another try", async () => {
    const error = await unaryError((peer) => peer.goAway(0, 0));
    expect(error).toMatchObject({ status: "UNAVAILABLE", retryable: true });
  });
});

describe("a peer that ends early, but in order", () => {
  it.each([0, 8])("keeps its status after RST_STREAM %d", async (code) => {
    const answer: Answer = (peer, streamId) => {
      const fields = headerBlock({ ...GRPC_HEADERS, "grpc-status": "5", "grpc-message": "none" });
      const flags = Flag.END_HEADERS | Flag.END_STREAM;
      const reset = frame("RST_STREAM", Flag.NONE, streamId, Uint8Array.of(0, 0, 0, code));
      peer.send(frame("HEADERS", flags, streamId, fields), reset);
    };
    expect(await unaryError(answer)).toMatchObject({ status: "NOT_FOUND", detail: "none" });
    expect(await bidiError(answer)).toMatchObject({ status: "NOT_FOUND", detail: "none" });
  });

  it("loses no message to RST_STREAM NO_ERROR while the reader is slow and our side is open", async () => {
    const count = 600; // more than the queue holds, so that the stream is paused when the reset comes
    const { port, connection } = await peerThat((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, concat(...Array.from({ length: count }, (_, i) => textFrame(String(i).padEnd(100)))));
      peer.trailers(streamId, { "grpc-status": "0" });
      peer.reset(streamId, 0);
    });
    const responses = openChannel(port).bidiStreaming(Echo.each, endless(), { timeoutMs: TIMEOUT_MS });
    expect((await responses.next()).value?.trim()).toBe("0");
    await (await connection()).ping(); // all of it has reached the client by now
    const rest = await collect(responses);
    expect(rest).toHaveLength(count - 1);
    expect(rest.at(-1)?.trim()).toBe(String(count - 1));
  });

  it("with GOAWAY NO_ERROR: the running call finishes, the next one connects anew", async () => {
    const peers = await startPeer(async (peer, index) => {
      peer.settings();
      const streamId = await peer.call();
      peer.headers(streamId);
      if (index === 1) {
        peer.goAway(2 ** 31 - 1, 0);
        await peer.ping();
        peer.goAway(streamId, 0);
        await (await peers.connection(2)).call();
      }
      peer.data(streamId, textFrame(`connection ${index}`));
      peer.trailers(streamId, { "grpc-status": "0" });
    });
    const channel = openChannel(peers.port);
    const first = channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS });
    const old = await peers.connection(1);
    await old.receive("PING", (each) => each.flags === Flag.ACK);
    const second = channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS });
    expect(await Promise.all([first, second])).toEqual(["connection 1", "connection 2"]);
    expect(channel.stats().sessions).toBe(2);
    await channel.close();
    await old.closed();
    expect(peers.failures).toEqual([]);
  });
});

describe("what the peer sees", () => {
  it("is a window of 1 MiB for the connection and for each stream", async () => {
    const peers = await peerThat((peer, streamId) => {
      peer.headers(streamId);
    });
    const call = openChannel(peers.port).unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS });
    call.catch(() => undefined);
    const peer = await peers.connection();
    const streamId = await peer.call();
    await peer.ping();
    expect([peer.connectionWindow(), peer.streamWindow(streamId)]).toEqual([MIB, MIB]);
  });

  it("is RST_STREAM CANCEL when the reader leaves early", async () => {
    const peers = await peerThat((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, concat(textFrame("a"), textFrame("b")));
    });
    for await (const word of openChannel(peers.port).serverStreaming(Echo.split, "x")) {
      expect(word).toBe("a");
      break;
    }
    const peer = await peers.connection();
    await peer.receive("RST_STREAM");
    expect(peer.resetCode(1)).toBe(8);
  });

  it("is RST_STREAM CANCEL when the caller's signal is aborted in the middle of a stream", async () => {
    const peers = await peerThat((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, textFrame("a"));
    });
    const abort = new AbortController();
    const responses = openChannel(peers.port).serverStreaming(Echo.split, "x", { signal: abort.signal });
    expect(await responses.next()).toEqual({ done: false, value: "a" });
    const waiting = failure(responses.next());
    abort.abort(new Error("stop button"));
    expect(await waiting).toMatchObject({ status: "CANCELLED", cause: new Error("stop button") });
    const peer = await peers.connection();
    await peer.receive("RST_STREAM");
    expect(peer.resetCode(1)).toBe(8);
  });

  it("is RST_STREAM CANCEL when the deadline passes", async () => {
    const peers = await peerThat(() => undefined);
    const channel = openChannel(peers.port);
    await channel.connect();
    const error = await failure(channel.unary(Echo.once, "x", { timeoutMs: 50 }));
    expect(error).toMatchObject({ status: "DEADLINE_EXCEEDED", detail: "50 ms passed before the peer answered" });
    const peer = await peers.connection();
    await peer.receive("RST_STREAM");
    expect(peer.resetCode(1)).toBe(8);
  });

  it("is no RST_STREAM after a call that ended on both sides", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings();
      for (let n = 1; ; n++) {
        const streamId = await peer.call(n);
        peer.headers(streamId);
        peer.data(streamId, textFrame("y"));
        peer.trailers(streamId, { "grpc-status": "0" });
      }
    });
    const channel = openChannel(peers.port);
    for (let i = 0; i < 20; i++) expect(await channel.unary(Echo.once, "x", { timeoutMs: TIMEOUT_MS })).toBe("y");
    const peer = await peers.connection();
    await peer.ping();
    expect(peer.frames.filter((each) => each.name === "RST_STREAM")).toEqual([]);
  });

  it("is a stalled window while the reader does not read, and the rest of it once it does", async () => {
    const message = textFrame("x".repeat(16_384 - 5));
    const total = 4 * MIB;
    let sent = 0;
    const sendWhatFits = (peer: PeerConnection, streamId: number): number => {
      const before = sent;
      const room = (): number => Math.min(peer.streamWindow(streamId), peer.connectionWindow(), total - sent);
      while (room() >= message.length) {
        peer.data(streamId, message);
        sent += message.length;
      }
      return sent - before;
    };
    const peers = await peerThat((peer, streamId) => peer.headers(streamId));
    const responses = openChannel(peers.port).serverStreaming(Echo.split, "x", { timeoutMs: 20_000 });
    const first = responses.next();
    const peer = await peers.connection();
    const streamId = await peer.call();
    // After a PING's answer, whatever window the client was going to give back has arrived.
    while (sendWhatFits(peer, streamId) > 0) await peer.ping();
    await first;
    // The window, the queue of messages, and what node holds between them.
    expect(sent).toBeGreaterThanOrEqual(MIB);
    expect(sent).toBeLessThan(MIB + 512 * 1024);
    const all = collect(responses);
    while (sent < total) {
      if (sendWhatFits(peer, streamId) === 0) await peer.changed();
    }
    peer.trailers(streamId, { "grpc-status": "0" });
    expect(await all).toHaveLength(total / message.length - 1);
  });

  it("is a closed socket when the channel closes, and no call is left hanging", async () => {
    const peers = await peerThat((peer, streamId) => peer.headers(streamId));
    const channel = openChannel(peers.port);
    const call = failure(channel.unary(Echo.once, "x"));
    const peer = await peers.connection();
    await peer.call();
    await channel.close();
    expect((await call).status).toBe("CANCELLED");
    await peer.closed();
    expect(peer.frames.map((each) => each.name)).toContain("GOAWAY");
  });

  it("is a closed socket even if it takes no more bytes", async () => {
    const peers = await startPeer(async (peer) => {
      peer.settings([4, 2 ** 31 - 1]); // a window that is never in the way
      peer.send(frame("WINDOW_UPDATE", Flag.NONE, 0, Uint8Array.of(0x7f, 0xff, 0, 0)));
      await peer.call();
      peer.socket.pause(); // what is full now is the kernel's buffer
    });
    const channel = openChannel(peers.port);
    const call = failure(channel.unary(Echo.once, "x".repeat(16 * MIB)));
    const peer = await peers.connection();
    await peer.call();
    await channel.close();
    expect((await call).status).toBe("CANCELLED");
  });

  it("is a closed socket when the channel closes while the peer is still silent", async () => {
    const peers = await startPeer(() => undefined);
    const channel = openChannel(peers.port);
    const call = failure(channel.unary(Echo.once, "x"));
    const peer = await peers.connection();
    await channel.close();
    expect((await call).status).toBe("CANCELLED");
    await peer.closed();
    await expect(channel.connect()).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
  });
});

describe("a loop of 500 calls that are left early", () => {
  it("leaves no open stream, no timer and no handle", async () => {
    const count = 500;
    const peers = await startPeer(async (peer) => {
      peer.settings();
      for (let n = 1; ; n++) {
        const streamId = await peer.call(n);
        peer.headers(streamId);
        peer.data(streamId, textFrame("a"));
      }
    });
    const clock = new CountingClock();
    const channel = openChannel(peers.port, { clock });
    const abort = new AbortController();
    const warnings: string[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", onWarning);
    onTestFinished(() => void process.off("warning", onWarning));
    await channel.connect();
    const handles = process.getActiveResourcesInfo().length;
    for (let i = 0; i < count; i++) {
      for await (const word of channel.serverStreaming(Echo.split, "x", { signal: abort.signal })) {
        expect(word).toBe("a");
        break;
      }
    }
    const peer = await peers.connection();
    await peer.receive("RST_STREAM", (each) => each.streamId === 2 * count - 1);
    expect(peer.frames.filter((each) => each.name === "RST_STREAM")).toHaveLength(count);
    expect(clock.pending).toBe(0);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handles + 1);
    expect(warnings).toEqual([]);
    expect(channel.stats()).toMatchObject({ calls: count, sessions: 1 });
  });
});

/** The machine's clock, with a count of the timers that wait. */
class CountingClock implements Clock {
  readonly #pending = new Set<object>();

  get pending(): number {
    return this.#pending.size;
  }

  now(): number {
    return systemClock.now();
  }

  after(delayMs: number, callback: () => void): () => void {
    const token = {};
    this.#pending.add(token);
    const cancel = systemClock.after(delayMs, () => {
      this.#pending.delete(token);
      callback();
    });
    return () => {
      this.#pending.delete(token);
      cancel();
    };
  }
}
