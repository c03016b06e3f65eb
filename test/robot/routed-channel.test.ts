import { describe, expect, it } from "vitest";
import type { Channel, ResponseStream } from "../../src/grpc/index.ts";
import { RoutedChannel } from "../../src/robot/routed-channel.ts";
import { collect } from "../support/collect.ts";
import { Echo } from "../support/echo-service.ts";
import { rejection } from "../support/robots.ts";

/** A channel that answers with its own name, and notes which streams were left. */
function named(name: string, left: string[] = []): Channel {
  async function* stream(): AsyncGenerator<string, undefined> {
    try {
      yield `${name} 1`;
      yield `${name} 2`;
    } finally {
      left.push(name);
    }
  }
  return {
    unary: async () => name as never,
    clientStreaming: async () => name as never,
    serverStreaming: () => stream() as AsyncIterable<string> as ResponseStream<never>,
    bidiStreaming: () => stream() as AsyncIterable<string> as ResponseStream<never>,
  };
}

describe("RoutedChannel", () => {
  it("asks where to go at each call of each kind", async () => {
    let turn = 0;
    const channel = new RoutedChannel(async () => named(`c${++turn}`));
    expect(await channel.unary(Echo.once, "x")).toBe("c1");
    expect(await channel.clientStreaming(Echo.join, ["x"])).toBe("c2");
    expect(await collect(channel.serverStreaming(Echo.split, "x"))).toEqual(["c3 1", "c3 2"]);
    expect(await collect(channel.bidiStreaming(Echo.each, ["x"]))).toEqual(["c4 1", "c4 2"]);
  });

  it("passes request and options on as they are", async () => {
    const seen: unknown[] = [];
    const channel = new RoutedChannel(() => ({
      ...named("c"),
      unary: (...args: unknown[]) => {
        seen.push(...args);
        return Promise.resolve("ok" as never);
      },
    }));
    const options = { timeoutMs: 5 };
    await channel.unary(Echo.once, "request", options);
    expect(seen).toEqual([Echo.once, "request", options]);
  });

  it("lets a call throw what the look-up throws", async () => {
    const failure = new Error("no such service");
    const channel = new RoutedChannel(() => {
      throw failure;
    });
    expect(await rejection(channel.unary(Echo.once, "x"))).toBe(failure);
    expect(await rejection(channel.clientStreaming(Echo.join, ["x"]))).toBe(failure);
    expect(await rejection(channel.serverStreaming(Echo.split, "x").next())).toBe(failure);
    expect(await rejection(collect(channel.bidiStreaming(Echo.each, ["x"])))).toBe(failure);
  });

  it("looks a stream's channel up when it is first read, and once", async () => {
    let lookups = 0;
    const channel = new RoutedChannel(() => {
      lookups++;
      return named("c");
    });
    const stream = channel.serverStreaming(Echo.split, "x");
    expect(lookups).toBe(0);
    await collect(stream);
    expect(lookups).toBe(1);
  });

  it("leaves the stream that its reader leaves", async () => {
    const left: string[] = [];
    const channel = new RoutedChannel(async () => named("c", left));
    for await (const first of channel.serverStreaming(Echo.split, "x")) {
      expect(first).toBe("c 1");
      break;
    }
    expect(left).toEqual(["c"]);
  });

  it("has nothing to leave in a stream that was never read, and does not begin it later", async () => {
    let lookups = 0;
    const channel = new RoutedChannel(() => {
      lookups++;
      return named("c");
    });
    const stream = channel.serverStreaming(Echo.split, "x");
    const end = { done: true, value: undefined };
    expect(await stream.return()).toEqual(end);
    expect(await stream.next()).toEqual(end);
    expect(lookups).toBe(0);
  });

  it("has nothing to leave in a stream that did not come about", async () => {
    const channel = new RoutedChannel(() => Promise.reject(new Error("no such service")));
    const stream = channel.serverStreaming(Echo.split, "x");
    await rejection(stream.next());
    expect(await stream.return()).toEqual({ done: true, value: undefined });
  });
});
