/** An interceptor that tells OpenTelemetry of every call. It begins nothing where nobody listens. */
import { type Attributes, context, type Meter, propagation, type Tracer } from "@opentelemetry/api";
import { bothObservers, type ClientInterceptor, type InterceptedCall, Metadata } from "../grpc/index.ts";
import { CallRecord } from "./call-record.ts";
import { Instruments } from "./instruments.ts";

/** Whom to tell, and what besides. */
export interface TelemetryOptions {
  /** Default: that of the SDK that is registered, also if it comes later. */
  readonly tracer?: Tracer | undefined;
  /** Default: that of the SDK that is registered, also if it comes later. */
  readonly meter?: Meter | undefined;
  /**
   * Send the span's context along in the call's metadata, as the registered propagator writes it (`traceparent`). Default
   * false: a robot has no use for it.
   */
  readonly propagate?: boolean | undefined;
  /**
   * More attributes of every span and duration, for example which robot it is. They take precedence: every robot has the
   * same authorities, from which `server.address` comes otherwise.
   */
  readonly attributes?: Attributes | undefined;
}

type Next = Parameters<ClientInterceptor>[1];

/**
 * Make an interceptor that gives a span and a duration for each call, by OpenTelemetry's semantic conventions 1.45.0. A
 * span's parent is the active one where the call is made, for a stream where it is first read.
 * @example
 * ```ts
 * import { connect } from "spotwire";
 * import { telemetryInterceptor } from "spotwire/telemetry";
 *
 * await using robot = await connect("192.168.80.3", {
 *   roots: "-----BEGIN CERTIFICATE-----…",
 *   interceptors: [telemetryInterceptor({ attributes: { "server.address": "192.168.80.3" } })],
 * });
 * ```
 */
export function telemetryInterceptor(options: TelemetryOptions = {}): ClientInterceptor {
  const { tracer, meter, propagate = false, attributes = {} } = options;
  const instruments = new Instruments(tracer, meter);
  return (call, next) => ({
    [Symbol.asyncIterator]() {
      const record = new CallRecord(call, {
        tracer: instruments.tracer,
        duration: instruments.duration,
        parent: context.active(),
        attributes,
      });
      const sent = propagate ? withContext(call, record) : call;
      return (record.isHeard ? new RecordedResponses(sent, next, record) : next(sent))[Symbol.asyncIterator]();
    },
  });
}

/** The span is not made the active one: what a call opens, a connection above all, outlives it by far. */
function withContext(call: InterceptedCall, record: CallRecord): InterceptedCall {
  const carrier: Record<string, string> = {};
  propagation.inject(record.context, carrier);
  const metadata = new Metadata(call.options.metadata);
  for (const [key, value] of Object.entries(carrier)) metadata.set(key, value);
  return { ...call, options: { ...call.options, metadata } };
}

/** Tells the record what is read. */
class RecordedResponses implements AsyncIterableIterator<unknown> {
  readonly #responses: AsyncIterator<unknown>;
  readonly #record: CallRecord;

  constructor(call: InterceptedCall, next: Next, record: CallRecord) {
    const { observe } = call.options;
    const options = {
      ...call.options,
      observe: (channels: Parameters<typeof bothObservers>[0]) =>
        bothObservers(observe?.(channels) ?? channels, record),
    };
    this.#record = record;
    this.#responses = next({ ...call, options })[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown>> {
    this.#record.reading();
    try {
      const result = await this.#responses.next();
      if (result.done === true) this.#record.finished();
      else this.#record.read(result.value);
      return result;
    } catch (error) {
      this.#record.finished(error);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.#record.left();
    try {
      await this.#responses.return?.();
    } finally {
      this.#record.finished();
    }
    return { done: true, value: undefined };
  }
}
