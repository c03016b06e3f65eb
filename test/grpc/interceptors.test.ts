import { describe, expect, it, vi } from "vitest";
import type { CallOptions } from "../../src/grpc/call-options.ts";
import { bothObservers, type CallObserver } from "../../src/grpc/channel-observer.ts";
import type { Channel } from "../../src/grpc/channel.ts";
import { RpcError } from "../../src/grpc/errors.ts";
import { type ClientInterceptor, withInterceptors } from "../../src/grpc/interceptors.ts";
import { serveEcho } from "../support/echo-server.ts";
import { openChannel, startServer } from "../support/channels.ts";
import { collect } from "../support/collect.ts";
import { settle } from "../support/settle.ts";
import { Echo } from "../support/echo-service.ts";

async function channelWith(...interceptors: readonly ClientInterceptor[]): Promise<Channel> {
  const { port } = await startServer(serveEcho);
  return withInterceptors(openChannel(port), ...interceptors);
}

/** Writes down what passes. */
function recorder(log: string[], name: string): ClientInterceptor {
  return async function* (call, next) {
    log.push(`${name} begins ${call.method.name}`);
    try {
      for await (const response of next(call)) {
        log.push(`${name} sees ${String(response)}`);
        yield response;
      }
    } finally {
      log.push(`${name} ends`);
    }
  };
}

describe("withInterceptors", () => {
  it("puts the first outermost", async () => {
    const log: string[] = [];
    const channel = await channelWith(recorder(log, "a"), recorder(log, "b"));
    expect(await channel.unary(Echo.once, "x")).toBe("x");
    expect(log).toEqual(["a begins Once", "b begins Once", "b sees x", "b ends", "a sees x", "a ends"]);
  });

  it("stands around every kind of call", async () => {
    const log: string[] = [];
    const channel = await channelWith(recorder(log, "a"));
    expect(await collect(channel.serverStreaming(Echo.split, "x y"))).toEqual(["x", "y"]);
    expect(await channel.clientStreaming(Echo.join, ["x", "y"])).toBe("x y");
    expect(await collect(channel.bidiStreaming(Echo.each, ["x", "y"]))).toEqual(["x", "y"]);
    expect(log.filter((line) => line.includes("begins"))).toEqual(["a begins Split", "a begins Join", "a begins Each"]);
  });

  it("lets an interceptor change requests, options and responses", async () => {
    const upper: ClientInterceptor = async function* (call, next) {
      const requests = (async function* () {
        for await (const request of call.requests) yield `${String(request)}!`;
      })();
      const options = { ...call.options, metadata: { "x-trace": "1" } };
      for await (const response of next({ ...call, requests, options })) yield String(response).toUpperCase();
    };
    const channel = await channelWith(upper);
    expect(await channel.unary(Echo.once, "x")).toBe("X!");
    expect(await collect(channel.bidiStreaming(Echo.each, ["x", "y"]))).toEqual(["X!", "Y!"]);
  });

  it("lets an interceptor answer in the server's place, or fail the call", async () => {
    const cached: ClientInterceptor = async function* () {
      yield await Promise.resolve("from the cache");
    };
    expect(await (await channelWith(cached)).unary(Echo.once, "x")).toBe("from the cache");
    const refusing: ClientInterceptor = (call) => {
      throw new RpcError("FAILED_PRECONDITION", call.method.path, "not now");
    };
    const channel = await channelWith(refusing);
    await expect(channel.unary(Echo.once, "x")).rejects.toThrow("not now");
    await expect(collect(channel.serverStreaming(Echo.split, "x"))).rejects.toThrow("not now");
  });

  it("passes on a reader that leaves while it waits", async () => {
    let isTold = false;
    const { port } = await startServer((server) =>
      server.handle(Echo.each, async function* (_, { signal }) {
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        isTold = true;
        yield "too late";
      }),
    );
    const channel = withInterceptors(openChannel(port), (call, next) => next(call));
    const responses = channel.bidiStreaming(Echo.each, [], { timeoutMs: Infinity });
    const waiting = responses.next();
    await settle();
    await responses.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await vi.waitFor(() => expect(isTold).toBe(true));
  });

  it("lets an interceptor watch the call beneath, beside the channel's observer", async () => {
    const heard: string[] = [];
    const observer = (name: string): CallObserver => ({
      attempt: (previous) => heard.push(`${name} attempt ${previous}`),
      headers: () => heard.push(`${name} headers`),
      message: (direction, bytes) => heard.push(`${name} ${direction} ${bytes}`),
      ended: (error) => heard.push(`${name} ended ${error?.status ?? "OK"}`),
    });
    const { port } = await startServer(serveEcho);
    const inner = openChannel(port, {
      observer: { sessionOpened: () => undefined, callStarted: () => observer("channel") },
    });
    const channel = withInterceptors(inner, (call, next) => {
      expect(call.authority).toBe("echo.test");
      const observe: CallOptions["observe"] = (channels) => bothObservers(channels, observer("call"));
      return next({ ...call, options: { ...call.options, observe } });
    });
    await channel.unary(Echo.once, "x");
    const events = ["attempt 0", "sent 6", "headers", "received 6", "ended OK"];
    expect(heard).toEqual(events.flatMap((event) => [`channel ${event}`, `call ${event}`]));
  });

  it("is told of a reader that leaves early, and cancels the call beneath", async () => {
    const log: string[] = [];
    const channel = await channelWith(recorder(log, "a"));
    for await (const response of channel.bidiStreaming(Echo.each, endless())) {
      expect(response).toBe("x");
      break;
    }
    expect(log).toEqual(["a begins Each", "a sees x", "a ends"]);
  });

  it("refuses an interceptor that makes too many responses or none", async () => {
    const greedy: ClientInterceptor = async function* (call, next) {
      yield* next(call);
      yield "more";
    };
    await expect((await channelWith(greedy)).unary(Echo.once, "x")).rejects.toThrow("2 responses");
    const silent: ClientInterceptor = async function* () {
      // says nothing
    };
    await expect((await channelWith(silent)).unary(Echo.once, "x")).rejects.toThrow("0 responses");
  });
});

async function* endless(): AsyncGenerator<string> {
  yield "x";
  await new Promise(() => undefined);
}
