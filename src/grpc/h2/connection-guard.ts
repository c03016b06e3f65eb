/** Watches one connection of a server and says when it costs more than `ConnectionLimits` allows. */
import type { ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Clock } from "../clock.ts";
import { RESET_NO_ERROR } from "../reset-code.ts";
import type { ConnectionLimits, DropReason } from "./connection-limits.ts";
import { RateLimit } from "./rate-limit.ts";

/** What a guard may do about its connection, and what it needs to know of it. */
export interface Guarded {
  /** End it at once, and tell the peer that it was too much. */
  drop(reason: DropReason): void;
  /** End it in order: it is not used. */
  retire(): void;
  /** Close what is left of it. */
  destroy(): void;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** More bytes than this since the last PING are traffic that a peer may want to measure. */
const TRAFFIC_BYTES = 1024;

/** Counts and timers of one connection, from TCP accept to its end. */
export class ConnectionGuard {
  readonly #guarded: Guarded;
  readonly #limits: ConnectionLimits;
  readonly #clock: Clock;
  readonly #resets: RateLimit;
  readonly #controlFrames: RateLimit;
  #cancelHandshake: () => void;
  #cancelIdle: () => void = () => undefined;
  #cancelKeepalive: () => void = () => undefined;
  #hasSettings = false;
  #isOver = false;
  #openStreams = 0;
  #idleSince: number;
  #bytesAtPing = 0;

  constructor(guarded: Guarded, limits: ConnectionLimits, clock: Clock) {
    this.#guarded = guarded;
    this.#limits = limits;
    this.#clock = clock;
    this.#resets = new RateLimit(limits.resets, clock);
    this.#controlFrames = new RateLimit(limits.controlFrames, clock);
    this.#idleSince = clock.now();
    this.#cancelHandshake = clock.after(limits.handshakeTimeoutMs, () => this.#drop("handshake-timeout"));
  }

  /** Whether the client has begun HTTP/2. */
  get hasSettings(): boolean {
    return this.#hasSettings;
  }

  /** The connection has a session: watch what comes over it. */
  watch(session: ServerHttp2Session): void {
    session.on("remoteSettings", () => this.#settings(session));
    session.on("ping", () => this.#ping());
    session.on("stream", (stream: ServerHttp2Stream) => this.#stream(stream));
  }

  /** The connection is over. */
  end(): void {
    this.#isOver = true;
    this.#cancelHandshake();
    this.#cancelIdle();
    this.#cancelKeepalive();
  }

  #drop(reason: DropReason): void {
    if (this.#isOver) return;
    this.end();
    this.#guarded.drop(reason);
  }

  #settings(session: ServerHttp2Session): void {
    if (this.#isOver) return;
    if (!this.#hasSettings) {
      this.#hasSettings = true;
      this.#cancelHandshake();
      this.#idleSince = this.#clock.now();
      this.#awaitIdle();
      this.#awaitSilence(session);
    }
    if (!this.#controlFrames.take()) this.#drop("too-many-control-frames");
  }

  #ping(): void {
    const bytes = this.#guarded.bytesRead + this.#guarded.bytesWritten;
    const isBesideTraffic = bytes - this.#bytesAtPing > TRAFFIC_BYTES;
    this.#bytesAtPing = bytes;
    if (!isBesideTraffic && !this.#controlFrames.take()) this.#drop("too-many-control-frames");
  }

  #stream(stream: ServerHttp2Stream): void {
    this.#openStreams++;
    stream.once("close", () => {
      this.#openStreams--;
      this.#idleSince = this.#clock.now();
      const isReset = stream.rstCode !== RESET_NO_ERROR;
      if (isReset && !this.#isOver && !this.#resets.take()) this.#drop("too-many-resets");
    });
  }

  /** One timer, moved on when it fires: a timer per call would cost a control loop more than its calls. */
  #awaitIdle(): void {
    const idleMs = this.#openStreams > 0 ? 0 : this.#clock.now() - this.#idleSince;
    this.#cancelIdle = this.#clock.after(this.#limits.maxIdleMs - idleMs, () => {
      if (this.#openStreams === 0 && this.#clock.now() - this.#idleSince >= this.#limits.maxIdleMs) {
        this.#guarded.retire();
      } else this.#awaitIdle();
    });
  }

  /** A client that has lost its link leaves calls behind that would wait for it for ever. */
  #awaitSilence(session: ServerHttp2Session): void {
    const before = this.#guarded.bytesRead;
    this.#cancelKeepalive = this.#clock.after(this.#limits.keepaliveMs, () => {
      // Retired, and node waits for the client to close its side: long enough.
      if (session.destroyed) this.#guarded.destroy();
      else if (this.#guarded.bytesRead !== before) this.#awaitSilence(session);
      else this.#probe(session);
    });
  }

  #probe(session: ServerHttp2Session): void {
    this.#cancelKeepalive = this.#clock.after(this.#limits.keepaliveTimeoutMs, () => this.#drop("keepalive-timeout"));
    // What is lost fails by itself: the callback's error needs no answer here.
    session.ping((error) => {
      if (error !== null || this.#isOver) return;
      this.#cancelKeepalive();
      this.#awaitSilence(session);
    });
  }
}
