/**
 * A channel: calls to one authority over one shared session. It connects at the first call, reconnects when the
 * session is gone, and answers UNAVAILABLE with the cause when there is none to be had.
 */
import type { BidiStreamingMethod, ClientStreamingMethod, ServerStreamingMethod, UnaryMethod } from "../wire/method.ts";
import type { BackoffOptions } from "./backoff.ts";
import type { CallLauncher, SendRequests } from "./call-launcher.ts";
import type { CallOptions } from "./call-options.ts";
import { callBidiStreaming, callServerStreaming, type ResponseStream } from "./call-streaming.ts";
import { callClientStreaming, callUnary } from "./call-unary.ts";
import { type CallDelegate, ClientCall } from "./client-call.ts";
import { type Clock, systemClock } from "./clock.ts";
import { RpcError, TransportError } from "./errors.ts";
import { DEFAULT_MAX_MESSAGE_BYTES } from "./framing.ts";
import { requestHeaders } from "./headers.ts";
import { Liveness } from "./liveness.ts";
import { Metadata, type MetadataInit } from "./metadata.ts";
import type { Requests } from "./request-pump.ts";
import { type ConnectivityState, SessionKeeper } from "./session-keeper.ts";
import type { Connector, Transport } from "./transport.ts";

/** The four call kinds. Service clients need nothing else, so anything that offers them can carry a client. */
export interface Channel {
  /** @throws {RpcError} any status but OK */
  unary<I, II, O, OI>(method: UnaryMethod<I, II, O, OI>, request: II, options?: CallOptions): Promise<O>;
  serverStreaming<I, II, O, OI>(
    method: ServerStreamingMethod<I, II, O, OI>,
    request: II,
    options?: CallOptions,
  ): ResponseStream<O>;
  /** @throws {RpcError} any status but OK */
  clientStreaming<I, II, O, OI>(
    method: ClientStreamingMethod<I, II, O, OI>,
    requests: Requests<II>,
    options?: CallOptions,
  ): Promise<O>;
  bidiStreaming<I, II, O, OI>(
    method: BidiStreamingMethod<I, II, O, OI>,
    requests: Requests<II>,
    options?: CallOptions,
  ): ResponseStream<O>;
}

/** How a channel is made. */
export interface GrpcChannelOptions {
  /** `:authority` of every call, for example `id.spot.robot`. */
  readonly authority: string;
  /** Where the link leads, for messages to people: `host:port`. */
  readonly address: string;
  /** Makes the session; called again whenever a new one is needed. */
  readonly connect: Connector;
  /** `:scheme`; default `https`. */
  readonly scheme?: "https" | "http" | undefined;
  /** Default `spotwire`. */
  readonly userAgent?: string | undefined;
  /** Metadata for every call, asked anew each time, so that a refreshed token takes effect at once. */
  readonly callMetadata?: (() => MetadataInit | undefined) | undefined;
  /** Longest message accepted, in bytes. Default 4 MiB, as is usual for gRPC. */
  readonly maxReceiveMessageBytes?: number | undefined;
  readonly backoff?: BackoffOptions | undefined;
  /** Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** What went over a channel since it was made. */
export interface ChannelStats {
  /** Calls begun. */
  readonly calls: number;
  /** Calls that ended with a status other than OK, those that this side cancelled not counted. */
  readonly failedCalls: number;
  /** Sessions established. */
  readonly sessions: number;
  /** Bytes on the wire, TLS records included. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** A channel over sessions that its connector makes. */
export class GrpcChannel implements Channel {
  readonly authority: string;
  readonly #options: GrpcChannelOptions;
  readonly #clock: Clock;
  readonly #keeper: SessionKeeper;
  readonly #liveness: Liveness;
  readonly #running = new Set<ClientCall>();
  readonly #launcher: CallLauncher = {
    launch: (path, options, sendRequests, delegate) => this.#launch(path, options, sendRequests, delegate),
  };
  #calls = 0;
  #failedCalls = 0;
  #closing: Promise<void> | undefined;

  constructor(options: GrpcChannelOptions) {
    this.authority = options.authority;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#liveness = new Liveness(this.#clock);
    this.#keeper = new SessionKeeper({
      address: options.address,
      connect: options.connect,
      clock: this.#clock,
      backoff: options.backoff,
    });
  }

  unary<I, II, O, OI>(method: UnaryMethod<I, II, O, OI>, request: II, options: CallOptions = {}): Promise<O> {
    return callUnary(this.#launcher, method, request, options);
  }

  serverStreaming<I, II, O, OI>(
    method: ServerStreamingMethod<I, II, O, OI>,
    request: II,
    options: CallOptions = {},
  ): ResponseStream<O> {
    return callServerStreaming(this.#launcher, method, request, options);
  }

  clientStreaming<I, II, O, OI>(
    method: ClientStreamingMethod<I, II, O, OI>,
    requests: Requests<II>,
    options: CallOptions = {},
  ): Promise<O> {
    return callClientStreaming(this.#launcher, method, requests, options);
  }

  bidiStreaming<I, II, O, OI>(
    method: BidiStreamingMethod<I, II, O, OI>,
    requests: Requests<II>,
    options: CallOptions = {},
  ): ResponseStream<O> {
    return callBidiStreaming(this.#launcher, method, requests, options);
  }

  get state(): ConnectivityState {
    return this.#keeper.state;
  }

  /** Connect now instead of at the first call. @throws {TransportError} no session came about */
  async connect(): Promise<void> {
    await this.#keeper.session();
  }

  /** Measure a round trip with an HTTP/2 PING, in milliseconds. @throws {TransportError} no session */
  async ping(): Promise<number> {
    return (await this.#keeper.session()).ping();
  }

  stats(): ChannelStats {
    return {
      calls: this.#calls,
      failedCalls: this.#failedCalls,
      sessions: this.#keeper.sessions,
      ...this.#keeper.counters(),
    };
  }

  /** End running calls with CANCELLED, send GOAWAY, close the socket; resolves when it is closed. Later calls fail. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    for (const call of this.#running) call.cancel("CANCELLED", "the channel was closed");
    await this.#keeper.close();
  }

  #launch(path: string, options: CallOptions, sendRequests: SendRequests, delegate: CallDelegate): ClientCall {
    // A caller's mistake in its metadata is a TypeError to the caller, not a failed call.
    const metadata = options.metadata === undefined ? undefined : new Metadata(options.metadata);
    const call = new ClientCall(
      path,
      options,
      {
        clock: this.#clock,
        maxReceiveMessageBytes: this.#options.maxReceiveMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
        describeState: () => `connecting to ${this.#options.address}`,
      },
      {
        onMessage: (bytes) => delegate.onMessage(bytes),
        onDone: (error) => {
          this.#running.delete(call);
          const isOurWish = error?.status === "CANCELLED" && error.origin === "client";
          if (error !== undefined && !isOurWish) this.#failedCalls++;
          const expired = error?.status === "DEADLINE_EXCEEDED" && error.origin === "client";
          if (expired && this.#keeper.ready !== undefined) this.#liveness.suspect(this.#keeper.ready);
          delegate.onDone(error);
        },
      },
    );
    this.#calls++;
    this.#running.add(call);
    call.checkStillborn();
    if (call.isDone) return call;
    const session = this.#keeper.ready;
    if (session !== undefined) this.#open(call, session, metadata, sendRequests);
    else void this.#openWhenConnected(call, metadata, sendRequests);
    return call;
  }

  async #openWhenConnected(
    call: ClientCall,
    metadata: Metadata | undefined,
    sendRequests: SendRequests,
  ): Promise<void> {
    try {
      this.#open(call, await this.#keeper.session(), metadata, sendRequests);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      call.onFailure(error);
    }
  }

  #open(call: ClientCall, session: Transport, metadata: Metadata | undefined, sendRequests: SendRequests): void {
    if (call.isDone) return;
    try {
      const common = this.#options.callMetadata?.();
      const headers = requestHeaders({
        authority: this.authority,
        path: call.method,
        scheme: this.#options.scheme ?? "https",
        userAgent: this.#options.userAgent ?? "spotwire",
        timeoutMs: call.remainingMs,
        metadata: [common === undefined ? undefined : new Metadata(common), metadata],
      });
      const stream = session.open(headers, call);
      call.opened(stream);
      sendRequests(call, stream);
    } catch (error) {
      if (error instanceof TransportError) call.onFailure(error);
      else
        call.fail(
          new RpcError("INTERNAL", call.method, `the call could not be sent: ${String(error)}`, {
            cause: error,
          }),
        );
    }
  }
}
