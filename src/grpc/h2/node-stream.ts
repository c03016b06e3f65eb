/** One node:http2 stream behind our `TransportStream`, on either side of a connection. */
import type { Http2Stream, IncomingHttpHeaders } from "node:http2";
import { StreamResetError, type TransportError } from "../errors.ts";
import type { HeaderFields } from "../header-fields.ts";
import { RESET_NO_ERROR } from "../reset-code.ts";
import type { StreamListener, TransportStream } from "../transport.ts";
import { fromNodeHeaders } from "./node-headers.ts";

/**
 * Turns node's events into a listener's calls, in the order the listener is promised, and never after its end.
 * @param sessionFailure what ended the session, if something did, given the stream's own error if it had one: node
 *   reports a lost connection to a stream as if the peer had reset it, and only the session knows better
 */
export class NodeStream implements TransportStream {
  readonly #stream: Http2Stream;
  readonly #listener: StreamListener;
  readonly #sessionFailure: (streamError?: Error) => StreamResetError | TransportError | undefined;
  #trailers: HeaderFields | undefined;
  #error: Error | undefined;
  #hasEnded = false;
  #isOver = false;

  constructor(
    stream: Http2Stream,
    listener: StreamListener,
    sessionFailure: (streamError?: Error) => StreamResetError | TransportError | undefined,
  ) {
    this.#stream = stream;
    this.#listener = listener;
    this.#sessionFailure = sessionFailure;
    stream.on("data", (chunk: Uint8Array) => {
      if (!this.#isOver) listener.onData(chunk);
    });
    // Trailers overtake data that still waits in a paused stream; the listener hears of them after it.
    stream.on("trailers", (trailers: IncomingHttpHeaders) => (this.#trailers = fromNodeHeaders(trailers)));
    stream.on("end", () => this.#end());
    stream.on("close", () => this.#closed());
    // Every error also closes the stream; what it means is decided there, from the reset code and the session.
    stream.on("error", (error: Error) => (this.#error = error));
  }

  write(chunk: Uint8Array): boolean {
    if (this.#stream.writableEnded || this.#stream.destroyed) return true;
    return this.#stream.write(chunk);
  }

  drained(): Promise<void> {
    const stream = this.#stream;
    if (stream.destroyed || !stream.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        stream.off("drain", settle);
        stream.off("close", settle);
        resolve();
      };
      stream.on("drain", settle);
      stream.on("close", settle);
    });
  }

  end(chunk?: Uint8Array): void {
    if (this.#stream.writableEnded || this.#stream.destroyed) return;
    if (chunk === undefined) this.#stream.end();
    else this.#stream.end(chunk);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  reset(code: number): void {
    this.stopListening();
    const stream = this.#stream;
    if (stream.closed || stream.destroyed) return;
    // What was ended on both sides needs no RST_STREAM, and a peer may count them against us.
    if (stream.readableEnded && stream.writableFinished) return;
    stream.close(code);
  }

  /** Tell the listener nothing more, and let what still arrives run off: unread data would keep the stream open. */
  protected stopListening(): void {
    this.#isOver = true;
    if (!this.#stream.destroyed) this.#stream.resume();
  }

  /** Whether nothing more is to be told. */
  protected get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Whether the peer ended its side itself. Node lets a reset stream and one of a lost session "end" too, but only a
   * peer's own END_STREAM comes after trailers, and nothing that happens to the stream later takes them back.
   */
  protected endedInOrder(): boolean {
    if (this.#trailers !== undefined) return true;
    const { rstCode, aborted } = this.#stream;
    return rstCode === RESET_NO_ERROR && !aborted && this.#sessionFailure() === undefined;
  }

  #end(): void {
    // What did not end in order closes next, and is reported there.
    if (this.#isOver || !this.endedInOrder()) return;
    this.#hasEnded = true;
    if (this.#trailers !== undefined) this.#listener.onTrailers(this.#trailers);
    this.#listener.onEnd();
  }

  #closed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // Both sides have ended: this is the close that follows, and no failure.
    if (this.#hasEnded && this.#stream.writableFinished && this.#stream.rstCode === RESET_NO_ERROR) return;
    const failure = this.#sessionFailure(this.#error);
    this.#listener.onFailure(failure ?? new StreamResetError(this.#stream.rstCode));
  }
}
