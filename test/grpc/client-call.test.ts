import { describe, expect, it } from "vitest";
import type { CallOptions } from "../../src/grpc/call-options.ts";
import { ClientCall, type ClientCallContext } from "../../src/grpc/client-call.ts";
import { type RpcError, StreamResetError, TransportError } from "../../src/grpc/errors.ts";
import type { MessageEncoding } from "../../src/grpc/message-encoding.ts";
import { retryPolicy, type RetryPolicy } from "../../src/grpc/retry-policy.ts";
import type { StreamListener } from "../../src/grpc/transport.ts";
import { hex } from "../support/hex.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ScriptedStream, settle, textFrame } from "../support/scripted-transport.ts";

const GRPC = { ":status": "200", "content-type": "application/grpc" };

/** A call with a recording delegate. */
class Rig {
  readonly clock = new ManualClock();
  readonly messages: string[] = [];
  readonly ends: (RpcError | undefined)[] = [];
  readonly streams: ScriptedStream[] = [];
  readonly previousAttempts: number[] = [];
  readonly call: ClientCall;
  #late: ((stream: ScriptedStream) => void)[] = [];
  #lateListeners: StreamListener[] = [];
  onMessage: () => void = () => undefined;
  /** Whether the channel has a session; without one, streams open at `connect()`. */
  isConnected = true;

  constructor(options: CallOptions = {}, context: Partial<ClientCallContext> = {}) {
    this.call = new ClientCall(
      "/spotwire.test.Echo/Once",
      options,
      {
        clock: this.clock,
        maxReceiveMessageBytes: 64,
        describeState: () => "connecting to scripted:443",
        ended: () => undefined,
        open: (_call, listener, previousAttempts) => {
          this.previousAttempts.push(previousAttempts);
          if (this.isConnected) return this.#open(listener);
          this.#lateListeners.push(listener);
          return new Promise<ScriptedStream>((resolve) => this.#late.push(resolve));
        },
        ...context,
      },
      {
        onMessage: (message) => {
          this.messages.push(new TextDecoder().decode(message.bytes));
          this.onMessage();
        },
        onDone: (error) => this.ends.push(error),
      },
    );
  }

  /** The latest stream. */
  get stream(): ScriptedStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("no stream was opened");
    return stream;
  }

  /** The listener of the latest stream: what the peer does. */
  get peer(): StreamListener {
    return this.stream.listener;
  }

  /** Begin; one request goes out on each stream. */
  open(): this {
    this.call.begin((sink) => sink.end(textFrame("request")));
    return this;
  }

  /** Begin without a session. */
  wait(): this {
    this.isConnected = false;
    return this.open();
  }

  /** The session comes about. */
  async connect(): Promise<void> {
    for (const [i, resolve] of this.#late.entries()) resolve(this.#open(this.#lateListeners[i] as StreamListener));
    await settle();
  }

  #open(listener: StreamListener): ScriptedStream {
    const stream = new ScriptedStream({}, listener);
    this.streams.push(stream);
    return stream;
  }

  /** The one end; fails if there were more or none. */
  get end(): RpcError | undefined {
    expect(this.ends).toHaveLength(1);
    return this.ends[0];
  }
}

describe("ClientCall", () => {
  it("ends with OK after headers, message and trailers", () => {
    const rig = new Rig().open();
    rig.stream.answer(["a", "b"]);
    expect(rig.messages).toEqual(["a", "b"]);
    expect(rig.end).toBeUndefined();
    expect(rig.call.isDone).toBe(true);
    expect(rig.clock.pending).toBe(0);
  });

  it("ends with the status of a Trailers-Only response", () => {
    const rig = new Rig().open();
    rig.peer.onHeaders({ ...GRPC, "grpc-status": "5", "grpc-message": "none" });
    rig.peer.onEnd();
    expect(rig.end).toMatchObject({ status: "NOT_FOUND", detail: "none" });
  });

  it("prefers trailers to a grpc-status among the headers", () => {
    const rig = new Rig().open();
    rig.peer.onHeaders({ ...GRPC, "grpc-status": "0" });
    rig.peer.onTrailers({ "grpc-status": "7" });
    rig.peer.onEnd();
    expect(rig.end?.status).toBe("PERMISSION_DENIED");
  });

  it("answers half a message under status 0 with INTERNAL", () => {
    const rig = new Rig().open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onData(hex("00 00 00 00 02 61"));
    rig.peer.onTrailers({ "grpc-status": "0" });
    rig.peer.onEnd();
    expect(rig.end).toMatchObject({ status: "INTERNAL", detail: "message cut short: 1 of 2 bytes missing" });
    expect(rig.end?.cause).toMatchObject({ code: "FRAMING_TRUNCATED" });
  });

  it("keeps the peer's error status when its last message is cut short", () => {
    const rig = new Rig().open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onData(hex("00 00 00 00 02 61"));
    rig.peer.onTrailers({ "grpc-status": "14" });
    rig.peer.onEnd();
    expect(rig.end?.status).toBe("UNAVAILABLE");
  });

  it.each([
    ["a compressed message", hex("01 00 00 00 01 61"), "INTERNAL", /names no encoding/],
    ["a bad flag", hex("02 00 00 00 01 61"), "INTERNAL", /flag is 2/],
    ["a message over the limit", hex("00 00 00 00 41"), "RESOURCE_EXHAUSTED", /raise maxReceiveMessageBytes/],
  ])("resets the stream for %s", (_name, bytes, status, detail) => {
    const rig = new Rig().open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onData(bytes);
    expect(rig.end?.status).toBe(status);
    expect(rig.end?.detail).toMatch(detail);
    expect(rig.stream.resetCode).toBe(8);
  });

  it("resets the stream of a peer that does not speak gRPC, without reading its body", () => {
    const rig = new Rig().open();
    rig.peer.onHeaders({ ":status": "200", "content-type": "text/html" });
    rig.peer.onData(new TextEncoder().encode("<html>"));
    expect(rig.end?.status).toBe("UNKNOWN");
    expect(rig.stream.resetCode).toBe(8);
  });

  it("takes a call's own message limit over the channel's", () => {
    const rig = new Rig({ maxReceiveMessageBytes: 1 }).open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onData(textFrame("ab"));
    expect(rig.end?.detail).toContain("(2 vs. 1)");
  });

  it("ends exactly once, and ignores everything after", () => {
    const rig = new Rig().open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onFailure(new StreamResetError(8));
    rig.peer.onHeaders(GRPC);
    rig.peer.onData(textFrame("late"));
    rig.peer.onTrailers({ "grpc-status": "0" });
    rig.peer.onEnd();
    rig.peer.onFailure(new StreamResetError(2));
    rig.call.cancel("INTERNAL", "late");
    rig.clock.advance(60_000);
    expect(rig.end?.status).toBe("CANCELLED");
    expect(rig.messages).toEqual([]);
  });

  it("delivers nothing more once the delegate has ended the call", () => {
    const rig = new Rig().open();
    rig.onMessage = () => rig.call.cancel("INTERNAL", "enough");
    rig.peer.onHeaders(GRPC);
    rig.peer.onData(textFrame("a"));
    rig.peer.onData(textFrame("b"));
    expect(rig.messages).toEqual(["a"]);
  });

  it("tells whoever waits that it is done, at once if it is already", () => {
    const rig = new Rig().open();
    const told: string[] = [];
    rig.call.whenDone(() => told.push("when done"));
    rig.stream.answer([]);
    rig.call.whenDone(() => told.push("afterwards"));
    expect(told).toEqual(["when done", "afterwards"]);
  });
});

describe("ClientCall's deadline", () => {
  it("passes while connecting", async () => {
    const rig = new Rig({ timeoutMs: 50 }).wait();
    rig.clock.advance(49);
    expect(rig.ends).toEqual([]);
    rig.clock.advance(1);
    expect(rig.end).toMatchObject({
      status: "DEADLINE_EXCEEDED",
      detail: "50 ms passed while connecting to scripted:443",
      origin: "client",
    });
    await rig.connect();
    expect(rig.stream.resetCode).toBe(8);
  });

  it("passes before the peer answers", () => {
    const rig = new Rig({ timeoutMs: 50 }).open();
    rig.clock.advance(50);
    expect(rig.end?.detail).toBe("50 ms passed before the peer answered");
    expect(rig.stream.resetCode).toBe(8);
  });

  it("passes in the middle of the response", () => {
    const rig = new Rig({ timeoutMs: 50 }).open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onData(textFrame("a"));
    rig.clock.advance(50);
    expect(rig.end?.detail).toBe("50 ms passed before the response was complete");
    expect(rig.messages).toEqual(["a"]);
  });

  it("is 30 s unless the caller says otherwise", () => {
    const rig = new Rig();
    expect(rig.call.remainingMs).toBe(30_000);
    rig.clock.advance(30_000);
    expect(rig.end?.status).toBe("DEADLINE_EXCEEDED");
  });

  it.each([0, -1])("of %d ms has passed already", (timeoutMs) => {
    const rig = new Rig({ timeoutMs });
    rig.clock.advance(0);
    expect(rig.end?.status).toBe("DEADLINE_EXCEEDED");
  });

  it("may be none", () => {
    const rig = new Rig({ timeoutMs: Infinity });
    expect(rig.clock.pending).toBe(0);
    expect(rig.call.remainingMs).toBe(Infinity);
  });

  it("is not NaN", () => {
    expect(() => new Rig({ timeoutMs: Number.NaN })).toThrow(RangeError);
  });
});

describe("ClientCall's signal", () => {
  it("ends the call when it is aborted already, before anything is sent", () => {
    const rig = new Rig({ signal: AbortSignal.abort("changed my mind") }).open();
    expect(rig.streams).toEqual([]);
    expect(rig.end).toMatchObject({ status: "CANCELLED", cause: "changed my mind" });
    expect(rig.clock.pending).toBe(0);
  });

  it("ends the call while it waits for a connection, and the stream that then opens", async () => {
    const abort = new AbortController();
    const rig = new Rig({ signal: abort.signal }).wait();
    abort.abort();
    expect(rig.end?.status).toBe("CANCELLED");
    await rig.connect();
    expect(rig.stream.resetCode).toBe(8);
  });

  it("ends the call in the middle of the response", () => {
    const abort = new AbortController();
    const rig = new Rig({ signal: abort.signal }).open();
    rig.peer.onHeaders(GRPC);
    const reason = new Error("stop button");
    abort.abort(reason);
    expect(rig.end).toMatchObject({ status: "CANCELLED", cause: reason, origin: "client" });
    expect(rig.stream.resetCode).toBe(8);
    expect(rig.clock.pending).toBe(0);
  });

  it("does not keep the call once it is done", () => {
    const abort = new AbortController();
    const rig = new Rig({ signal: abort.signal }).open();
    rig.stream.answer([]);
    abort.abort();
    expect(rig.end).toBeUndefined();
  });
});

describe("ClientCall's callbacks", () => {
  it("hear of headers before messages and of trailers at the end, once each", () => {
    const heard: string[] = [];
    const rig = new Rig({
      onHeaders: (metadata) => heard.push(`headers ${metadata.get("x-a") ?? ""}`),
      onTrailers: (metadata) => heard.push(`trailers ${metadata.get("x-a") ?? ""}`),
    }).open();
    rig.onMessage = () => heard.push("message");
    rig.peer.onHeaders({ ...GRPC, "x-a": "1" });
    rig.peer.onData(textFrame("a"));
    rig.peer.onTrailers({ "grpc-status": "0", "x-a": "2" });
    expect(heard).toEqual(["headers 1", "message"]);
    rig.peer.onEnd();
    expect(heard).toEqual(["headers 1", "message", "trailers 2"]);
  });

  it("hear of the trailers of a failed call too", () => {
    const heard: (string | undefined)[] = [];
    const rig = new Rig({ onTrailers: (metadata) => heard.push(metadata.get("x-a")) }).open();
    rig.peer.onHeaders({ ...GRPC, "grpc-status": "5", "x-a": "1" });
    rig.peer.onEnd();
    expect(heard).toEqual(["1"]);
    expect(rig.end?.status).toBe("NOT_FOUND");
  });

  it("hear no trailers from a call that got none", () => {
    const heard: unknown[] = [];
    const rig = new Rig({ onTrailers: (metadata) => heard.push(metadata) }).open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onFailure(new TransportError("TRANSPORT_LOST", "scripted:443", "the link broke"));
    expect(heard).toEqual([]);
    expect(rig.end?.status).toBe("UNAVAILABLE");
  });

  it.each(["onHeaders", "onTrailers"] as const)("end the call, not the process, if %s throws", (name) => {
    const bug = new Error("a bug of the caller's");
    const rig = new Rig({
      [name]: () => {
        throw bug;
      },
    }).open();
    rig.stream.answer(["a"]);
    expect(rig.end).toMatchObject({ status: "CANCELLED", cause: bug });
    expect(rig.stream.resetCode).toBe(8);
  });

  it("may abort the call", () => {
    const abort = new AbortController();
    const rig = new Rig({ signal: abort.signal, onHeaders: () => abort.abort() }).open();
    rig.stream.answer(["a"]);
    expect(rig.end?.status).toBe("CANCELLED");
    expect(rig.messages).toEqual([]);
  });
});

describe("ClientCall's attempts", () => {
  const retry = (): RetryPolicy => retryPolicy({ random: () => 0.5, initialBackoffMs: 100 });
  const unavailable = { ...GRPC, "grpc-status": "14", "grpc-message": "busy" };

  it("are repeated after the policy's wait, and say how many there were", () => {
    const rig = new Rig({}, { retry: retry() }).open();
    rig.peer.onHeaders(unavailable);
    rig.peer.onEnd();
    expect(rig.streams).toHaveLength(1);
    rig.clock.advance(100);
    expect(rig.streams).toHaveLength(2);
    expect(rig.stream.sent).toEqual(["request"]);
    rig.stream.answer(["a"]);
    expect(rig.end).toBeUndefined();
    expect(rig.messages).toEqual(["a"]);
    expect(rig.previousAttempts).toEqual([0, 1]);
    expect(rig.clock.pending).toBe(0);
  });

  it("end with the last error when there are no more", () => {
    const rig = new Rig({}, { retry: retryPolicy({ random: () => 0.5, maxTokens: 100 }) }).open();
    for (const waitMs of [100, 200, 0]) {
      rig.peer.onHeaders(unavailable);
      rig.peer.onEnd();
      rig.clock.advance(waitMs);
    }
    expect(rig.streams).toHaveLength(3);
    expect(rig.end).toMatchObject({ status: "UNAVAILABLE", detail: "busy" });
  });

  it("are not repeated once the response has begun", () => {
    const rig = new Rig({}, { retry: retry() }).open();
    rig.peer.onHeaders(GRPC);
    rig.peer.onTrailers({ "grpc-status": "14" });
    rig.peer.onEnd();
    expect(rig.end?.status).toBe("UNAVAILABLE");
  });

  it("are not repeated past the deadline: the error that is known is worth more than the wait", () => {
    const rig = new Rig({ timeoutMs: 99 }, { retry: retry() }).open();
    rig.peer.onHeaders(unavailable);
    rig.peer.onEnd();
    expect(rig.end?.status).toBe("UNAVAILABLE");
  });

  it("stop when the caller cancels during the wait", () => {
    const abort = new AbortController();
    const rig = new Rig({ signal: abort.signal }, { retry: retry() }).open();
    rig.peer.onHeaders(unavailable);
    rig.peer.onEnd();
    abort.abort();
    expect(rig.end?.status).toBe("CANCELLED");
    expect(rig.clock.pending).toBe(0);
    expect(rig.streams).toHaveLength(1);
  });

  it("obey the server's pushback", () => {
    const rig = new Rig({}, { retry: retry() }).open();
    rig.peer.onHeaders({ ...unavailable, "grpc-retry-pushback-ms": "700" });
    rig.peer.onEnd();
    rig.clock.advance(699);
    expect(rig.streams).toHaveLength(1);
    rig.clock.advance(1);
    expect(rig.streams).toHaveLength(2);
  });

  it("ignore what an abandoned stream still says", () => {
    const rig = new Rig({}, { retry: retry() }).open();
    const { peer: old } = rig;
    old.onHeaders(unavailable);
    old.onEnd();
    rig.clock.advance(100);
    old.onData(textFrame("late"));
    old.onFailure(new StreamResetError(2));
    rig.stream.answer(["a"]);
    expect(rig.end).toBeUndefined();
    expect(rig.messages).toEqual(["a"]);
  });
});

describe("ClientCall's compression", () => {
  const reverse: MessageEncoding = {
    name: "reverse",
    compress: (bytes) => Promise.resolve(bytes.toReversed()),
    decompress: (bytes) => Promise.resolve(bytes.toReversed()),
  };

  it("takes messages compressed as the response says, and plain ones beside them", async () => {
    const rig = new Rig({}, { encodings: [reverse] }).open();
    rig.peer.onHeaders({ ...GRPC, "grpc-encoding": "reverse" });
    const compressed = { compressed: true, bytes: new TextEncoder().encode("olleh") };
    expect(await rig.call.inflate(compressed)).toEqual(new TextEncoder().encode("hello"));
    const plain = { compressed: false, bytes: new Uint8Array([1]) };
    expect(rig.call.inflate(plain)).toBe(plain.bytes);
  });

  it("refuses an encoding that was not offered", () => {
    const rig = new Rig({}, { encodings: [reverse] }).open();
    rig.peer.onHeaders({ ...GRPC, "grpc-encoding": "snappy" });
    expect(rig.end).toMatchObject({ status: "INTERNAL" });
    expect(rig.end?.detail).toContain('"snappy"');
    expect(rig.stream.resetCode).toBe(8);
  });
});
