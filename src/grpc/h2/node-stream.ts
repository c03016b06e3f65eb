/** One node:http2 stream behind our `TransportStream`, on either side of a connection. */
import type { Http2Stream } from "node:http2";
import { StreamResetError, type TransportError } from "../errors.ts";
import { ResetCode, type StreamListener, type TransportStream } from "../transport.ts";

/**
 * Turns node's events into a listener's calls, in the order the listener is promised, and never after its end.
 * @param sessionFailure what ended the session, if something did: node reports a lost connection to a stream as if
 *   the peer had reset it, and only the session knows better
 */
export class NodeStream implements TransportStream {
  readonly #stream: Http2Stream;
  readonly #listener: StreamListener;
  readonly #sessionFailure: () => TransportError | undefined;
  #isOver = false;

  constructor(
    stream: Http2Stream,
    listener: StreamListener,
    sessionFailure: () => TransportError | undefined,
  ) {
    this.#stream = stream;
    this.#listener = listener;
    this.#sessionFailure = sessionFailure;
    stream.on("data", (chunk: Uint8Array) => {
      if (!this.#isOver) listener.onData(chunk);
    });
    stream.on("end", () => this.#end());
    stream.on("close", () => this.#closed());
    // Every error also closes the stream; what it means is decided there, from the reset code and the session.
    stream.on("error", () => undefined);
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
    if (stream.readableEnded && stream.writableEnded) return;
    stream.close(code);
  }

  /** Tell the listener nothing more, and let what still arrives run off: unread data would keep the stream open. */
  protected stopListening(): void {
    this.#isOver = true;
    if (!this.#stream.destroyed) this.#stream.resume();
  }

  #end(): void {
    // A reset stream also "ends": only a reset code of zero says that the peer ended it in order.
    if (this.#isOver || this.#stream.rstCode !== ResetCode.NO_ERROR || this.#stream.aborted) return;
    this.#listener.onEnd();
  }

  #closed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const failure = this.#sessionFailure();
    this.#listener.onFailure(failure ?? new StreamResetError(this.#stream.rstCode));
  }
}
