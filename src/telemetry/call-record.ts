/**
 * What is told of one call: a span from the moment the channel was asked until the call ended, and its duration. The call
 * is over before its last response is decoded, so whoever reads the responses says when they have been looked at.
 */
import {
  type Attributes,
  type Context,
  type Histogram,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { type CallObserver, type InterceptedCall, RpcError } from "../grpc/index.ts";
import { ATTRIBUTE } from "./conventions.ts";
import { responseFacts } from "./response-facts.ts";
import { serverAttributes } from "./server-attributes.ts";

/** Who is told, and below what. */
export interface RecordOptions {
  readonly tracer: Tracer;
  /** `undefined` where nobody collects durations. */
  readonly duration: Histogram | undefined;
  /** The caller's. */
  readonly parent: Context;
  /** More attributes of every span and duration. */
  readonly attributes: Attributes;
}

/** One call's span and duration. */
export class CallRecord implements CallObserver {
  /** The caller's context with the span in it. */
  readonly context: Context;
  readonly #span: Span;
  readonly #duration: Histogram | undefined;
  readonly #attributes: Attributes;
  readonly #streams: boolean;
  readonly #begunMs = performance.now();
  #endedMs: number | undefined;
  #error: unknown;
  #isReading = false;
  #isLeft = false;
  #isTold = false;
  #hasResponse = false;
  #attempts = 0;
  #sent = 0;
  #received = 0;

  constructor(call: InterceptedCall, { tracer, duration, parent, attributes }: RecordOptions) {
    const { path, kind } = call.method;
    const method = path.slice(1);
    this.#attributes = {
      [ATTRIBUTE.system]: "grpc",
      [ATTRIBUTE.method]: method,
      ...serverAttributes(call.authority),
      ...attributes,
    };
    this.#duration = duration;
    this.#streams = kind !== "unary";
    const options = { kind: SpanKind.CLIENT, attributes: this.#attributes, startTime: this.#begunMs };
    this.#span = tracer.startSpan(method, options, parent);
    this.context = trace.setSpan(parent, this.#span);
  }

  /** Whether anybody learns of this call. */
  get isHeard(): boolean {
    return this.#duration !== undefined || this.#span.isRecording();
  }

  attempt(): void {
    this.#attempts++;
  }

  headers(): void {
    // The conventions have no place for it.
  }

  message(direction: "sent" | "received"): void {
    if (direction === "sent") this.#sent++;
    else this.#received++;
  }

  ended(error: RpcError | undefined): void {
    this.#endedMs = performance.now();
    this.#error = error;
    // A reader that waits gets what came last, and says so; one that is away may never come back.
    if (!this.#isReading) this.#tell();
  }

  /** A response is being waited for. */
  reading(): void {
    this.#isReading = true;
  }

  /** One came. */
  read(response: unknown): void {
    this.#isReading = false;
    if (this.#isTold) return;
    const facts = responseFacts(response);
    if (!this.#hasResponse || ATTRIBUTE.headerError in facts) this.#span.setAttributes(facts);
    this.#hasResponse = true;
    // A call of one response ends when the response has been handed on, unless it is known to be over.
    if (this.#endedMs !== undefined) this.#tell();
  }

  /** None will come: the end, or what the reader is thrown. */
  finished(error?: unknown): void {
    this.#isReading = false;
    this.#error = error ?? this.#error;
    this.#tell();
  }

  /** The reader leaves before the end, as readers of endless streams do. */
  left(): void {
    this.#isLeft = true;
  }

  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    const endedMs = this.#endedMs ?? performance.now();
    const outcome = this.#outcome();
    this.#span.setAttributes({ ...outcome, ...this.#counts() });
    if (ATTRIBUTE.errorType in outcome) {
      const message = this.#error instanceof Error ? this.#error.message : String(this.#error);
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message });
    }
    this.#span.end(endedMs);
    this.#duration?.record((endedMs - this.#begunMs) / 1000, { ...this.#attributes, ...outcome }, this.context);
  }

  /** Every status but OK is an error, except that a reader may leave. */
  #outcome(): Attributes {
    const error = this.#error;
    if (error === undefined) return { [ATTRIBUTE.status]: this.#isLeft ? "CANCELLED" : "OK" };
    if (!(error instanceof RpcError)) return { [ATTRIBUTE.errorType]: error instanceof Error ? error.name : "_OTHER" };
    if (this.#isLeft && error.status === "CANCELLED") return { [ATTRIBUTE.status]: error.status };
    return { [ATTRIBUTE.status]: error.status, [ATTRIBUTE.errorType]: error.status };
  }

  #counts(): Attributes {
    return {
      ...(this.#attempts > 1 ? { [ATTRIBUTE.attempts]: this.#attempts } : {}),
      ...(this.#streams ? { [ATTRIBUTE.sentMessages]: this.#sent, [ATTRIBUTE.receivedMessages]: this.#received } : {}),
    };
  }
}
