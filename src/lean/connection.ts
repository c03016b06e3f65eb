/**
 * One HTTP/2 session of `node:http2` on a socket that is trusted already, and why it ended. It is never made anew, and
 * nothing probes it: a peer that dies without a word is noticed by the deadlines of calls, and by TCP.
 */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import type { TLSSocket } from "node:tls";
import { StreamResetError, TransportError, type TransportErrorCode } from "../grpc/errors.ts";
import { MAX_SESSION_MEGABYTES } from "../grpc/h2/session-memory.ts";
import type { HeaderFields } from "../grpc/header-fields.ts";
import { checkHeaderListSize, headerListSize } from "../grpc/header-list-size.ts";
import { RESET_NO_ERROR, RESET_REFUSED_STREAM } from "../grpc/reset-code.ts";

/** What the peer may send unread, on each stream and in all. */
const WINDOW_BYTES = 1024 * 1024;
/** Largest header list accepted (RFC 9113 §6.5.2). */
const MAX_HEADER_LIST_BYTES = 16 * 1024;
/** nghttp2 sends no longer header list, whatever the peer takes. */
const MAX_SENT_HEADER_BYTES = 64 * 1024;
/** How long a peer that takes no more bytes may delay the end of a session: our GOAWAY is a courtesy. */
const GOAWAY_GRACE_MS = 500;

/** Opens streams for as long as it lives. */
export class Connection {
  readonly #address: string;
  readonly #socket: TLSSocket;
  readonly #session: ClientHttp2Session;
  readonly #closed: Promise<void>;
  #failure: TransportError | undefined;
  /** Of the peer's GOAWAY. */
  #lastStreamId = Infinity;

  constructor(socket: TLSSocket, address: string, authority: string) {
    this.#address = address;
    this.#socket = socket;
    // Before node:http2 listens: a stream that fails because the socket broke must find the reason already here
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // Node ends the socket with the session's own error, before the session tells of it
      this.#end(error.code?.startsWith("ERR_HTTP2") ? "TRANSPORT_PROTOCOL" : "TRANSPORT_LOST", error.message, error);
    });
    socket.on("close", () => this.#end("TRANSPORT_LOST", "the peer closed the connection"));
    const session = connect(`https://${authority}`, {
      createConnection: () => socket,
      maxSessionMemory: MAX_SESSION_MEGABYTES,
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES, maxHeaderListSize: MAX_HEADER_LIST_BYTES },
    });
    this.#session = session;
    session.on("connect", () => {
      // Node tells of the connection a tick late; setLocalWindowSize() on a session closed meanwhile throws at once
      if (!session.destroyed) session.setLocalWindowSize(WINDOW_BYTES);
    });
    session.on("goaway", (http2Code: number, lastStreamId: number) => {
      this.#lastStreamId = lastStreamId;
      // NO_ERROR lets running streams finish (RFC 9113 §6.8)
      if (http2Code === RESET_NO_ERROR) return;
      this.#end("TRANSPORT_GOAWAY", `the peer sent GOAWAY with error code ${http2Code}`, undefined, http2Code);
    });
    session.on("error", (error: Error) => this.#end("TRANSPORT_PROTOCOL", error.message, error));
    this.#closed = new Promise((resolve) => {
      session.on("close", () => {
        this.#end("TRANSPORT_LOST", "the session ended");
        resolve();
      });
    });
  }

  /**
   * @throws {TransportError} the connection is gone, or takes no more calls
   * @throws {RpcError} RESOURCE_EXHAUSTED: the headers are more than the peer takes
   */
  open(headers: HeaderFields): ClientHttp2Stream {
    if (this.#failure !== undefined) throw this.#failure;
    // Neither lost nor closed by us: the peer sent GOAWAY with NO_ERROR, and the streams before it are finishing
    if (this.#session.closed) throw this.#error("TRANSPORT_GOAWAY", "the peer takes no more calls: connect anew");
    const { maxHeaderListSize = Infinity } = this.#session.remoteSettings;
    checkHeaderListSize(headers, headerListSize(headers), Math.min(maxHeaderListSize, MAX_SENT_HEADER_BYTES));
    return this.#session.request(headers);
  }

  /** What ended the session, if something did; given the error of a stream, what it says of the session. */
  failureOf(stream: ClientHttp2Stream, error?: NodeJS.ErrnoException): StreamResetError | TransportError | undefined {
    // RFC 9113 §6.8: streams above the last identifier "were not or will not be processed"
    if (stream.rstCode === RESET_REFUSED_STREAM || (stream.id ?? 0) > this.#lastStreamId) {
      return new StreamResetError(RESET_REFUSED_STREAM);
    }
    // A broken rule of HTTP/2 reaches the streams before the session tells
    if (error?.code === "ERR_HTTP2_ERROR") this.#end("TRANSPORT_PROTOCOL", error.message, error);
    return this.#failure;
  }

  /** Send GOAWAY and close the socket; resolves when it is closed. */
  async close(): Promise<void> {
    this.#failure ??= this.#error("TRANSPORT_CLOSED", "closed by this side");
    this.#session.destroy(undefined, RESET_NO_ERROR);
    const timer = setTimeout(() => this.#socket.destroy(), GOAWAY_GRACE_MS);
    await this.#closed;
    clearTimeout(timer);
    this.#socket.destroy();
  }

  #end(code: TransportErrorCode, detail: string, cause?: unknown, http2Code?: number): void {
    this.#failure ??= this.#error(code, detail, cause, http2Code);
    this.#session.destroy();
    this.#socket.destroy();
  }

  #error(code: TransportErrorCode, detail: string, cause?: unknown, http2Code?: number): TransportError {
    return new TransportError(code, this.#address, detail, {
      cause,
      ...(http2Code === undefined ? {} : { http2Code }),
    });
  }
}
