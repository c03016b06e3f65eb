/**
 * Keeps at most one session for a channel: connects when first needed, shares it, replaces it when it is gone, and
 * waits longer after each failed attempt (gRPC, "Connection Backoff Protocol").
 */
import { SpotError } from "../errors.ts";
import { Backoff, type BackoffOptions } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { TransportError } from "./errors.ts";
import type { Connector, LinkCounters, Transport } from "./transport.ts";

/** Where the keeper stands; the names are those of gRPC's connectivity states. */
export type ConnectivityState = "idle" | "connecting" | "ready" | "transient-failure" | "shutdown";

/** What a keeper needs. */
export interface SessionKeeperOptions {
  readonly address: string;
  readonly connect: Connector;
  readonly clock: Clock;
  readonly backoff: BackoffOptions | undefined;
  /** Told of each new session, and how long it took to come about, in milliseconds. */
  readonly onSession?: ((session: Transport, connectMs: number) => void) | undefined;
}

/** What a caller of `session` may ask for. */
export interface SessionRequest {
  /** Go on trying after a failure that may pass. Default: fail with it. */
  readonly waitForReady?: boolean | undefined;
  /** Whether anyone still waits; asked before each further attempt. */
  readonly isWanted?: () => boolean;
  /** Takes a function to call when nobody waits any more, which ends the wait for another attempt. */
  readonly whenUnwanted?: (wake: () => void) => void;
}

/** The one session of a channel. */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #backoff: Backoff;
  readonly #abort = new AbortController();
  /** Every session not yet closed: the current one, and those that a GOAWAY lets finish their streams. */
  readonly #live = new Set<Transport>();
  #session: Transport | undefined;
  #connecting: Promise<Transport> | undefined;
  #lastFailure: TransportError | undefined;
  #retryAt = 0;
  #sessions = 0;
  #past: LinkCounters = { bytesSent: 0, bytesReceived: 0 };
  readonly #waits = new Set<() => void>();
  readonly #watchers = new Set<(state: ConnectivityState) => void>();
  #reported: ConnectivityState = "idle";

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
  }

  get state(): ConnectivityState {
    if (this.#abort.signal.aborted) return "shutdown";
    if (this.#session?.isUsable === true) return "ready";
    if (this.#connecting !== undefined) return "connecting";
    return this.#lastFailure === undefined ? "idle" : "transient-failure";
  }

  /** The session if one is ready now. */
  get ready(): Transport | undefined {
    if (this.#abort.signal.aborted) return undefined;
    return this.#session?.isUsable === true ? this.#session : undefined;
  }

  /** Sessions established so far. */
  get sessions(): number {
    return this.#sessions;
  }

  /** Call back at every change of state; returns a function that ends it. A watcher must not throw. */
  watch(watcher: (state: ConnectivityState) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /**
   * The ready session, or the one being established, or a new attempt.
   * @throws {TransportError} the attempt failed, or the last one did and its back-off has not passed, or the keeper is closed
   */
  async session(request: SessionRequest = {}): Promise<Transport> {
    const { waitForReady = false, isWanted = () => true } = request;
    let wake: (() => void) | undefined;
    if (waitForReady) request.whenUnwanted?.(() => wake?.());
    for (;;) {
      try {
        return await this.#now();
      } catch (error) {
        const isFinal = this.#abort.signal.aborted || !waitForReady || !isWanted();
        if (isFinal || !(error instanceof TransportError) || !error.retryable) throw error;
        await this.#backedOff((end) => (wake = end));
      }
    }
  }

  async #now(): Promise<Transport> {
    const { clock, address } = this.#options;
    if (this.#abort.signal.aborted) throw closedError(address);
    const ready = this.ready;
    if (ready !== undefined) return ready;
    if (this.#connecting !== undefined) return this.#connecting;
    const waitMs = this.#retryAt - clock.now();
    if (this.#lastFailure !== undefined && waitMs > 0) throw this.#lastFailure;
    this.#connecting = this.#connect().finally(() => {
      this.#connecting = undefined;
      this.#report();
    });
    this.#report();
    return this.#connecting;
  }

  /** Wait until another attempt may be made, or there is none to be made any more. @param onWait takes what ends it */
  #backedOff(onWait: (end: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancelTimer();
        this.#waits.delete(end);
        resolve();
      };
      const cancelTimer = this.#options.clock.after(this.#retryAt - this.#options.clock.now(), end);
      this.#waits.add(end);
      onWait(end);
    });
  }

  /** Close the session if there is one: nothing runs on it. The next call connects anew. */
  rest(): void {
    const session = this.ready;
    this.#session = undefined;
    this.#report();
    void session?.close();
  }

  /** Bytes over all sessions, those gone included. */
  counters(): LinkCounters {
    let sum = this.#past;
    for (const session of this.#live) sum = add(sum, session.counters());
    return sum;
  }

  /** Give up connecting, close every session, refuse new ones. Resolves when the sockets are closed. */
  async close(): Promise<void> {
    this.#abort.abort(closedError(this.#options.address));
    for (const end of this.#waits) end();
    this.#report();
    await this.#connecting?.catch(() => undefined);
    await Promise.all([...this.#live].map((session) => session.close()));
  }

  async #connect(): Promise<Transport> {
    const { address, connect, clock } = this.#options;
    const begun = clock.now();
    try {
      const session = await connect({ signal: this.#abort.signal });
      if (this.#abort.signal.aborted) {
        await session.close();
        throw closedError(address);
      }
      this.#adopt(session, clock.now() - begun);
      return session;
    } catch (cause) {
      const error = asTransportError(cause, address);
      this.#lastFailure = error;
      this.#retryAt = clock.now() + this.#backoff.next();
      throw error;
    }
  }

  #adopt(session: Transport, connectMs: number): void {
    this.#live.add(session);
    this.#session = session;
    this.#sessions++;
    this.#lastFailure = undefined;
    this.#backoff.reset();
    this.#options.onSession?.(session, connectMs);
    void session.draining.then(() => this.#report());
    void session.closed.then(() => {
      this.#live.delete(session);
      this.#past = add(this.#past, session.counters());
      if (this.#session === session) this.#session = undefined;
      this.#report();
    });
  }

  #report(): void {
    const { state } = this;
    if (state === this.#reported) return;
    this.#reported = state;
    for (const watcher of this.#watchers) watcher(state);
  }
}

function add(a: LinkCounters, b: LinkCounters): LinkCounters {
  return { bytesSent: a.bytesSent + b.bytesSent, bytesReceived: a.bytesReceived + b.bytesReceived };
}

function closedError(address: string): TransportError {
  return new TransportError("TRANSPORT_CLOSED", address, "the channel is closed");
}

function asTransportError(cause: unknown, address: string): TransportError {
  if (cause instanceof TransportError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const detail = cause instanceof SpotError ? why : `connecting failed: ${why}`;
  return new TransportError("TRANSPORT_CONNECT_FAILED", address, detail, { cause });
}
