/** What a stream tells its listener, in the order that the listener is promised, as fast as the listener takes it. */
import type { StreamResetError, TransportError } from "../grpc/errors.ts";
import type { HeaderFields } from "../grpc/header-fields.ts";
import type { StreamListener } from "../grpc/transport.ts";
import { PendingData } from "./pending-data.ts";

/** Told of bytes that a listener has taken. */
export interface BytesTaken {
  consumed(bytes: number): void;
}

/** Between what arrives and the listener. */
export class StreamInbox {
  readonly #listener: StreamListener;
  readonly #owner: BytesTaken;
  /** Made at the first pause: most streams know none. */
  #pending: PendingData | undefined;
  #trailers: HeaderFields | undefined;
  #hasEnded = false;
  #isPaused = false;
  /** After a pause what waited goes first; it goes in a turn of its own, never within `resume()`. */
  #isCatchingUp = false;
  #isOver = false;

  constructor(listener: StreamListener, owner: BytesTaken) {
    this.#listener = listener;
    this.#owner = owner;
  }

  headers(fields: HeaderFields): void {
    if (!this.#isOver) this.#listener.onHeaders(fields);
  }

  data(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#isPaused || this.#isCatchingUp) (this.#pending ??= new PendingData()).push(bytes);
    else this.#give(bytes);
  }

  /** The peer has ended its side, with these trailers if there were any. Nothing that comes later takes it back. */
  end(trailers: HeaderFields | undefined): void {
    this.#hasEnded = true;
    this.#trailers = trailers;
    if (this.#isEmpty) this.#finish();
  }

  /** The stream is over before the peer ended it; what waits is of no use. */
  fail(error: StreamResetError | TransportError): void {
    if (this.#isOver || this.#hasEnded) return;
    this.silence();
    this.#listener.onFailure(error);
  }

  /** Say nothing more. */
  silence(): void {
    this.#isOver = true;
    this.#pending = undefined;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#isCatchingUp || this.#isEmpty) return;
    this.#isCatchingUp = true;
    queueMicrotask(() => this.#catchUp());
  }

  #catchUp(): void {
    while (!this.#isPaused && !this.#isOver) {
      const bytes = this.#pending?.shift();
      if (bytes === undefined) break;
      this.#give(bytes);
    }
    this.#isCatchingUp = false;
    if (this.#hasEnded && this.#isEmpty) this.#finish();
  }

  get #isEmpty(): boolean {
    return this.#pending === undefined || this.#pending.isEmpty;
  }

  #give(bytes: Uint8Array): void {
    this.#listener.onData(bytes);
    this.#owner.consumed(bytes.length);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#trailers !== undefined) this.#listener.onTrailers(this.#trailers);
    this.#listener.onEnd();
  }
}
