/**
 * A channel: calls to one authority over one shared session. It connects at the first call, reconnects when the
 * session is gone, and answers UNAVAILABLE with the cause when there is none to be had. Here are the unary calls; streams
 * are `GrpcChannel`'s, so that a bundle of unary clients holds none.
 */
import type { UnaryCall } from "../wire/method.ts";
import type { BackoffOptions } from "./backoff.ts";
import type { ChannelObserver } from "./channel-observer.ts";
import type { CallLauncher } from "./call-launcher.ts";
import type { CallOptions } from "./call-options.ts";
import { callUnary } from "./call-unary.ts";
import { type CallDelegate, ClientCall, type ClientCallContext, type SendRequests } from "./client-call.ts";
import { type Clock, systemClock } from "./clock.ts";
import { RpcError, TransportError } from "./errors.ts";
import { DEFAULT_MAX_MESSAGE_BYTES } from "./framing.ts";
import { requestHeaders } from "./headers.ts";
import type { SessionWatcher } from "./keepalive.ts";
import { acceptEncodingValue, type MessageEncoding } from "./message-encoding.ts";
import { Metadata, type MetadataInit } from "./metadata.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import { RunningCalls } from "./running-calls.ts";
import { type ConnectivityState, SessionKeeper } from "./session-keeper.ts";
import type { Connector, StreamListener, Transport, TransportStream } from "./transport.ts";

/** Whatever can carry unary calls. */
export interface UnaryCaller {
  /** @throws {RpcError} any status but OK */
  unary<II, O>(method: UnaryCall<II, O>, request: II, options?: CallOptions): Promise<O>;
}

/** What call credentials may depend on. */
export interface CallToBe {
  /** `:path`, for example `/bosdyn.api.RobotIdService/GetRobotId`. */
  readonly path: string;
  readonly authority: string;
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
  /**
   * Call credentials: metadata for every call, asked anew each time, so that a refreshed token takes effect at once. What
   * it throws that is no `RpcError` ends the call with UNAUTHENTICATED.
   */
  readonly callMetadata?:
    ((call: CallToBe) => MetadataInit | undefined | Promise<MetadataInit | undefined>) | undefined;
  /** Longest message accepted, in bytes, after decompression. Default 4 MiB, as is usual for gRPC. */
  readonly maxReceiveMessageBytes?: number | undefined;
  /** Longest message sent, in bytes, before compression. Default: no limit, as is usual for gRPC. */
  readonly maxSendMessageBytes?: number | undefined;
  /** Compression that responses may come in; the first is also what calls with `compress` are sent in. Default none. */
  readonly encodings?: readonly MessageEncoding[] | undefined;
  /** Default: only what the peer has not looked at is sent again, once. See `retryPolicy`. */
  readonly retry?: RetryPolicy | undefined;
  /**
   * Finds sessions that died without a word; see `keepalive`. Default none: a link that is gone in silence is then noticed
   * when TCP gives up, after a quarter of an hour.
   */
  readonly keepalive?: SessionWatcher | undefined;
  /**
   * Close a session on which no call has run for so long, in milliseconds. Default `Infinity`, never: the next call would
   * pay for a new handshake, and a robot is called again.
   */
  readonly idleTimeoutMs?: number | undefined;
  /** Watches connections and calls. See `diagnostics` for one that publishes them. */
  readonly observer?: ChannelObserver | undefined;
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

/** A channel for unary calls, over sessions that its connector makes. */
export class UnaryChannel implements UnaryCaller {
  readonly authority: string;
  readonly #options: GrpcChannelOptions;
  readonly #clock: Clock;
  readonly #keeper: SessionKeeper;
  readonly #running = new RunningCalls<ClientCall>();
  readonly #context: ClientCallContext;
  readonly #acceptEncoding: string;
  /** Begins calls of every kind. */
  protected readonly launcher: CallLauncher;
  #calls = 0;
  #failedCalls = 0;
  #cancelIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: GrpcChannelOptions) {
    this.authority = options.authority;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#acceptEncoding = acceptEncodingValue(options.encodings ?? []);
    this.#keeper = new SessionKeeper({
      address: options.address,
      connect: options.connect,
      clock: this.#clock,
      backoff: options.backoff,
      onSession: (session, connectMs) => this.#adopt(session, connectMs),
    });
    this.#context = {
      clock: this.#clock,
      maxReceiveMessageBytes: options.maxReceiveMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
      retry: options.retry,
      encodings: options.encodings,
      open: (call, listener, previousAttempts) => this.#begin({ call, listener, previousAttempts }),
      ended: (call, error) => this.#ended(call, error),
      describeState: () => `connecting to ${options.address}`,
    };
    this.launcher = {
      framing: { maxMessageBytes: options.maxSendMessageBytes ?? Infinity, encoding: options.encodings?.[0] },
      launch: (path, callOptions, sendRequests, delegate) => this.#launch(path, callOptions, sendRequests, delegate),
    };
  }

  unary<II, O>(method: UnaryCall<II, O>, request: II, options: CallOptions = {}): Promise<O> {
    return callUnary(this.launcher, method, request, options);
  }

  /** Where the channel stands, in gRPC's terms. */
  get state(): ConnectivityState {
    return this.#keeper.state;
  }

  /** Call back at every change of `state`; returns a function that ends it. The callback must not throw. */
  watchState(callback: (state: ConnectivityState) => void): () => void {
    return this.#keeper.watch(callback);
  }

  /**
   * Connect now instead of at the first call.
   * @param options.waitForReady go on trying after a failure that may pass, until the channel is closed. Default false
   * @throws {TransportError} no session came about
   */
  async connect(options: { readonly waitForReady?: boolean } = {}): Promise<void> {
    await this.#keeper.session(options);
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
    for (const call of this.#running.list()) call.cancel("CANCELLED", "the channel was closed");
    this.#cancelIdle?.();
    await this.#keeper.close();
  }

  #launch(path: string, options: CallOptions, sendRequests: SendRequests, delegate: CallDelegate): ClientCall {
    if (options.compress !== undefined && options.compress !== false && this.launcher.framing.encoding === undefined) {
      throw new TypeError("compress is set, but the channel was given no encodings");
    }
    const { metadata, timeoutMs } = options;
    const observer = this.#options.observer?.callStarted({ path, authority: this.authority, timeoutMs });
    const call = new ClientCall(path, options, this.#context, delegate, {
      // A caller's mistake in its metadata is a TypeError to the caller, not a failed call.
      metadata: metadata === undefined ? undefined : new Metadata(metadata),
      observer: options.observe === undefined ? observer : options.observe(observer),
    });
    this.#calls++;
    this.#running.add(call);
    this.#cancelIdle?.();
    call.begin(sendRequests);
    return call;
  }

  #adopt(session: Transport, connectMs: number): void {
    const { keepalive, observer } = this.#options;
    keepalive?.watch(session, { clock: this.#clock, isBusy: () => this.#running.size > 0 });
    const watcher = observer?.sessionOpened({ authority: this.authority, address: session.address, connectMs });
    if (watcher === undefined) return;
    void session.closed.then((reason) => watcher.closed(reason, session.counters()));
  }

  /** Open a stream for an attempt, at once if there are a session and the call's credentials. */
  #begin(attempt: Attempt): TransportStream | Promise<TransportStream | undefined> {
    const session = this.#keeper.ready;
    if (session === undefined) return this.#openLate(attempt);
    const credentials = this.#credentials(attempt.call);
    if (credentials instanceof Promise) return this.#openLate(attempt, credentials);
    return this.#open(session, attempt, credentials);
  }

  async #openLate(attempt: Attempt, asked?: Promise<MetadataInit | undefined>): Promise<TransportStream | undefined> {
    const { waitForReady } = attempt.call.options;
    const isWanted = (): boolean => !attempt.call.isDone;
    const whenUnwanted = (wake: () => void): void => attempt.call.whenDone(wake);
    for (let isLast = false; ; isLast = true) {
      const before = asked === undefined ? undefined : await asked;
      const session = await this.#keeper.session({ waitForReady, isWanted, whenUnwanted });
      // Asked as late as can be: a token may have been refreshed while we waited for the session.
      const credentials = asked === undefined ? await this.#credentials(attempt.call) : before;
      if (!isWanted()) return undefined;
      try {
        return this.#open(session, attempt, credentials);
      } catch (error) {
        // The session ended between then and now. Nothing was sent, so another one will do as well.
        if (isLast || !(error instanceof TransportError)) throw error;
      }
    }
  }

  /** What the channel adds to every call. @throws {RpcError} it cannot be had */
  #credentials({ method }: ClientCall): MetadataInit | undefined | Promise<MetadataInit | undefined> {
    const refuse = (cause: unknown): never => {
      if (cause instanceof RpcError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RpcError("UNAUTHENTICATED", method, `the call's credentials could not be had: ${why}`, { cause });
    };
    try {
      const metadata = this.#options.callMetadata?.({ path: method, authority: this.authority });
      return metadata instanceof Promise ? metadata.catch(refuse) : metadata;
    } catch (cause) {
      return refuse(cause);
    }
  }

  #open(
    session: Transport,
    { call, listener, previousAttempts }: Attempt,
    common: MetadataInit | undefined,
  ): TransportStream {
    const { compress = false } = call.options;
    const headers = requestHeaders({
      authority: this.authority,
      path: call.method,
      scheme: this.#options.scheme ?? "https",
      userAgent: this.#options.userAgent ?? "spotwire",
      acceptEncoding: this.#acceptEncoding,
      encoding: compress === false ? undefined : this.launcher.framing.encoding?.name,
      previousAttempts,
      timeoutMs: call.remainingMs,
      metadata: [common === undefined ? undefined : new Metadata(common), call.metadata],
    });
    return session.open(headers, listener);
  }

  #ended(call: ClientCall, error: RpcError | undefined): void {
    this.#running.remove(call);
    const isOurWish = error?.status === "CANCELLED" && error.origin === "client";
    if (error !== undefined && !isOurWish) this.#failedCalls++;
    if (this.#running.size > 0 || this.#closing !== undefined) return;
    const { idleTimeoutMs = Infinity } = this.#options;
    if (idleTimeoutMs !== Infinity) this.#cancelIdle = this.#clock.after(idleTimeoutMs, () => this.#keeper.rest());
  }
}

/** One attempt, waiting for its stream. */
interface Attempt {
  readonly call: ClientCall;
  readonly listener: StreamListener;
  readonly previousAttempts: number;
}
