/** OpenTelemetry's own SDK for tests: what ended and what is still open, and what was measured. */
import { context, propagation, type Meter, type Tracer } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { type DataPoint, type Histogram, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { onTestFinished } from "vitest";

/** One measured series. */
export type Duration = DataPoint<Histogram>;

/** An SDK that keeps everything. */
export interface Collected {
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** Spans that ended, in that order. */
  readonly spans: ReadableSpan[];
  /** Spans begun and not ended. */
  readonly open: Set<string>;
  /** What was measured under a name. */
  readonly durations: (name: string) => Promise<Duration[]>;
}

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {
    await Promise.resolve();
  }
  protected override async onShutdown(): Promise<void> {
    await Promise.resolve();
  }
}

/** Start an SDK, with the context manager and propagator that a program would have; it is gone after the test. */
export function collectTelemetry(options: { readonly sampler?: Sampler } = {}): Collected {
  const spans: ReadableSpan[] = [];
  const open = new Set<string>();
  const processor: SpanProcessor = {
    onStart: (span) => void open.add(span.spanContext().spanId),
    onEnd(span) {
      open.delete(span.spanContext().spanId);
      spans.push(span);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const tracers = new BasicTracerProvider({ ...options, spanProcessors: [processor] });
  const reader = new Reader();
  const meters = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  onTestFinished(async () => {
    context.disable();
    propagation.disable();
    await tracers.shutdown();
    await meters.shutdown();
  });
  return {
    tracer: tracers.getTracer("test"),
    meter: meters.getMeter("test"),
    spans,
    open,
    async durations(name) {
      const { resourceMetrics } = await reader.collect();
      const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
      return all
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints as Duration[]);
    },
  };
}
