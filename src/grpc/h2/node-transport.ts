/**
 * The default transport: an HTTP/2 session of `node:http2` over a duplex that someone else has connected and verified.
 * It never opens a socket of its own.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";
import type { Duplex } from "node:stream";
import { StreamResetError, TransportError } from "../errors.ts";
import type { HeaderFields } from "../header-fields.ts";
import { checkHeaderListSize, headerListSize } from "../header-list-size.ts";
import { type ReceiveWindowOption, receiveWindowBytes } from "../receive-window.ts";
import { RESET_REFUSED_STREAM } from "../reset-code.ts";
import type { LinkCounters, StreamListener, Transport, TransportStream } from "../transport.ts";
import { fromNodeHeaders, toNodeHeaders } from "./node-headers.ts";
import { NodeStream } from "./node-stream.ts";
import { MAX_SESSION_MEGABYTES } from "./session-memory.ts";
import { startTransport } from "./start-transport.ts";

/**
 * Largest header list accepted, in bytes (RFC 9113 §6.5.2); C-core announces the same order of size. Binding once the
 * peer has acknowledged our SETTINGS; until then nghttp2's own limit of 64 KiB holds.
 */
const MAX_HEADER_LIST_BYTES = 16 * 1024;
/** nghttp2 sends no longer header list, whatever the peer takes. */
const MAX_SENT_HEADER_BYTES = 64 * 1024;
/** How long a peer that takes no more bytes may delay the end of a session: our GOAWAY is a courtesy. */
const GOAWAY_GRACE_MS = 500;

/** How a session is made. */
export interface NodeTransportOptions extends ReceiveWindowOption {
  /** A connected duplex: a verified TLS socket, or any link of the caller's own that speaks HTTP/2. */
  readonly link: Duplex;
  /** For messages to people: `host:port`. */
  readonly address: string;
  /** `:authority` and scheme of the session, for example `https://id.spot.robot`. */
  readonly origin: string;
  /** How long the peer may take to send its SETTINGS, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * A way past the link's stream to its bytes, as `connectTls` has one: views that hold them only until `take` returns. For
   * transports that read in JavaScript; `node:http2` goes past the stream by itself.
   */
  readonly reads?: { take(take: (bytes: Uint8Array) => void): void } | undefined;
  /** Bytes that crossed the link; default: the duplex's own counters, zero where it has none. */
  readonly counters?: (() => LinkCounters) | undefined;
}

/**
 * Begin HTTP/2 on a link and wait for the peer's SETTINGS, the first sign that it speaks HTTP/2 at all.
 * @throws {TransportError} `TRANSPORT_PROTOCOL` it does not, or says nothing in time; `TRANSPORT_LOST` the link broke;
 *   `TRANSPORT_CLOSED` the signal was aborted. The link is destroyed in each case.
 * @throws {RangeError} `windowBytes` is none
 */
export function connectNodeTransport(options: NodeTransportOptions): Promise<Transport> {
  return startTransport(options, (start, onReady) => new NodeTransport(start, onReady));
}

class NodeTransport implements Transport {
  readonly address: string;
  readonly draining: Promise<void>;
  readonly closed: Promise<TransportError>;
  readonly #session: ClientHttp2Session;
  readonly #link: Duplex;
  readonly #counters: () => LinkCounters;
  #failure: TransportError | undefined;
  #isReady = false;
  /** Of the peer's GOAWAY. */
  #lastStreamId = Infinity;

  constructor(options: NodeTransportOptions, onReady: () => void) {
    const { link, address, origin, counters } = options;
    const windowBytes = receiveWindowBytes(options);
    this.address = address;
    this.#link = link;
    this.#counters = counters ?? (() => duplexCounters(link));
    // Before node:http2 listens: a stream that fails because the link broke must find the reason already here.
    link.once("error", (error) => {
      // Node ends the link with the session's own error, before the session tells of it.
      if (errorCode(error).startsWith("ERR_HTTP2_")) this.#fail("TRANSPORT_PROTOCOL", protocolComplaint(error), error);
      else this.#fail("TRANSPORT_LOST", `the connection broke: ${error.message}`, error);
    });
    link.once("close", () => this.#fail("TRANSPORT_LOST", "the peer closed the connection"));
    this.#session = connect(origin, {
      createConnection: () => link,
      maxDeflateDynamicTableSize: 4096,
      maxSessionMemory: MAX_SESSION_MEGABYTES,
      settings: {
        enablePush: false,
        initialWindowSize: windowBytes,
        maxHeaderListSize: MAX_HEADER_LIST_BYTES,
      },
    });
    this.#session.on("connect", () => {
      // Node tells of the connection a tick late; setLocalWindowSize() on a session closed meanwhile throws at once.
      if (!this.#session.destroyed) this.#session.setLocalWindowSize(windowBytes);
    });
    this.#session.once("remoteSettings", () => {
      this.#isReady = true;
      onReady();
    });
    this.#session.on("goaway", (code: number, lastStreamId: number, data?: Uint8Array) => {
      this.#lastStreamId = lastStreamId;
      this.#goAway(code, data);
    });
    this.#session.on("error", (error: Error) => this.#fail("TRANSPORT_PROTOCOL", protocolComplaint(error), error));
    this.draining = new Promise((resolve) => {
      this.#session.once("goaway", () => resolve());
      this.#session.once("close", () => resolve());
    });
    this.closed = new Promise((resolve) => {
      this.#session.once("close", () => {
        this.#fail("TRANSPORT_LOST", "the session ended");
        link.destroy();
        resolve(this.#failure as TransportError);
      });
    });
  }

  get isUsable(): boolean {
    return this.#failure === undefined && !this.#session.closed && !this.#session.destroyed;
  }

  open(headers: HeaderFields, listener: StreamListener): TransportStream {
    if (!this.isUsable)
      // Not lost and not closed by us: the peer sent GOAWAY with NO_ERROR, and streams before it are finishing.
      throw this.#failure ?? this.#error("TRANSPORT_GOAWAY", "the peer takes no more calls on this session");
    const limit = Math.min(this.#session.remoteSettings.maxHeaderListSize ?? Infinity, MAX_SENT_HEADER_BYTES);
    checkHeaderListSize(headers, headerListSize(headers), limit);
    const stream = this.#session.request(toNodeHeaders(headers));
    return new ClientStream(stream, listener, (error) => this.#failureOf(stream, error));
  }

  ping(): Promise<number> {
    return new Promise((resolve, reject) => {
      const lost = (): void =>
        reject(
          this.#failure ??
            this.#error("TRANSPORT_LOST", "no answer to the ping: the session ended, or too many wait already"),
        );
      // ping() on a destroyed session throws at once.
      if (!this.isUsable) {
        lost();
        return;
      }
      this.#session.ping((error, roundTripMs) => {
        if (error === null) resolve(roundTripMs);
        else lost();
      });
    });
  }

  counters(): LinkCounters {
    return this.#counters();
  }

  async close(): Promise<void> {
    this.destroy(this.#error("TRANSPORT_CLOSED", "closed by this side"));
    await this.closed;
  }

  /** End the session with a reason; streams still open fail with it. */
  destroy(reason: TransportError): void {
    this.#failure ??= reason;
    if (this.#session.destroyed) return;
    // destroy() flushes a GOAWAY with this code before the socket goes.
    this.#session.destroy(undefined, constants.NGHTTP2_NO_ERROR);
    const timer = setTimeout(() => this.#link.destroy(), GOAWAY_GRACE_MS);
    void this.closed.then(() => clearTimeout(timer));
  }

  /** What ended the session, if something did. A broken rule of HTTP/2 reaches the streams before the session tells. */
  #failureOf(stream: ClientHttp2Stream, streamError: Error | undefined): StreamResetError | TransportError | undefined {
    // RFC 9113 §6.8: streams above the last identifier "were not or will not be processed". Node resets them itself only
    // where the GOAWAY came without an error.
    if (stream.rstCode === RESET_REFUSED_STREAM || (stream.id ?? 0) > this.#lastStreamId) {
      return new StreamResetError(RESET_REFUSED_STREAM);
    }
    if (streamError !== undefined && errorCode(streamError) === "ERR_HTTP2_ERROR") {
      this.#fail("TRANSPORT_PROTOCOL", protocolComplaint(streamError), streamError);
    }
    return this.#failure;
  }

  #goAway(code: number, data: Uint8Array | undefined): void {
    // NO_ERROR lets running streams finish (RFC 9113 §6.8); node refuses new ones from here on.
    if (code === constants.NGHTTP2_NO_ERROR) return;
    const debug =
      data === undefined || data.length === 0
        ? ""
        : `, ${JSON.stringify(new TextDecoder().decode(data.slice(0, 100)))}`;
    this.#failure ??= new TransportError(
      "TRANSPORT_GOAWAY",
      this.address,
      `the peer ended the session with HTTP/2 error code ${code}${debug}`,
      { http2Code: code },
    );
    this.#session.destroy();
    this.#link.destroy();
  }

  #fail(code: "TRANSPORT_LOST" | "TRANSPORT_PROTOCOL", detail: string, cause?: unknown): void {
    const before = this.#isReady ? "" : " before HTTP/2 began";
    this.#failure ??= this.#error(code, detail + before, cause);
    this.#session.destroy();
    this.#link.destroy();
  }

  #error(code: TransportError["code"], detail: string, cause?: unknown): TransportError {
    return new TransportError(code, this.address, detail, cause === undefined ? undefined : { cause });
  }
}

/** Adds the header blocks of a response to what every stream has. */
class ClientStream extends NodeStream {
  #hasHeaders = false;
  #isTrailersOnly = false;

  constructor(
    stream: ClientHttp2Stream,
    listener: StreamListener,
    sessionFailure: (streamError?: Error) => StreamResetError | TransportError | undefined,
  ) {
    super(stream, listener, sessionFailure);
    stream.on("response", (headers: IncomingHttpHeaders, flags: number) => {
      if (this.isOver) return;
      this.#hasHeaders = true;
      this.#isTrailersOnly = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      listener.onHeaders(fromNodeHeaders(headers));
    });
  }

  protected override endedInOrder(): boolean {
    // Without a header block there was no response to end: the peer sent RST_STREAM NO_ERROR.
    return this.#isTrailersOnly || (this.#hasHeaders && super.endedInOrder());
  }
}

function errorCode(error: Error & { readonly code?: unknown }): string {
  return typeof error.code === "string" ? error.code : "";
}

function protocolComplaint(error: Error): string {
  return `the peer does not keep to HTTP/2 (${error.message}): is this a gRPC port?`;
}

function duplexCounters(link: Duplex): LinkCounters {
  const { bytesWritten, bytesRead } = link as { bytesWritten?: number; bytesRead?: number };
  return { bytesSent: bytesWritten ?? 0, bytesReceived: bytesRead ?? 0 };
}
