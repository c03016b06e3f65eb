/** Spans and durations of calls to a server on loopback, as OpenTelemetry's SDK collects them. */
import { context, metrics, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { AlwaysOffSampler, BasicTracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import {
  ATTR_ERROR_TYPE,
  ATTR_RPC_METHOD,
  ATTR_RPC_STATUS_CODE,
  ATTR_RPC_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  METRIC_RPC_CLIENT_CALL_DURATION,
  RPC_SYSTEM_NAME_VALUE_GRPC,
} from "@opentelemetry/semantic-conventions";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type Channel,
  type GrpcChannel,
  type GrpcChannelOptions,
  retryPolicy,
  RpcError,
  withInterceptors,
} from "../../src/grpc/index.ts";
import type { GrpcServer } from "../../src/grpc/server/index.ts";
import { telemetryInterceptor, type TelemetryOptions } from "../../src/telemetry/index.ts";
import { openChannel, startServer } from "../support/channels.ts";
import { collect } from "../support/collect.ts";
import { serveEcho } from "../support/echo-server.ts";
import { Echo } from "../support/echo-service.ts";
import { rejection } from "../support/robots.ts";
import { type Collected, collectTelemetry } from "../support/telemetry.ts";

interface Scene extends Collected {
  readonly channel: Channel;
  readonly bare: GrpcChannel;
  /** The metadata of each call, as the server has it. */
  readonly traceparents: (string | undefined)[];
}

async function scene(
  options: {
    readonly serve?: (server: GrpcServer) => void;
    readonly telemetry?: TelemetryOptions;
    readonly channel?: Partial<GrpcChannelOptions>;
    readonly sdk?: Parameters<typeof collectTelemetry>[0];
  } = {},
): Promise<Scene> {
  const traceparents: (string | undefined)[] = [];
  const { port } = await startServer(options.serve ?? serveEcho, {
    interceptors: [
      ({ context: { metadata }, requests }, next) => {
        traceparents.push(metadata.get("traceparent"));
        return next(requests);
      },
    ],
  });
  const collected = collectTelemetry(options.sdk);
  const bare = openChannel(port, options.channel);
  const { tracer, meter } = collected;
  const interceptor = telemetryInterceptor({ tracer, meter, ...options.telemetry });
  return { ...collected, bare, channel: withInterceptors(bare, interceptor), traceparents };
}

function only(spans: readonly ReadableSpan[]): ReadableSpan {
  expect(spans).toHaveLength(1);
  return spans[0] as ReadableSpan;
}

const neverAnswer = (server: GrpcServer): void =>
  void server
    .handle(
      Echo.once,
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("over")));
        }),
    )
    .handle(Echo.each, async function* (requests, { signal }) {
      yield "first";
      yield "second";
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      for await (const request of requests) yield request;
    });

describe("telemetryInterceptor", () => {
  it("gives a unary call a span and a duration, by the names of the conventions", async () => {
    const { channel, spans, open, durations } = await scene();
    expect(await channel.unary(Echo.once, "x")).toBe("x");
    const span = only(spans);
    expect(span.name).toBe("spotwire.test.Echo/Once");
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    const attributes = {
      [ATTR_RPC_SYSTEM_NAME]: RPC_SYSTEM_NAME_VALUE_GRPC,
      [ATTR_RPC_METHOD]: "spotwire.test.Echo/Once",
      [ATTR_RPC_STATUS_CODE]: "OK",
      [ATTR_SERVER_ADDRESS]: "echo.test",
    };
    expect(span.attributes).toEqual(attributes);
    const [duration, ...others] = await durations(METRIC_RPC_CLIENT_CALL_DURATION);
    expect(others).toEqual([]);
    expect(duration?.attributes).toEqual(attributes);
    expect(duration?.value.count).toBe(1);
    expect(duration?.value.buckets.boundaries).toEqual([
      0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]);
    const [seconds, nanoseconds] = span.duration;
    expect(duration?.value.sum).toBeCloseTo(seconds + nanoseconds / 1e9, 4);
    expect(open.size).toBe(0);
  });

  it("takes port and address from an authority, and the caller's attributes before them", async () => {
    const { channel, spans } = await scene({
      channel: { authority: "[fd00::3]:8443" },
      telemetry: { attributes: { "robot.name": "spot-7" } },
    });
    await channel.unary(Echo.once, "x");
    expect(only(spans).attributes).toMatchObject({
      [ATTR_SERVER_ADDRESS]: "fd00::3",
      [ATTR_SERVER_PORT]: 8443,
      "robot.name": "spot-7",
    });
    const named = await scene({ telemetry: { attributes: { [ATTR_SERVER_ADDRESS]: "192.168.80.3" } } });
    await named.channel.unary(Echo.once, "x");
    expect(only(named.spans).attributes[ATTR_SERVER_ADDRESS]).toBe("192.168.80.3");
  });

  it("makes every status but OK an error, in span and duration", async () => {
    const { channel, spans, open, durations } = await scene({
      serve: (server) =>
        server.handle(Echo.once, (_, { path }) => {
          throw new RpcError("NOT_FOUND", path, "no such thing");
        }),
    });
    await expect(channel.unary(Echo.once, "x")).rejects.toThrow("no such thing");
    const span = only(spans);
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.status.message).toContain("no such thing");
    expect(span.attributes).toMatchObject({ [ATTR_RPC_STATUS_CODE]: "NOT_FOUND", [ATTR_ERROR_TYPE]: "NOT_FOUND" });
    const [duration] = await durations(METRIC_RPC_CLIENT_CALL_DURATION);
    expect(duration?.attributes).toMatchObject({ [ATTR_RPC_STATUS_CODE]: "NOT_FOUND", [ATTR_ERROR_TYPE]: "NOT_FOUND" });
    expect(open.size).toBe(0);
  });

  it("ends a span where the response does not decode, or the request was never sent", async () => {
    const { channel, spans, open } = await scene();
    await rejection(channel.unary(Echo.once, "undecodable"));
    await rejection(channel.unary(Echo.once, "x", { compress: true }));
    expect(spans.map(({ attributes }) => [attributes[ATTR_RPC_STATUS_CODE], attributes[ATTR_ERROR_TYPE]])).toEqual([
      ["INTERNAL", "INTERNAL"],
      [undefined, "TypeError"],
    ]);
    expect(open.size).toBe(0);
  });

  it("gives a stream one span from its first read to its end, with the number of its messages", async () => {
    const { channel, spans, open } = await scene();
    const responses = channel.serverStreaming(Echo.split, "a b c");
    expect(open.size).toBe(0);
    expect(await collect(responses)).toEqual(["a", "b", "c"]);
    expect(await channel.clientStreaming(Echo.join, ["a", "b"])).toBe("a b");
    expect(await collect(channel.bidiStreaming(Echo.each, ["a", "b"]))).toEqual(["a", "b"]);
    expect(
      spans.map(({ name, attributes }) => [
        name,
        attributes["spotwire.sent_messages"],
        attributes["spotwire.received_messages"],
      ]),
    ).toEqual([
      ["spotwire.test.Echo/Split", 1, 3],
      ["spotwire.test.Echo/Join", 2, 1],
      ["spotwire.test.Echo/Each", 2, 2],
    ]);
    expect(spans.map(({ status }) => status.code)).toEqual([0, 0, 0]);
    expect(open.size).toBe(0);
  });

  it("takes a reader that leaves for no error", async () => {
    const { channel, spans, open } = await scene({ serve: neverAnswer });
    for await (const response of channel.bidiStreaming(Echo.each, [], { timeoutMs: Infinity })) {
      expect(response).toBe("first");
      break;
    }
    const span = only(spans);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.attributes[ATTR_RPC_STATUS_CODE]).toBe("CANCELLED");
    expect(span.attributes).not.toHaveProperty(ATTR_ERROR_TYPE);
    expect(open.size).toBe(0);
  });

  it("ends the span of a reader that leaves while it waits", async () => {
    const { channel, spans, open } = await scene({ serve: neverAnswer });
    const responses = channel.bidiStreaming(Echo.each, [], { timeoutMs: Infinity });
    await responses.next();
    await responses.next();
    const waiting = responses.next();
    await responses.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(only(spans).attributes[ATTR_RPC_STATUS_CODE]).toBe("CANCELLED");
    expect(open.size).toBe(0);
  });

  it("ends the span when the call ends, though its reader does not come back", async () => {
    const { channel, bare, spans, open } = await scene({ serve: neverAnswer });
    const responses = channel.bidiStreaming(Echo.each, [], { timeoutMs: Infinity });
    await responses.next();
    expect(open.size).toBe(1);
    await bare.close();
    expect(only(spans).attributes).toMatchObject({
      [ATTR_RPC_STATUS_CODE]: "CANCELLED",
      [ATTR_ERROR_TYPE]: "CANCELLED",
    });
    expect(open.size).toBe(0);
  });

  it("tells of cancelled calls and of deadlines", async () => {
    const { channel, spans, open } = await scene({ serve: neverAnswer });
    const stop = new AbortController();
    const cancelled = rejection(channel.unary(Echo.once, "x", { signal: stop.signal }));
    stop.abort(new Error("enough"));
    await cancelled;
    await rejection(channel.unary(Echo.once, "x", { timeoutMs: 20 }));
    expect(spans.map(({ attributes }) => attributes[ATTR_ERROR_TYPE])).toEqual(["CANCELLED", "DEADLINE_EXCEEDED"]);
    expect(open.size).toBe(0);
  });

  it("counts the attempts of one call in one span", async () => {
    let calls = 0;
    const { channel, spans } = await scene({
      serve: (server) =>
        server.handle(Echo.once, (request, { path }) => {
          if (++calls < 3) throw new RpcError("UNAVAILABLE", path, "come back");
          return request;
        }),
      channel: { retry: retryPolicy({ initialBackoffMs: 1 }) },
    });
    expect(await channel.unary(Echo.once, "x")).toBe("x");
    expect(only(spans).attributes).toMatchObject({ "spotwire.attempts": 3, [ATTR_RPC_STATUS_CODE]: "OK" });
  });

  it("puts each of many calls at once below the span that its caller is in", async () => {
    const { channel, tracer, spans, open } = await scene();
    const parents = Array.from({ length: 20 }, (_, index) => tracer.startSpan(`parent ${index}`));
    await Promise.all(
      parents.map((parent, index) =>
        context.with(trace.setSpan(context.active(), parent), async () => {
          await Promise.resolve();
          if (index % 2 === 0) await channel.unary(Echo.once, String(index));
          else await collect(channel.serverStreaming(Echo.split, `${index} more`));
        }),
      ),
    );
    expect(spans.map(({ parentSpanContext }) => parentSpanContext?.spanId).sort()).toEqual(
      parents.map((parent) => parent.spanContext().spanId).sort(),
    );
    for (const parent of parents) parent.end();
    expect(open.size).toBe(0);
  });

  it("tells the server of the span only if it is asked to", async () => {
    const silent = await scene();
    await silent.channel.unary(Echo.once, "x", { metadata: { "x-other": "1" } });
    expect(silent.traceparents).toEqual([undefined]);
    const { channel, traceparents, spans } = await scene({ telemetry: { propagate: true } });
    await channel.unary(Echo.once, "x", { metadata: { "x-other": "1" } });
    const { traceId, spanId } = only(spans).spanContext();
    expect(traceparents).toEqual([`00-${traceId}-${spanId}-01`]);
  });

  it("measures calls whose spans are not sampled, and passes their context on", async () => {
    const { channel, spans, traceparents, durations } = await scene({
      sdk: { sampler: new AlwaysOffSampler() },
      telemetry: { propagate: true },
    });
    await channel.unary(Echo.once, "x");
    expect(spans).toEqual([]);
    expect(traceparents[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(await durations(METRIC_RPC_CLIENT_CALL_DURATION)).toHaveLength(1);
  });

  it("does nothing but pass calls on without an SDK, and begins with the one that is registered later", async () => {
    const { bare, spans, durations } = await scene();
    const passed: unknown[] = [];
    const channel = withInterceptors(bare, telemetryInterceptor(), (call, next) => {
      passed.push(call.options.observe);
      return next(call);
    });
    await channel.unary(Echo.once, "x");
    expect(passed).toEqual([undefined]);
    const begun: string[] = [];
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({
        spanProcessors: [
          {
            onStart: ({ instrumentationScope: { name, schemaUrl } }) => void begun.push(`${name} ${schemaUrl}`),
            onEnd: () => undefined,
            forceFlush: () => Promise.resolve(),
            shutdown: () => Promise.resolve(),
          },
        ],
      }),
    );
    metrics.setGlobalMeterProvider(new MeterProvider());
    onTestFinished(() => {
      trace.disable();
      metrics.disable();
    });
    await channel.unary(Echo.once, "x");
    expect(begun).toEqual(["spotwire https://opentelemetry.io/schemas/1.45.0"]);
    expect(passed[1]).toBeTypeOf("function");
    expect(spans).toEqual([]);
    expect(await durations(METRIC_RPC_CLIENT_CALL_DURATION)).toEqual([]);
  });
});
