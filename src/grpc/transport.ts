/**
 * The one seam between gRPC and HTTP: a session that opens streams. `node:http2` stands behind it today; anything
 * that carries header fields, ordered bytes and trailers can. Nothing above this file knows which it is.
 */
import type { StreamResetError, TransportError } from "./errors.ts";
import type { HeaderFields } from "./header-fields.ts";

/**
 * What a stream tells its owner. Calls come in this order: `onHeaders`, any `onData`, at most one `onTrailers`,
 * `onEnd`. `onFailure` may come at any point until both sides have ended or we have reset the stream, and is the last.
 * A listener must not throw.
 */
export interface StreamListener {
  /** The first header block. Informational (1xx) blocks are not passed on. */
  onHeaders(headers: HeaderFields): void;
  /** Bytes of DATA, in order, cut anywhere. They may be overwritten when this returns: who keeps them copies them. */
  onData(chunk: Uint8Array): void;
  onTrailers(trailers: HeaderFields): void;
  /** The peer ended its side and everything it sent has been passed on. */
  onEnd(): void;
  /** The stream was reset or the session is gone. */
  onFailure(error: StreamResetError | TransportError): void;
}

/** Our side of one stream. */
export interface TransportStream {
  /** Queue bytes. `false` means the buffer is full: wait for `drained()` before writing more. */
  write(chunk: Uint8Array): boolean;
  /** Resolve when more may be written, or when the stream is over. Never rejects. */
  drained(): Promise<void>;
  /** End our side, after one last chunk if given (its DATA frame carries END_STREAM). */
  end(chunk?: Uint8Array): void;
  /** Stop taking data; flow control makes the peer wait. */
  pause(): void;
  resume(): void;
  /** Abandon the stream with RST_STREAM. The listener hears nothing more. Harmless after the end. */
  reset(code: number): void;
}

/** Bytes that crossed a link, TLS records included. */
export interface LinkCounters {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** One established session. */
export interface Transport {
  /** `host:port`, or the caller's own name for the link; for messages to people. */
  readonly address: string;
  /** Whether new streams may still be opened: false after GOAWAY, loss or `close`. */
  readonly isUsable: boolean;
  /** Resolves, never rejects, once the session takes no more streams; those that run may go on. */
  readonly draining: Promise<void>;
  /** Resolves, never rejects, when the session is over, with what ended it. */
  readonly closed: Promise<TransportError>;
  /**
   * Open a stream.
   * @throws {TransportError} the session takes no more streams; nothing was sent
   * @throws {RpcError} RESOURCE_EXHAUSTED: the headers are more than the peer takes; nothing was sent
   */
  open(headers: HeaderFields, listener: StreamListener): TransportStream;
  /** Measure a round trip in milliseconds. @throws {TransportError} the session ended first */
  ping(): Promise<number>;
  counters(): LinkCounters;
  /** Send GOAWAY and close the socket; streams still open fail. Resolves when the socket is closed. */
  close(): Promise<void>;
  /** End the session at once, for a reason: streams still open fail with it, and `closed` resolves to it. */
  destroy(reason: TransportError): void;
}

/**
 * Makes sessions for one authority. Whatever it throws becomes the cause of a `TransportError`.
 * @param options.signal aborted when the channel is closed: give up and reject, or `close()` of the channel must wait
 */
export type Connector = (options: { readonly signal: AbortSignal }) => Promise<Transport>;
