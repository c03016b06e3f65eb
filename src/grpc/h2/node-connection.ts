/**
 * One client's connection to a server: its socket, TLS on it, and the HTTP/2 session on that, which come one after the
 * other and must go in the reverse order.
 */
import { constants, type ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { ConnectionGuard, type Guarded } from "./connection-guard.ts";
import type { ConnectionLimits, DropReason } from "./connection-limits.ts";

/** What a connection needs of its listener. */
export interface ConnectionContext {
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  onDrop(reason: DropReason, peer: string): void;
}

const WINDOW_BYTES = 1024 * 1024;
/** How long a client may take to acknowledge the notice before it hears the last GOAWAY all the same. */
const NOTICE_TIMEOUT_MS = 1000;

/** GOAWAY of NO_ERROR for streams past the highest identifier there is: a notice, not yet an end (RFC 9113 §6.8). */
const SHUTDOWN_NOTICE = Uint8Array.from([0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** The words with which C-core's clients are told to ping less. */
const DEBUG_DATA: Readonly<Partial<Record<DropReason, string>>> = { "too-many-control-frames": "too_many_pings" };

/** A connection, from accept to close. */
export class NodeConnection implements Guarded {
  /** `address:port` of the client. */
  readonly peer: string;
  readonly #raw: Socket;
  readonly #context: ConnectionContext;
  readonly #guard: ConnectionGuard;
  #tls: Socket | undefined;
  #session: ServerHttp2Session | undefined;
  #isRetiring = false;
  #isDropped = false;
  #cancelNotice: () => void = () => undefined;

  constructor(raw: Socket, context: ConnectionContext) {
    this.#raw = raw;
    this.#context = context;
    this.peer = peerOf(raw);
    this.#guard = new ConnectionGuard(this, context.limits, context.clock);
    raw.once("close", () => {
      this.#guard.end();
      this.#cancelNotice();
    });
  }

  get bytesRead(): number {
    return this.#raw.bytesRead;
  }

  get bytesWritten(): number {
    return this.#raw.bytesWritten;
  }

  /** The TLS handshake is done. */
  secured(tls: Socket): void {
    this.#tls = tls;
  }

  /** HTTP/2 begins. */
  begin(session: ServerHttp2Session): void {
    this.#session = session;
    // A client that breaks the protocol loses its connection; the others must not notice.
    session.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code?.startsWith("ERR_HTTP2_") === true) this.#tell("protocol-error");
      session.destroy();
    });
    this.#guard.watch(session);
    if (!session.destroyed) session.setLocalWindowSize(WINDOW_BYTES);
  }

  /** End it at once; the client is told with GOAWAY ENHANCE_YOUR_CALM. */
  drop(reason: DropReason): void {
    if (this.#isDropped) return;
    this.#tell(reason);
    const session = this.#session;
    if (session === undefined || session.destroyed || !this.#guard.hasSettings) {
      this.destroy();
      return;
    }
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0, new TextEncoder().encode(DEBUG_DATA[reason] ?? reason));
    session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  /**
   * Take no more calls and close when the last one has ended, in two steps: calls already on their way when the client
   * hears the notice are still taken (RFC 9113 §6.8).
   */
  retire(): void {
    const session = this.#session;
    if (this.#isRetiring || session?.destroyed === true) return;
    this.#isRetiring = true;
    if (session === undefined) {
      // Still in its TLS handshake: it has no call to lose.
      this.destroy();
      return;
    }
    if (this.#tls !== undefined || !this.#guard.hasSettings || !this.#raw.writable) {
      // Node's TLS takes one write at a time and aborts the process at a second: there the last GOAWAY is the only one,
      // and a client sends anew what it does not cover.
      session.close();
      return;
    }
    // Past node:http2, which would read no more streams after a GOAWAY of its own. It writes whole frames, so this one
    // comes between two of them.
    this.#raw.write(SHUTDOWN_NOTICE);
    const close = (): void => {
      this.#cancelNotice();
      if (!session.closed && !session.destroyed) session.close();
    };
    this.#cancelNotice = this.#context.clock.after(NOTICE_TIMEOUT_MS, close);
    session.ping(close);
  }

  /** End it at once, without a word to the listener's user. */
  destroy(): void {
    this.#session?.destroy();
    // The outermost first: the raw socket must not go before TLS that is up. During the handshake there is no other.
    (this.#tls ?? this.#raw).destroy();
  }

  #tell(reason: DropReason): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#context.onDrop(reason, this.peer);
  }
}

/** `address:port` of a socket's other end. */
export function peerOf({ remoteAddress, remotePort }: Pick<Socket, "remoteAddress" | "remotePort">): string {
  return `${remoteAddress ?? "?"}:${remotePort ?? "?"}`;
}
