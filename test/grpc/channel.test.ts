import { describe, expect, it } from "vitest";
import { GrpcChannel } from "../../src/grpc/channel.ts";
import type { GrpcChannelOptions } from "../../src/grpc/unary-channel.ts";
import { RpcError, TransportError } from "../../src/grpc/errors.ts";
import { collect } from "../support/collect.ts";
import { Echo } from "../support/echo-service.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ScriptedTransport, settle, textFrame } from "../support/scripted-transport.ts";

const GRPC = { ":status": "200", "content-type": "application/grpc" };

/** A channel over sessions in memory. */
class Rig {
  readonly clock = new ManualClock();
  readonly sessions: ScriptedTransport[] = [];
  readonly channel: GrpcChannel;
  connect: () => Promise<ScriptedTransport> = async () => new ScriptedTransport();

  constructor(options: Partial<GrpcChannelOptions> = {}) {
    this.channel = new GrpcChannel({
      authority: "echo.test",
      address: "scripted:443",
      clock: this.clock,
      backoff: { random: () => 0.5 },
      connect: async () => {
        const session = await this.connect();
        this.sessions.push(session);
        return session;
      },
      ...options,
    });
  }

  /** The latest session. */
  get session(): ScriptedTransport {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error("no session was made");
    return session;
  }
}

describe("GrpcChannel.unary", () => {
  it("sends one message with the end of the request, and returns the one that comes back", async () => {
    const rig = new Rig();
    const answer = rig.channel.unary(Echo.once, "hello");
    await settle();
    const { stream } = rig.session;
    expect(stream.sent).toEqual(["hello"]);
    expect(stream.hasEnded).toBe(true);
    expect(stream.headers).toMatchObject({ ":path": Echo.once.path, ":authority": "echo.test", "grpc-timeout": "30S" });
    stream.answer(["world"]);
    expect(await answer).toBe("world");
  });

  it("refuses a second message, and resets the stream", async () => {
    const rig = new Rig();
    const answer = rig.channel.unary(Echo.once, "hello");
    await settle();
    rig.session.stream.answer(["one", "two"]);
    await expect(answer).rejects.toMatchObject({
      status: "INTERNAL",
      detail: expect.stringContaining("more than one message") as string,
    });
    expect(rig.session.stream.resetCode).toBe(8);
  });

  it("refuses status OK without a message", async () => {
    const rig = new Rig();
    const answer = rig.channel.unary(Echo.once, "hello");
    await settle();
    rig.session.stream.answer([]);
    await expect(answer).rejects.toMatchObject({ status: "INTERNAL", detail: "status OK, but no response message" });
  });

  it("reports an error status even after a message", async () => {
    const rig = new Rig();
    const answer = rig.channel.unary(Echo.once, "hello");
    await settle();
    rig.session.stream.answer(["partial"], "13");
    await expect(answer).rejects.toMatchObject({ status: "INTERNAL", origin: "server" });
  });

  it("reports a response that does not decode, with the decoder's reason", async () => {
    const rig = new Rig();
    const answer = rig.channel.unary(Echo.once, "hello");
    await settle();
    rig.session.stream.answer(["undecodable"]);
    await expect(answer).rejects.toMatchObject({
      status: "INTERNAL",
      detail: "the response does not decode: told to fail",
      cause: new RangeError("told to fail"),
    });
  });

  it("rejects with the caller's own mistake, and sends nothing", async () => {
    const rig = new Rig();
    await expect(rig.channel.unary(Echo.once, "x", { metadata: { te: "x" } })).rejects.toThrow(TypeError);
    await expect(rig.channel.unary(Echo.once, "x", { timeoutMs: Number.NaN })).rejects.toThrow(RangeError);
    const unencodable = { ...Echo.once, input: { ...Echo.once.input, encode: () => never() } };
    await expect(rig.channel.unary(unencodable, "x")).rejects.toThrow(RangeError);
    expect(rig.sessions).toEqual([]);
    expect(rig.clock.pending).toBe(0);
    expect(rig.channel.stats().calls).toBe(0);
  });
});

function never(): never {
  throw new RangeError("does not encode");
}

describe("GrpcChannel.serverStreaming", () => {
  it("begins at the first read, and yields messages until the status", async () => {
    const rig = new Rig();
    const responses = rig.channel.serverStreaming(Echo.split, "a b");
    await settle();
    expect(rig.sessions).toEqual([]);
    const all = collect(responses);
    await settle();
    expect(rig.session.stream.sent).toEqual(["a b"]);
    expect(rig.session.stream.hasEnded).toBe(true);
    rig.session.stream.answer(["a", "b"]);
    expect(await all).toEqual(["a", "b"]);
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });

  it("throws an error status after the messages before it, once", async () => {
    const rig = new Rig();
    const responses = rig.channel.serverStreaming(Echo.split, "a b");
    const first = responses.next();
    await settle();
    rig.session.stream.answer(["a", "b"], "14");
    expect(await first).toEqual({ done: false, value: "a" });
    expect(await responses.next()).toEqual({ done: false, value: "b" });
    await expect(responses.next()).rejects.toMatchObject({ status: "UNAVAILABLE" });
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });

  it("cancels when the reader leaves early, without an error", async () => {
    const rig = new Rig();
    const responses = rig.channel.serverStreaming(Echo.split, "a b");
    const reading = (async () => {
      for await (const word of responses) return word;
      return undefined;
    })();
    await settle();
    const { stream } = rig.session;
    stream.listener.onHeaders(GRPC);
    stream.listener.onData(textFrame("a"));
    expect(await reading).toBe("a");
    expect(stream.resetCode).toBe(8);
    expect(rig.clock.pending).toBe(0);
  });

  it("ends a read that waits when the reader leaves", async () => {
    const rig = new Rig();
    const responses = rig.channel.serverStreaming(Echo.split, "a b");
    const waiting = responses.next();
    await settle();
    await responses.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it("costs nothing if it is left before it is read", async () => {
    const rig = new Rig();
    const responses = rig.channel.serverStreaming(Echo.split, "a b");
    await responses.return();
    expect(await responses.next()).toEqual({ done: true, value: undefined });
    expect(rig.sessions).toEqual([]);
  });

  it("pauses the stream of a slow reader and resumes it", async () => {
    const rig = new Rig({ maxReceiveMessageBytes: 1024 * 1024 });
    const responses = rig.channel.serverStreaming(Echo.split, "a");
    const first = responses.next();
    await settle();
    const { stream } = rig.session;
    stream.listener.onHeaders(GRPC);
    for (let i = 0; i < 3; i++) stream.listener.onData(textFrame("x".repeat(200_000)));
    expect(stream.isPaused).toBe(true);
    await first;
    await responses.next();
    await responses.next();
    expect(stream.isPaused).toBe(false);
    await responses.return();
  });

  it("cancels when a message does not decode", async () => {
    const rig = new Rig();
    const responses = rig.channel.serverStreaming(Echo.split, "a");
    const first = responses.next();
    await settle();
    const { stream } = rig.session;
    stream.listener.onHeaders(GRPC);
    stream.listener.onData(textFrame("undecodable"));
    await expect(first).rejects.toMatchObject({ status: "INTERNAL", cause: new RangeError("told to fail") });
    expect(stream.resetCode).toBe(8);
    expect(await responses.next()).toEqual({ done: true, value: undefined });
    expect(rig.channel.stats().failedCalls).toBe(1);
  });

  it("rejects the first read with the caller's own mistake", async () => {
    const responses = new Rig().channel.serverStreaming(Echo.split, "a", { metadata: { te: "x" } });
    await expect(responses.next()).rejects.toThrow(TypeError);
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });
});

describe("GrpcChannel.clientStreaming and bidiStreaming", () => {
  it("send many messages and return one", async () => {
    const rig = new Rig();
    const answer = rig.channel.clientStreaming(Echo.join, ["a", "b"]);
    await settle();
    expect(rig.session.stream.sent).toEqual(["a", "b"]);
    expect(rig.session.stream.hasEnded).toBe(true);
    rig.session.stream.answer(["a b"]);
    expect(await answer).toBe("a b");
  });

  it("send many messages and yield many", async () => {
    const rig = new Rig();
    const all = collect(rig.channel.bidiStreaming(Echo.each, ["a", "b"]));
    await settle();
    expect(rig.session.stream.sent).toEqual(["a", "b"]);
    rig.session.stream.answer(["A", "B"]);
    expect(await all).toEqual(["A", "B"]);
  });

  it("fail with the cause when the request source throws", async () => {
    const bug = new Error("source broke");
    const broken = async function* (): AsyncGenerator<string> {
      yield "a";
      throw bug;
    };
    const rig = new Rig();
    await expect(rig.channel.clientStreaming(Echo.join, broken())).rejects.toMatchObject({ cause: bug });
    await expect(collect(rig.channel.bidiStreaming(Echo.each, broken()))).rejects.toMatchObject({ cause: bug });
  });
});

describe("GrpcChannel", () => {
  it("connects at the first call, shares the session, and reconnects after a loss", async () => {
    const rig = new Rig();
    expect(rig.channel.state).toBe("idle");
    const answers = [rig.channel.unary(Echo.once, "x"), rig.channel.unary(Echo.once, "x")];
    await settle();
    expect(rig.sessions).toHaveLength(1);
    for (const stream of rig.session.streams) stream.answer(["y"]);
    expect(await Promise.all(answers)).toEqual(["y", "y"]);
    rig.session.lose();
    await settle();
    const again = rig.channel.unary(Echo.once, "x");
    await settle();
    rig.session.stream.answer(["z"]);
    expect(await again).toBe("z");
    expect(rig.sessions).toHaveLength(2);
  });

  it("asks for its metadata anew with every call, before the call's own", async () => {
    let token = "one";
    const rig = new Rig({
      callMetadata: () => ({ authorization: `Bearer ${token}` }),
      scheme: "http",
      userAgent: "u/1",
    });
    void rig.channel.unary(Echo.once, "x", { metadata: { "x-a": "1" } }).catch(() => undefined);
    await settle();
    token = "two";
    void rig.channel.unary(Echo.once, "x").catch(() => undefined);
    await settle();
    const [first, second] = rig.session.streams.map((stream) => stream.headers);
    expect(Object.keys(first ?? {}).slice(-3)).toEqual(["user-agent", "authorization", "x-a"]);
    expect(first).toMatchObject({ authorization: "Bearer one", ":scheme": "http", "user-agent": "u/1" });
    expect(second).toMatchObject({ authorization: "Bearer two" });
    await rig.channel.close();
  });

  it("fails the call, not the process, if its metadata cannot be made", async () => {
    const bug = new Error("no token");
    const rig = new Rig({
      callMetadata: () => {
        throw bug;
      },
    });
    await expect(rig.channel.unary(Echo.once, "x")).rejects.toMatchObject({ status: "UNAUTHENTICATED", cause: bug });
  });

  it("answers UNAVAILABLE with the cause when it cannot connect, at once during back-off", async () => {
    const rig = new Rig();
    const refused = new Error("connect ECONNREFUSED");
    rig.connect = async () => {
      throw refused;
    };
    const error: unknown = await rig.channel.unary(Echo.once, "x").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({
      status: "UNAVAILABLE",
      detail: "scripted:443: connecting failed: connect ECONNREFUSED",
      retryable: true,
      origin: "client",
      cause: { code: "TRANSPORT_CONNECT_FAILED", cause: refused },
    });
    await expect(rig.channel.unary(Echo.once, "x")).rejects.toMatchObject({ status: "UNAVAILABLE" });
    expect(rig.channel.state).toBe("transient-failure");
    rig.connect = async () => new ScriptedTransport();
    rig.clock.advance(1000);
    await rig.channel.connect();
    expect(rig.channel.state).toBe("ready");
    expect(rig.channel.stats()).toMatchObject({ calls: 2, failedCalls: 2, sessions: 1 });
  });

  it("answers UNAVAILABLE, worth another try, when the session takes no more calls", async () => {
    const rig = new Rig();
    await rig.channel.connect();
    rig.session.openError = new TransportError("TRANSPORT_GOAWAY", "scripted:443", "the peer takes no more calls");
    await expect(rig.channel.unary(Echo.once, "x")).rejects.toMatchObject({ status: "UNAVAILABLE", retryable: true });
  });

  it("fails a call that the transport refuses for another reason, with that reason", async () => {
    const rig = new Rig();
    await rig.channel.connect();
    rig.session.openError = new TypeError("header refused");
    await expect(rig.channel.unary(Echo.once, "x")).rejects.toMatchObject({
      status: "INTERNAL",
      cause: new TypeError("header refused"),
    });
  });

  it("does not connect for a call that is aborted already", async () => {
    const rig = new Rig();
    const call = rig.channel.unary(Echo.once, "x", { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ status: "CANCELLED" });
    expect(rig.sessions).toEqual([]);
    expect(rig.channel.stats()).toMatchObject({ calls: 1, failedCalls: 0 });
  });

  it("ends a call whose deadline passes while it connects, and opens no stream for it later", async () => {
    const rig = new Rig();
    let connected: (session: ScriptedTransport) => void = () => undefined;
    rig.connect = () => new Promise((resolve) => (connected = resolve));
    const answer = rig.channel.unary(Echo.once, "x", { timeoutMs: 50 });
    rig.clock.advance(50);
    await expect(answer).rejects.toMatchObject({ detail: "50 ms passed while connecting to scripted:443" });
    connected(new ScriptedTransport());
    await settle();
    expect(rig.session.streams).toEqual([]);
    expect(rig.channel.state).toBe("ready");
  });

  it("sends what is left of the budget after connecting, not the whole of it", async () => {
    const rig = new Rig();
    let connected: (session: ScriptedTransport) => void = () => undefined;
    rig.connect = () => new Promise((resolve) => (connected = resolve));
    void rig.channel.unary(Echo.once, "x", { timeoutMs: 5000 }).catch(() => undefined);
    rig.clock.advance(1500);
    connected(new ScriptedTransport());
    await settle();
    expect(rig.session.stream.headers).toMatchObject({ "grpc-timeout": "3500m" });
    await rig.channel.close();
  });

  it("counts calls, failures, sessions and bytes", async () => {
    const rig = new Rig();
    const answer = rig.channel.unary(Echo.once, "x");
    await settle();
    rig.session.bytes = { bytesSent: 3, bytesReceived: 4 };
    rig.session.stream.answer(["y"]);
    await answer;
    expect(rig.channel.stats()).toEqual({ calls: 1, failedCalls: 0, sessions: 1, bytesSent: 3, bytesReceived: 4 });
    expect(await rig.channel.ping()).toBe(7);
  });
});

describe("GrpcChannel.close", () => {
  it("ends running calls with CANCELLED, closes the session, and refuses later calls", async () => {
    const rig = new Rig();
    const unary = rig.channel.unary(Echo.once, "x");
    const reading = rig.channel.serverStreaming(Echo.split, "x").next();
    await settle();
    const closing = rig.channel.close();
    await expect(unary).rejects.toMatchObject({ status: "CANCELLED", detail: "the channel was closed" });
    await expect(reading).rejects.toMatchObject({ status: "CANCELLED" });
    // Not even in the moment before the session is closed.
    await expect(rig.channel.unary(Echo.once, "x")).rejects.toMatchObject({
      status: "UNAVAILABLE",
      retryable: false,
      cause: { code: "TRANSPORT_CLOSED" },
    });
    await closing;
    expect(rig.session.closeCalls).toBe(1);
    expect(rig.session.streams.map((stream) => stream.resetCode)).toEqual([8, 8]);
    expect(rig.channel.state).toBe("shutdown");
    expect(rig.clock.pending).toBe(0);
    await expect(rig.channel.connect()).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
    await expect(rig.channel.ping()).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
  });

  it("ends calls that wait for a connection", async () => {
    const rig = new Rig();
    let connected: (session: ScriptedTransport) => void = () => undefined;
    rig.connect = () => new Promise((resolve) => (connected = resolve));
    const answer = rig.channel.unary(Echo.once, "x");
    const closing = rig.channel.close();
    await expect(answer).rejects.toMatchObject({ status: "CANCELLED" });
    connected(new ScriptedTransport());
    await closing;
    expect(rig.session.closeCalls).toBe(1);
    expect(rig.session.streams).toEqual([]);
  });

  it("is one and the same when called twice, or by `await using`", async () => {
    const rig = new Rig();
    await rig.channel.connect();
    expect(rig.channel.close()).toBe(rig.channel[Symbol.asyncDispose]());
    await rig.channel.close();
    expect(rig.session.closeCalls).toBe(1);
  });
});
