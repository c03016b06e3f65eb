/**
 * One call, from the first thought of it to its status. It owns the deadline, the cancellation and the judgement of
 * what comes back; the call kinds above it only decide what goes in and how messages come out.
 *
 * Phases: `waiting` (no stream yet) → `open` → `done`. Every way out goes through `#finish`, once.
 */
import type { CallOptions } from "./call-options.ts";
import { DEFAULT_TIMEOUT_MS } from "./call-options.ts";
import type { Clock } from "./clock.ts";
import { FramingError, RpcError, type StreamResetError, type TransportError } from "./errors.ts";
import { MessageDeframer } from "./framing.ts";
import { Metadata } from "./metadata.ts";
import { checkResponseHeaders, checkTrailers, failureError } from "./response-status.ts";
import type { StatusName } from "./status.ts";
import type { HeaderFields } from "./header-fields.ts";
import { ResetCode, type StreamListener, type TransportStream } from "./transport.ts";

/** What a call kind hears of its call. */
export interface CallDelegate {
  /** One whole response message, still encoded. */
  onMessage(bytes: Uint8Array): void;
  /** The end, exactly once; `undefined` means status OK. */
  onDone(error: RpcError | undefined): void;
}

/** What the channel gives every call. */
export interface ClientCallContext {
  readonly clock: Clock;
  readonly maxReceiveMessageBytes: number;
  /** What the channel is doing, for the message of a deadline that passes before there is a stream. */
  describeState(): string;
}

/** The state machine of one call on the client's side. */
export class ClientCall implements StreamListener {
  readonly method: string;
  readonly #options: CallOptions;
  readonly #context: ClientCallContext;
  readonly #delegate: CallDelegate;
  readonly #deframer: MessageDeframer;
  readonly #deadline: number;
  readonly #onAbort = (): void => this.#abort();
  #cancelTimer: (() => void) | undefined;
  #phase: "waiting" | "open" | "done" = "waiting";
  #stream: TransportStream | undefined;
  #headers: HeaderFields | undefined;
  #trailers: HeaderFields | undefined;
  #whenDone: (() => void) | undefined;

  constructor(method: string, options: CallOptions, context: ClientCallContext, delegate: CallDelegate) {
    this.method = method;
    this.#options = options;
    this.#context = context;
    this.#delegate = delegate;
    this.#deframer = new MessageDeframer(options.maxReceiveMessageBytes ?? context.maxReceiveMessageBytes);
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (Number.isNaN(timeoutMs)) throw new RangeError("timeoutMs is NaN: give milliseconds, or Infinity for none");
    this.#deadline = context.clock.now() + timeoutMs;
    if (options.signal?.aborted === true) return;
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (timeoutMs !== Infinity) this.#cancelTimer = context.clock.after(Math.max(timeoutMs, 0), () => this.#expire());
  }

  /** Whether the call has ended, for whatever reason. */
  get isDone(): boolean {
    return this.#phase === "done";
  }

  /** Milliseconds until the deadline; `Infinity` without one. */
  get remainingMs(): number {
    return this.#deadline - this.#context.clock.now();
  }

  /** End at once a call whose signal was aborted, or whose deadline had passed, before it began. */
  checkStillborn(): void {
    if (this.#options.signal?.aborted === true) this.#abort();
    else if (this.remainingMs <= 0) this.#expire();
  }

  /** The stream of this call is open; from here on its events come in as a `StreamListener`. */
  opened(stream: TransportStream): void {
    if (this.#phase === "done") {
      stream.reset(ResetCode.CANCEL);
      return;
    }
    this.#phase = "open";
    this.#stream = stream;
  }

  /** Call back when the call is done; at once if it is. One callback only. */
  whenDone(callback: () => void): void {
    if (this.#phase === "done") callback();
    else this.#whenDone = callback;
  }

  /** End the call from our side; the peer hears RST_STREAM CANCEL if it had begun. */
  cancel(status: Exclude<StatusName, "OK">, detail: string, cause?: unknown): void {
    this.fail(new RpcError(status, this.method, detail, cause === undefined ? {} : { cause }));
  }

  /** End the call with an error of our own; the peer hears RST_STREAM CANCEL if it had begun. */
  fail(error: RpcError): void {
    if (this.#phase === "done") return;
    this.#stream?.reset(ResetCode.CANCEL);
    this.#finish(error);
  }

  onHeaders(headers: HeaderFields): void {
    if (this.#phase === "done") return;
    this.#headers = headers;
    const error = checkResponseHeaders(this.method, headers);
    if (error !== undefined) {
      this.fail(error);
      return;
    }
    this.#report(this.#options.onHeaders, headers);
  }

  onData(chunk: Uint8Array): void {
    if (this.#phase === "done") return;
    try {
      for (const message of this.#deframer.push(chunk)) {
        if (message.compressed) {
          this.cancel("INTERNAL", "the peer sent a compressed message, but no compression was offered");
          return;
        }
        this.#delegate.onMessage(message.bytes);
        // The delegate may have ended the call (one message too many).
        if (this.isDone) return;
      }
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      const remedy =
        error.code === "FRAMING_TOO_LARGE" ? "; raise maxReceiveMessageBytes if such messages are expected" : "";
      this.cancel(error.status as Exclude<StatusName, "OK">, error.message + remedy, error);
    }
  }

  onTrailers(trailers: HeaderFields): void {
    this.#trailers = trailers;
  }

  onEnd(): void {
    if (this.#phase === "done") return;
    // Trailers-Only: the one block is both headers and trailers (gRPC over HTTP/2, "Responses").
    const trailers = this.#trailers ?? (this.#headers?.["grpc-status"] === undefined ? undefined : this.#headers);
    const error = checkTrailers(this.method, trailers) ?? this.#checkWhole();
    if (trailers !== undefined) this.#report(this.#options.onTrailers, trailers);
    // The peer may be done before we are: nothing we still send would be read.
    this.#stream?.reset(ResetCode.CANCEL);
    this.#finish(error);
  }

  onFailure(error: StreamResetError | TransportError): void {
    this.#finish(failureError(this.method, error));
  }

  /** Status OK does not excuse half a message. */
  #checkWhole(): RpcError | undefined {
    try {
      this.#deframer.end();
      return undefined;
    } catch (error) {
      return new RpcError("INTERNAL", this.method, (error as Error).message, { cause: error });
    }
  }

  /** A callback of the caller's that throws ends the call; it must not end the process. */
  #report(callback: ((metadata: Metadata) => void) | undefined, fields: HeaderFields): void {
    try {
      callback?.(Metadata.fromHeaderFields(fields));
    } catch (error) {
      this.cancel("CANCELLED", "the caller's metadata callback threw", error);
    }
  }

  #expire(): void {
    const timeoutMs = this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const where =
      this.#phase === "waiting"
        ? `while ${this.#context.describeState()}`
        : this.#headers === undefined
          ? "before the peer answered"
          : "before the response was complete";
    this.cancel("DEADLINE_EXCEEDED", `${timeoutMs} ms passed ${where}`);
  }

  #abort(): void {
    this.cancel("CANCELLED", "cancelled by the caller", this.#options.signal?.reason);
  }

  #finish(error: RpcError | undefined): void {
    if (this.#phase === "done") return;
    this.#phase = "done";
    this.#cancelTimer?.();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#delegate.onDone(error);
    this.#whenDone?.();
  }
}
