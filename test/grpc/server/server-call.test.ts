import { describe, expect, it } from "vitest";
import { RpcError } from "../../../src/grpc/errors.ts";
import { Metadata } from "../../../src/grpc/metadata.ts";
import type { ServerContext } from "../../../src/grpc/server/context.ts";
import { GrpcServer, type GrpcServerOptions } from "../../../src/grpc/server/server.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { hex } from "../../support/hex.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { goodHeaders, openCall, type ScriptedClientCall } from "../../support/scripted-incoming.ts";
import { settle } from "../../support/scripted-transport.ts";

/** Serve with these handlers, and wait for handlers only where the test says so. */
function serve(configure: (server: GrpcServer) => void, options: GrpcServerOptions = {}): GrpcServer {
  const server = new GrpcServer({ maxReceiveMessageBytes: 64, ...options });
  configure(server);
  return server;
}

/** Call a method with one message. */
async function callOnce(server: GrpcServer, path: string = Echo.once.path): Promise<ScriptedClientCall> {
  const call = openCall(server, goodHeaders(path));
  call.send("x");
  call.end();
  await call.answered;
  return call;
}

describe("ServerCall", () => {
  it.each([
    [Echo.once.path, ["a b"], ["a b"]],
    [Echo.split.path, ["a b"], ["a", "b"]],
    [Echo.join.path, ["a", "b"], ["a b"]],
    [Echo.each.path, ["a", "b"], ["a", "b"]],
    [Echo.join.path, [], [""]],
    [Echo.each.path, [], []],
  ])("runs %s from %j to %j", async (path, requests, responses) => {
    const call = openCall(serve(serveEcho), goodHeaders(path));
    call.send(...requests);
    call.end();
    await call.answered;
    expect(call.stream.sent).toEqual(responses);
    expect(call.stream.response).toEqual({ ":status": "200", "content-type": "application/grpc" });
    expect(call.stream.trailers).toEqual({ "grpc-status": "0" });
  });

  it("answers while requests still come", async () => {
    const call = openCall(serve(serveEcho), goodHeaders(Echo.each.path));
    call.send("a");
    await settle();
    expect(call.stream.sent).toEqual(["a"]);
    call.send("b");
    call.end();
    await call.answered;
    expect(call.stream.sent).toEqual(["a", "b"]);
  });

  it("sends a handler's headers with the first response and its trailers with the status", async () => {
    const call = await callOnce(
      serve((server) =>
        server.handle(Echo.once, (request, context) => {
          context.setHeaders({ "x-head": "h" });
          context.setTrailers({ "x-tail": "t" });
          return request;
        }),
      ),
    );
    expect(call.stream.response).toMatchObject({ "x-head": "h" });
    expect(call.stream.trailers).toEqual({ "grpc-status": "0", "x-tail": "t" });
  });

  it("does not take headers once the response has begun", async () => {
    const call = await callOnce(
      serve((server) =>
        server.handle(Echo.split, async function* (_request, context) {
          yield "a";
          context.setHeaders({ "x-late": "1" });
        }),
      ),
      Echo.split.path,
    );
    expect(call.status).toEqual({
      code: "2",
      message: "Exception calling application: headers cannot be set: the response has begun",
    });
  });

  it("tells the handler who calls, and how long there is left", async () => {
    const clock = new ManualClock();
    let seen: ServerContext | undefined;
    const server = serve((each) => each.handle(Echo.once, (_request, context) => ((seen = context), "ok")), { clock });
    const call = openCall(server, { ...goodHeaders(), "grpc-timeout": "2S", "x-a": "1" });
    clock.advance(500);
    call.send("x");
    call.end();
    await call.answered;
    expect(seen).toMatchObject({ path: Echo.once.path, authority: "echo.test", peer: "127.0.0.1:50000" });
    expect(seen?.metadata.get("x-a")).toBe("1");
    expect(seen?.remainingMs()).toBe(1500);
    expect(clock.pending).toBe(0);
  });
});

describe("ServerCall, for a request it cannot serve", () => {
  // The statuses with which gRPC C-core was seen to answer.
  it.each([
    ["no message", "", "12", /the client sent none/],
    ["two messages", "00 00000001 61 00 00000001 62", "12", /the client sent more/],
    ["a message cut short", "00 00000002 61", "12", /cut short/],
    ["half a prefix", "00 00", "12", /cut short/],
    ["a message over the limit", "00 00000041", "8", /^Received message larger than max \(65 vs\. 64\)$/],
    ["a compressed message", "01 00000001 61", "13", /compressed/],
    ["a bad flag", "02 00000001 61", "13", /flag is 2/],
  ])("answers %s with its status", async (_name, bytes, status, message) => {
    const call = openCall(serve(serveEcho));
    call.stream.listener.onData(hex(bytes));
    call.end();
    await call.answered;
    expect(call.status.code).toBe(status);
    expect(call.status.message).toMatch(message);
    expect(call.stream.sent).toEqual([]);
  });

  it("answers a message that does not decode with 13", async () => {
    const call = openCall(serve(serveEcho));
    call.send("undecodable");
    call.end();
    await call.answered;
    expect(call.status).toEqual({ code: "13", message: "the request does not decode: told to fail" });
  });

  it("answers a bad frame at once, without waiting for the end of the request", async () => {
    const server = serve(serveEcho);
    const call = openCall(server, goodHeaders(Echo.each.path));
    call.send("a");
    await settle();
    call.stream.listener.onData(hex("02"));
    call.stream.listener.onData(hex("00 00 00 01 61"));
    await call.answered;
    expect(call.status.code).toBe("13");
    await server.settled();
  });
});

describe("ServerCall, when the handler fails", () => {
  it.each([
    ["throws", () => never()],
    ["rejects", async () => never()],
  ])("answers UNKNOWN in C-core's words if it %s", async (_how, handler) => {
    const call = await callOnce(serve((server) => server.handle(Echo.once, handler)));
    expect(call.status).toEqual({ code: "2", message: "Exception calling application: handler broke" });
    // Trailers-Only: one block, no messages.
    expect(call.stream.response).toBe(call.stream.trailers);
  });

  it("answers with the status and metadata of an RpcError, after the handler's own trailers", async () => {
    const server = serve((each) =>
      each.handle(Echo.once, (_request, context) => {
        context.setTrailers({ "x-a": "1" });
        throw new RpcError("NOT_FOUND", context.path, "no Ünicode", { metadata: new Metadata({ "x-b": "2" }) });
      }),
    );
    const call = await callOnce(server);
    expect(call.stream.trailers).toMatchObject({
      ...{ "grpc-status": "5", "grpc-message": "no %C3%9Cnicode", "x-a": "1", "x-b": "2" },
    });
  });

  it("sends the status as trailers if responses went before", async () => {
    const server = serve((each) =>
      each.handle(Echo.split, function* () {
        yield "a";
        never();
      }),
    );
    const call = await callOnce(server, Echo.split.path);
    expect(call.stream.sent).toEqual(["a"]);
    expect(call.stream.response).not.toHaveProperty("grpc-status");
    expect(call.stream.trailers).toMatchObject({ "grpc-status": "2" });
  });

  it("answers UNKNOWN if it returns what does not encode", async () => {
    const method = { ...Echo.once, output: { ...Echo.once.output, encode: () => never() } };
    const call = await callOnce(serve((server) => server.handle(method, (request) => request)));
    expect(call.status.code).toBe("2");
  });

  it("answers UNKNOWN if it throws something that is not an Error", async () => {
    const handler = (): never => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- handlers do such things
      throw "text";
    };
    const call = await callOnce(serve((server) => server.handle(Echo.once, handler)));
    expect(call.status).toEqual({ code: "2", message: "Exception calling application: text" });
  });

  it("leaves the refused headers out of the error that tells of them", async () => {
    const server = serve((each) =>
      each.handle(Echo.once, (request, context) => {
        context.setHeaders({ "x-refused": "1" });
        return request;
      }),
    );
    const call = openCall(server, goodHeaders(), (stream) => (stream.refusedField = "x-refused"));
    call.send("x");
    call.end();
    await call.answered;
    expect(call.status.code).toBe("2");
    expect(call.status.message).toContain("the transport refuses x-refused");
  });

  it("resets the stream if the transport refuses even the status", async () => {
    const server = serve((each) =>
      each.handle(Echo.once, (_request, context) => {
        context.setTrailers({ "x-refused": "1" });
        return never();
      }),
    );
    const call = openCall(server, goodHeaders(), (stream) => (stream.refusedField = "x-refused"));
    call.send("x");
    call.end();
    await call.answered;
    expect(call.stream.resetCode).toBe(2);
    await server.settled();
  });
});

function never(): never {
  throw new Error("handler broke");
}

/** A server whose one streaming handler never ends by itself, with what becomes of it. */
class EndlessServer {
  readonly clock = new ManualClock();
  context: ServerContext | undefined;
  isClosed = false;
  yielded = 0;
  readonly server = serve(
    (server) =>
      server.handle(Echo.split, (_request, context) => {
        this.context = context;
        return this.#run(context.signal);
      }),
    { clock: this.clock },
  );

  open(timeout?: string): ScriptedClientCall {
    const call = openCall(this.server, { ...goodHeaders(Echo.split.path), "grpc-timeout": timeout });
    call.send("x");
    call.end();
    return call;
  }

  /** Yields as fast as it is asked, and waits a turn each time, as a handler that reads something would. */
  async *#run(signal: AbortSignal): AsyncGenerator<string> {
    try {
      while (!signal.aborted) {
        yield String(this.yielded++);
        await settle();
      }
    } finally {
      this.isClosed = true;
    }
  }
}

describe("ServerCall, when the client has had enough", () => {
  it("answers DEADLINE_EXCEEDED when its deadline passes, aborts the signal and closes the handler", async () => {
    const endless = new EndlessServer();
    const call = endless.open("100m");
    await settle();
    expect(endless.yielded).toBeGreaterThan(0);
    endless.clock.advance(100);
    await call.answered;
    expect(call.status).toEqual({ code: "4", message: "the client's deadline passed" });
    expect(endless.context?.signal.aborted).toBe(true);
    expect(endless.context?.signal.reason).toMatchObject({ status: "DEADLINE_EXCEEDED" });
    await endless.server.settled();
    expect(endless.isClosed).toBe(true);
  });

  it("ends a handler that waits for requests when the deadline passes", async () => {
    const clock = new ManualClock();
    const server = serve(serveEcho, { clock });
    const call = openCall(server, { ...goodHeaders(Echo.join.path), "grpc-timeout": "1S" });
    await settle();
    clock.advance(1000);
    await call.answered;
    expect(call.status.code).toBe("4");
    await server.settled();
  });

  it("closes the handler when the client cancels, and sends nothing more", async () => {
    const endless = new EndlessServer();
    const call = endless.open();
    await settle();
    call.cancel();
    expect(endless.context?.signal.aborted).toBe(true);
    expect(endless.context?.signal.reason).toMatchObject({ status: "CANCELLED" });
    await endless.server.settled();
    expect(endless.isClosed).toBe(true);
    expect(call.stream.trailers).toBeUndefined();
    expect(endless.clock.pending).toBe(0);
  });

  it("produces no more responses than a slow client takes", async () => {
    const endless = new EndlessServer();
    const call = openCall(endless.server, goodHeaders(Echo.split.path), (stream) => (stream.hasRoom = false));
    call.send("x");
    call.end();
    for (let i = 0; i < 5; i++) await settle();
    expect(endless.yielded).toBe(1);
    call.stream.drain();
    for (let i = 0; i < 5; i++) await settle();
    expect(endless.yielded).toBe(2);
    call.cancel();
    call.stream.drain();
    await endless.server.settled();
  });

  it("closes the handler at the deadline even if the client takes nothing", async () => {
    const endless = new EndlessServer();
    const headers = { ...goodHeaders(Echo.split.path), "grpc-timeout": "1S" };
    const call = openCall(endless.server, headers, (stream) => (stream.hasRoom = false));
    call.send("x");
    call.end();
    await settle();
    endless.clock.advance(1000);
    await endless.server.settled();
    expect(endless.isClosed).toBe(true);
    expect(call.status.code).toBe("4");
  });

  it("pauses a client that sends faster than the handler reads", async () => {
    const server = serve((each) => each.handle(Echo.join, () => new Promise<string>(() => undefined)));
    const call = openCall(server, goodHeaders(Echo.join.path));
    for (let i = 0; i < 300; i++) call.send("x");
    expect(call.stream.isPaused).toBe(true);
    call.cancel();
  });

  it("tells the requests' reader of the loss", async () => {
    const seen: unknown[] = [];
    const server = serve((each) =>
      each.handle(Echo.join, async (requests) => {
        try {
          for await (const request of requests) seen.push(request);
        } catch (error) {
          seen.push(error);
        }
        return "";
      }),
    );
    const call = openCall(server, goodHeaders(Echo.join.path));
    call.send("a");
    call.cancel();
    await server.settled();
    expect(seen).toEqual(["a", expect.objectContaining({ status: "CANCELLED" })]);
  });
});
