/**
 * One call, from the first thought of it to its status. It owns the deadline, the cancellation and the decision whether
 * a failed attempt is followed by another; the call kinds above it only decide what goes in and how messages come out.
 *
 * Phases: `waiting` (no stream yet, or none at the moment) → `open` → `done`. Every way out goes through `#finish`, once.
 */
import { type AttemptEnd, type AttemptOwner, CallAttempt } from "./call-attempt.ts";
import type { CallObserver } from "./channel-observer.ts";
import { type CallOptions, DEFAULT_TIMEOUT_MS } from "./call-options.ts";
import type { Clock } from "./clock.ts";
import { FramingError, RpcError, TransportError } from "./errors.ts";
import { type FramedMessage, PREFIX_BYTES } from "./framing.ts";
import { headerValue } from "./headers.ts";
import type { MessageEncoding } from "./message-encoding.ts";
import { Metadata } from "./metadata.ts";
import type { Valve } from "./message-queue.ts";
import { RequestLog, type RequestSink } from "./request-log.ts";
import { failureError, framingFailure } from "./response-status.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import type { StatusName } from "./status.ts";
import type { HeaderFields } from "./header-fields.ts";
import { RESET_CANCEL } from "./reset-code.ts";
import type { StreamListener, TransportStream } from "./transport.ts";

/** What a call kind hears of its call. */
export interface CallDelegate {
  /** One whole response message, still encoded. */
  onMessage(message: FramedMessage): void;
  /** The end, exactly once; `undefined` means status OK. */
  onDone(error: RpcError | undefined): void;
}

/** Sends the requests of one call, once its first stream is open. */
export type SendRequests = (requests: RequestSink, call: ClientCall) => void;

/** What the channel is to its calls. */
export interface ClientCallContext {
  readonly clock: Clock;
  readonly maxReceiveMessageBytes: number;
  /** Decides about attempts after the first. Default: only what the peer has not looked at is sent again, once. */
  readonly retry?: RetryPolicy | undefined;
  /** How responses may be compressed. */
  readonly encodings?: readonly MessageEncoding[] | undefined;
  /**
   * Open a stream for an attempt, at once if there is a session. Resolves to `undefined` if the call ended meanwhile.
   * @throws {TransportError | RpcError} there is no stream to be had
   */
  open(
    call: ClientCall,
    listener: StreamListener,
    previousAttempts: number,
  ): TransportStream | undefined | Promise<TransportStream | undefined>;
  /** The call is done; its delegate is told next. */
  ended(call: ClientCall, error: RpcError | undefined): void;
  /** What the channel is doing, for the message of a deadline that passes while there is no stream. */
  describeState(): string;
}

/** What is one call's own, besides its options. */
export interface CallExtras {
  /** The options' metadata, checked. */
  readonly metadata?: Metadata | undefined;
  readonly observer?: CallObserver | undefined;
}

/** The state machine of one call on the client's side. */
export class ClientCall implements AttemptOwner, Valve {
  readonly method: string;
  readonly options: CallOptions;
  /** Of the options, checked. */
  readonly metadata: Metadata | undefined;
  /** In the channel's list. */
  place = -1;
  readonly #context: ClientCallContext;
  readonly #delegate: CallDelegate;
  readonly #observer: CallObserver | undefined;
  readonly #deadline: number;
  readonly #requests: RequestLog;
  #onAbort: (() => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;
  #phase: "waiting" | "open" | "done" = "waiting";
  #attempt: CallAttempt | undefined;
  #stream: TransportStream | undefined;
  #send: SendRequests | undefined;
  /** Attempts that reached the service, as far as we know. */
  #attempts = 0;
  #wasUnprocessed = false;
  #encoding: MessageEncoding | undefined;
  #whenDone: (() => void)[] | undefined;

  constructor(
    method: string,
    options: CallOptions,
    context: ClientCallContext,
    delegate: CallDelegate,
    { metadata, observer }: CallExtras = {},
  ) {
    this.method = method;
    this.options = options;
    this.metadata = metadata;
    this.#context = context;
    this.#delegate = delegate;
    this.#observer = observer;
    this.#requests = new RequestLog(observer);
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (Number.isNaN(timeoutMs)) throw new RangeError("timeoutMs is NaN: give milliseconds, or Infinity for none");
    this.#deadline = context.clock.now() + timeoutMs;
    const { signal } = options;
    if (signal?.aborted === true) return;
    if (signal !== undefined) {
      this.#onAbort = () => this.#abort();
      signal.addEventListener("abort", this.#onAbort, { once: true });
    }
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

  /** Make the first attempt; a call that was aborted, or too late, before it began ends at once. */
  begin(send: SendRequests): void {
    this.#send = send;
    if (this.options.signal?.aborted === true) this.#abort();
    else if (this.remainingMs <= 0) this.#expire();
    else this.#try();
  }

  /** Call back when the call is done; at once if it is. */
  whenDone(callback: () => void): void {
    if (this.#phase === "done") callback();
    else (this.#whenDone ??= []).push(callback);
  }

  /** End the call from our side; the peer hears RST_STREAM CANCEL if it had begun. */
  cancel(status: Exclude<StatusName, "OK">, detail: string, cause?: unknown): void {
    this.fail(new RpcError(status, this.method, detail, cause === undefined ? {} : { cause }));
  }

  /** End the call with an error of our own; the peer hears RST_STREAM CANCEL if it had begun. */
  fail(error: RpcError): void {
    if (this.#phase === "done") return;
    this.#attempt?.abandon();
    this.#finish(error);
  }

  pause(): void {
    this.#stream?.pause();
  }

  resume(): void {
    this.#stream?.resume();
  }

  /**
   * Give a message as it was before compression, if it was compressed.
   * @throws {RpcError} it does not come apart, or becomes too long; the promise rejects
   */
  inflate({ bytes, compressed }: FramedMessage): Uint8Array | Promise<Uint8Array> {
    if (!compressed || this.#encoding === undefined) return bytes;
    return this.#encoding.decompress(bytes, this.#maxReceiveMessageBytes).catch((error: unknown) => {
      throw error instanceof FramingError ? framingFailure(this.method, error) : error;
    });
  }

  onHeaders(headers: HeaderFields): void {
    // The response has begun: what was asked cannot be asked again (gRFC A6, "When Retries are Valid").
    this.#requests.commit();
    this.#observer?.headers();
    const name = headerValue(headers, "grpc-encoding") ?? "identity";
    this.#encoding = this.#context.encodings?.find((each) => each.name === name);
    if (name !== "identity" && this.#encoding === undefined) {
      this.cancel("INTERNAL", `the peer answers in grpc-encoding ${JSON.stringify(name)}, which was not offered`);
      return;
    }
    this.#report(this.options.onHeaders, headers);
  }

  onMessage(message: FramedMessage): void {
    this.#requests.commit();
    this.#observer?.message("received", message.bytes.length + PREFIX_BYTES);
    if (message.compressed && this.#encoding === undefined) {
      this.cancel("INTERNAL", "the peer sent a compressed message, but its response names no encoding");
      return;
    }
    this.#delegate.onMessage(message);
  }

  onAttemptEnd(end: AttemptEnd): void {
    if (this.#phase === "done") return;
    const { error, trailers } = end;
    this.#requests.detach();
    this.#stream = undefined;
    const delayMs = error === undefined ? undefined : this.#delayOfNext(error, end);
    if (delayMs !== undefined && delayMs < this.remainingMs) {
      this.#phase = "waiting";
      if (delayMs === 0) this.#try();
      else this.#cancelRetry = this.#context.clock.after(delayMs, () => this.#try());
      return;
    }
    if (trailers !== undefined) this.#report(this.options.onTrailers, trailers);
    this.#finish(error);
  }

  get #maxReceiveMessageBytes(): number {
    return this.options.maxReceiveMessageBytes ?? this.#context.maxReceiveMessageBytes;
  }

  #try(): void {
    const attempt = new CallAttempt(this.method, this.#maxReceiveMessageBytes, this);
    this.#attempt = attempt;
    this.#observer?.attempt(this.#attempts);
    try {
      const stream = this.#context.open(this, attempt, this.#attempts);
      if (stream instanceof Promise) {
        stream.then(
          (late) => this.#opened(attempt, late),
          (error: unknown) => attempt.fail(this.#openError(error)),
        );
      } else this.#opened(attempt, stream);
    } catch (error) {
      attempt.fail(this.#openError(error));
    }
  }

  #opened(attempt: CallAttempt, stream: TransportStream | undefined): void {
    if (stream === undefined) return;
    if (attempt.isOver) {
      stream.reset(RESET_CANCEL);
      return;
    }
    attempt.opened(stream);
    this.#phase = "open";
    this.#stream = stream;
    this.#requests.attach(stream);
    const send = this.#send;
    this.#send = undefined;
    send?.(this.#requests, this);
  }

  #openError(error: unknown): RpcError {
    if (error instanceof RpcError) return error;
    if (error instanceof TransportError) return failureError(this.method, error);
    return new RpcError("INTERNAL", this.method, `the call could not be sent: ${String(error)}`, { cause: error });
  }

  /** Milliseconds until another attempt; `undefined` for none. */
  #delayOfNext(error: RpcError, { trailers, isUnprocessed }: AttemptEnd): number | undefined {
    if (!this.#requests.canReplay) return undefined;
    // gRFC A6, "Transparent Retries": once, at once, and not counted.
    if (isUnprocessed === true && !this.#wasUnprocessed) {
      this.#wasUnprocessed = true;
      return 0;
    }
    this.#attempts++;
    return this.#context.retry?.delayMs({
      error,
      attempts: this.#attempts,
      pushback: trailers === undefined ? undefined : headerValue(trailers, "grpc-retry-pushback-ms"),
    });
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
    const timeoutMs = this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const where =
      this.#phase === "waiting"
        ? `while ${this.#context.describeState()}`
        : this.#attempt?.hasHeaders === true
          ? "before the response was complete"
          : "before the peer answered";
    this.cancel("DEADLINE_EXCEEDED", `${timeoutMs} ms passed ${where}`);
  }

  #abort(): void {
    this.cancel("CANCELLED", "cancelled by the caller", this.options.signal?.reason);
  }

  #finish(error: RpcError | undefined): void {
    if (this.#phase === "done") return;
    this.#phase = "done";
    this.#cancelTimer?.();
    this.#cancelRetry?.();
    if (this.#onAbort !== undefined) this.options.signal?.removeEventListener("abort", this.#onAbort);
    this.#requests.close();
    if (error === undefined) this.#context.retry?.succeeded();
    this.#observer?.ended(error);
    this.#context.ended(this, error);
    this.#delegate.onDone(error);
    const waiting = this.#whenDone;
    this.#whenDone = undefined;
    if (waiting !== undefined) for (const callback of waiting) callback();
  }
}
