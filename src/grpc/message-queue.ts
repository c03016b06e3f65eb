/**
 * Messages between a stream that delivers and a reader that takes its time. The queue has a bound: past it the stream
 * is paused, and HTTP/2 flow control makes the sender wait.
 */

/** Pauses the stream above this many waiting bytes … */
const HIGH_WATER_BYTES = 256 * 1024;
/** … or this many messages: small ones cost more in objects than in bytes. */
const HIGH_WATER_MESSAGES = 256;

/** What a queue steers. */
export interface Valve {
  pause(): void;
  resume(): void;
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** An async iterator over messages that arrive one by one. Decoding happens when the reader takes the message. */
export class MessageQueue<T> {
  readonly #decode: (bytes: Uint8Array) => T;
  readonly #waiting: Uint8Array[] = [];
  readonly #readers: Waiter<T>[] = [];
  #valve: Valve | undefined;
  #bytes = 0;
  #paused = false;
  #ended = false;
  #error: unknown;

  /** @param decode turns bytes into a message; what it throws reaches the reader */
  constructor(decode: (bytes: Uint8Array) => T) {
    this.#decode = decode;
  }

  /** Name the stream to pause; until then nothing is paused. */
  attach(valve: Valve): void {
    this.#valve = valve;
    if (this.#paused) valve.pause();
  }

  /** A message arrived. */
  push(bytes: Uint8Array): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      this.#deliver(reader, bytes);
      return;
    }
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    if (!this.#paused && (this.#bytes > HIGH_WATER_BYTES || this.#waiting.length > HIGH_WATER_MESSAGES)) {
      this.#paused = true;
      this.#valve?.pause();
    }
  }

  /** No more will come. Messages already here are still delivered, then the error (if any) or the end. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    for (const reader of this.#readers.splice(0)) this.#finish(reader);
  }

  /** Throw away what waits: the reader has gone. */
  discard(): void {
    this.#waiting.length = 0;
    this.#bytes = 0;
    this.end();
  }

  /** Take the next message, waiting for it if need be. The error of `end` is thrown once, then the queue reads as ended. */
  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      const bytes = this.#waiting.shift();
      const reader = { resolve, reject };
      if (bytes !== undefined) {
        this.#bytes -= bytes.length;
        this.#deliver(reader, bytes);
        this.#resumeIfDrained();
      } else if (this.#ended) this.#finish(reader);
      else this.#readers.push(reader);
    });
  }

  #deliver(reader: Waiter<T>, bytes: Uint8Array): void {
    try {
      reader.resolve({ done: false, value: this.#decode(bytes) });
    } catch (error) {
      reader.reject(error);
    }
  }

  #finish(reader: Waiter<T>): void {
    const error = this.#error;
    this.#error = undefined;
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else reader.reject(error);
  }

  #resumeIfDrained(): void {
    if (!this.#paused || this.#bytes > HIGH_WATER_BYTES / 2 || this.#waiting.length > HIGH_WATER_MESSAGES / 2) return;
    this.#paused = false;
    this.#valve?.resume();
  }
}
