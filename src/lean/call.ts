/**
 * One call on one stream: the deadline, the cancellation, and what the response comes to. One attempt and no more: whether
 * a failed call is worth another is for the caller to say.
 */
import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import type { CallOptions } from "../grpc/call-options.ts";
import { systemClock } from "../grpc/clock.ts";
import { type FramingError, RpcError, StreamResetError, TransportError } from "../grpc/errors.ts";
import type { HeaderFields } from "../grpc/header-fields.ts";
import { Metadata } from "../grpc/metadata.ts";
import { RESET_CANCEL, RESET_NO_ERROR } from "../grpc/reset-code.ts";
import type { StatusName } from "../grpc/status.ts";
import type { Connection } from "./connection.ts";
import { MessageReader } from "./message-reader.ts";
import { failureError, headersError, trailersError } from "./response-status.ts";

/** What a call kind hears of its call. */
export interface CallSink {
  /** One whole response message, still encoded. */
  onMessage(bytes: Uint8Array): void;
  /** The end, exactly once; `undefined` means status OK. */
  onDone(error: RpcError | undefined): void;
}

/** How a call begins. */
export interface CallStart {
  readonly connection: Connection;
  /** `:path`. */
  readonly path: string;
  readonly headers: HeaderFields;
  /** The one request, framed. */
  readonly frame: Uint8Array;
  readonly options: CallOptions;
  /** Milliseconds for the whole call; `Infinity` for no deadline. */
  readonly timeoutMs: number;
  /** Longest message accepted, in bytes. */
  readonly maxReceiveMessageBytes: number;
  readonly sink: CallSink;
  /** The channel's calls, among which this one is while it runs. */
  readonly running: Set<LeanCall>;
}

/** A call that runs, until its sink hears that it is done. */
export class LeanCall {
  readonly #start: CallStart;
  readonly #reader: MessageReader;
  readonly #onAbort = (): void =>
    this.cancel("CANCELLED", "cancelled by the caller", this.#start.options.signal?.reason);
  #cancelTimer: (() => void) | undefined;
  #stream: ClientHttp2Stream | undefined;
  #headers: HeaderFields | undefined;
  #trailers: HeaderFields | undefined;
  #isDone = false;

  constructor(start: CallStart) {
    this.#start = start;
    this.#reader = new MessageReader(start.maxReceiveMessageBytes, (bytes, isCompressed) => {
      if (isCompressed) this.cancel("INTERNAL", "a compressed message");
      if (!this.#isDone) start.sink.onMessage(bytes);
    });
    start.running.add(this);
    const { timeoutMs } = start;
    const { signal } = start.options;
    const expire = (): void => this.cancel("DEADLINE_EXCEEDED", `${timeoutMs} ms passed`);
    if (signal?.aborted === true) this.#onAbort();
    else if (timeoutMs <= 0) expire();
    else {
      signal?.addEventListener("abort", this.#onAbort);
      this.#cancelTimer = systemClock.after(timeoutMs, expire);
      this.#send();
    }
  }

  /** End the call from our side; the peer hears RST_STREAM CANCEL. */
  cancel(status: Exclude<StatusName, "OK">, detail: string, cause?: unknown): void {
    this.#finish(new RpcError(status, this.#start.path, detail, { cause }));
  }

  /** Stop taking data; flow control makes the peer wait. */
  pause(): void {
    this.#stream?.pause();
  }

  resume(): void {
    this.#stream?.resume();
  }

  #send(): void {
    const { connection, headers, frame, path } = this.#start;
    let stream: ClientHttp2Stream;
    try {
      stream = connection.open(headers);
    } catch (error) {
      if (error instanceof TransportError) this.#finish(failureError(path, error));
      else if (error instanceof RpcError) this.#finish(error);
      else this.cancel("INTERNAL", "the call could not be sent", error);
      return;
    }
    this.#stream = stream;
    let failure: Error | undefined;
    // Every error also closes the stream; what it means is decided there
    stream.on("error", (error: Error) => (failure = error));
    stream.on("response", (fields: IncomingHttpHeaders, flags: number) => {
      this.#onHeaders(fields, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0);
    });
    stream.on("data", (chunk: Uint8Array) => this.#onData(chunk));
    // Trailers overtake data that still waits in a paused stream
    stream.on("trailers", (fields: IncomingHttpHeaders) => (this.#trailers = fields));
    stream.on("end", () => {
      // A reset stream and one of a lost session "end" too, but only a peer's own END_STREAM comes after trailers
      const { rstCode, aborted } = stream;
      const isInOrder = rstCode === RESET_NO_ERROR && !aborted && connection.failureOf(stream) === undefined;
      if (this.#trailers !== undefined || (this.#headers !== undefined && isInOrder)) this.#onEnd();
    });
    stream.on("close", () => {
      this.#finish(failureError(path, connection.failureOf(stream, failure) ?? new StreamResetError(stream.rstCode)));
    });
    stream.end(frame);
  }

  #onHeaders(headers: HeaderFields, isAll: boolean): void {
    if (this.#isDone) return;
    this.#headers = headers;
    const error = headersError(this.#start.path, headers);
    const { "grpc-encoding": encoding = "identity", "grpc-status": status } = headers;
    if (error !== undefined) this.#finish(error);
    // Trailers-Only: the one block is both headers and trailers (gRPC over HTTP/2, "Responses")
    else if (isAll || status !== undefined) this.#trailers = headers;
    else if (encoding !== "identity") this.cancel("INTERNAL", "a grpc-encoding that was not offered");
    else this.#report(this.#start.options.onHeaders, headers);
  }

  #onData(chunk: Uint8Array): void {
    if (this.#isDone) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      const { status, message } = error as FramingError;
      this.cancel(status as "INTERNAL", message, error);
    }
  }

  #onEnd(): void {
    const { path, options } = this.#start;
    const trailers = this.#trailers;
    let error = trailersError(path, trailers);
    // Status OK does not excuse half a message
    if (this.#reader.isInside) error ??= new RpcError("INTERNAL", path, "message cut short");
    if (trailers !== undefined && !this.#isDone) this.#report(options.onTrailers, trailers);
    this.#finish(error);
  }

  /** A callback of the caller's that throws ends the call; it must not end the process. */
  #report(callback: CallOptions["onHeaders"], fields: HeaderFields): void {
    try {
      callback?.(Metadata.fromHeaderFields(fields));
    } catch (error) {
      this.cancel("CANCELLED", "a callback threw", error);
    }
  }

  #finish(error: RpcError | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#cancelTimer?.();
    const { options, running, sink } = this.#start;
    running.delete(this);
    options.signal?.removeEventListener("abort", this.#onAbort);
    const stream = this.#stream;
    if (stream !== undefined && !stream.destroyed) {
      // What was ended on both sides needs no RST_STREAM, and a peer may count them against us
      if (!stream.closed && !(stream.readableEnded && stream.writableFinished)) stream.close(RESET_CANCEL);
      stream.resume(); // unread data would keep it open
    }
    sink.onDone(error);
  }
}
