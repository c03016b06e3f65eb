/**
 * Messages between a stream that delivers and a reader that takes its time. The queue has a bound: past it the stream
 * is paused, and HTTP/2 flow control makes the sender wait.
 */

import type { FramedMessage } from "./framing.ts";

/** Pauses the stream above this many waiting bytes … */
const HIGH_WATER_BYTES = 256 * 1024;
/** … or this many messages: small ones cost more in objects than in bytes. */
const HIGH_WATER_MESSAGES = 256;

/** What a queue steers. */
export interface Valve {
  pause(): void;
  resume(): void;
}

/** Turns one message as it was framed into what the reader gets: at once, or later where it must be decompressed. */
export type DecodeMessage<T> = (message: FramedMessage) => T | Promise<T>;

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An async iterator over messages that arrive one by one. Decoding happens when the reader takes the message, so what
 * waits here is no larger than it was on the wire.
 */
export class MessageQueue<T> {
  readonly #decode: DecodeMessage<T>;
  readonly #waiting: FramedMessage[] = [];
  readonly #readers: Waiter<T>[] = [];
  #valve: Valve | undefined;
  #bytes = 0;
  #paused = false;
  #ended = false;
  #error: unknown;

  /** @param decode what it throws, or rejects with, reaches the reader */
  constructor(decode: DecodeMessage<T>) {
    this.#decode = decode;
  }

  /** Name the stream to pause; until then nothing is paused. */
  attach(valve: Valve): void {
    this.#valve = valve;
    if (this.#paused) valve.pause();
  }

  /** A message arrived. */
  push(message: FramedMessage): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      this.#deliver(reader, message);
      return;
    }
    this.#waiting.push(message);
    this.#bytes += message.bytes.length;
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
      const message = this.#waiting.shift();
      const reader = { resolve, reject };
      if (message !== undefined) {
        this.#bytes -= message.bytes.length;
        this.#deliver(reader, message);
        this.#resumeIfDrained();
      } else if (this.#ended) this.#finish(reader);
      else this.#readers.push(reader);
    });
  }

  #deliver(reader: Waiter<T>, message: FramedMessage): void {
    try {
      const value = this.#decode(message);
      if (value instanceof Promise)
        value.then((decoded) => reader.resolve({ done: false, value: decoded }), reader.reject);
      else reader.resolve({ done: false, value });
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
