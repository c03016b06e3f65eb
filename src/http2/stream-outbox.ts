/** What a stream has still to send. */
import type { ByteSink } from "./byte-sink.ts";
import { writeDataHeader } from "./frames/data.ts";

/** From here on a writer is asked to wait; it is let go on at half of it. */
const FULL_BYTES = 64 * 1024;

/** A queue of chunks and the end behind them. */
export class StreamOutbox {
  #chunks: Uint8Array[] = [];
  /** Of the first chunk, how much is sent. */
  #offset = 0;
  #bytes = 0;
  #isEnding = false;
  #hasEnded = false;
  #waiters: (() => void)[] | undefined;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.#bytes >= FULL_BYTES;
  }

  /** Whether nothing more can be added. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Whether END_STREAM is sent. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Whether there is anything to send: bytes, or the end alone, which needs no window. */
  get hasOutput(): boolean {
    return this.#bytes > 0 || (this.#isEnding && !this.#hasEnded);
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** Nothing more will be added. */
  end(): void {
    this.#isEnding = true;
  }

  /** Write one DATA frame. @param length of its payload, at most `bytes` @param streamId where to */
  writeFrame(out: ByteSink, streamId: number, length: number): void {
    this.#hasEnded = this.#isEnding && length === this.#bytes;
    writeDataHeader(out, streamId, length, this.#hasEnded);
    this.#bytes -= length;
    for (let left = length; left > 0;) {
      const chunk = this.#chunks[0] as Uint8Array;
      const isWhole = this.#offset === 0 && chunk.length <= left;
      const piece = isWhole ? chunk : chunk.subarray(this.#offset, this.#offset + left);
      out.append(piece);
      left -= piece.length;
      this.#offset += piece.length;
      if (this.#offset === chunk.length) {
        this.#chunks.shift();
        this.#offset = 0;
      }
    }
    if (this.#bytes * 2 <= FULL_BYTES) this.#letGoOn();
  }

  /** Resolves when more may be added, or nothing can be. */
  drained(): Promise<void> {
    if (!this.isFull || this.#hasEnded) return Promise.resolve();
    return new Promise((resolve) => (this.#waiters ??= []).push(resolve));
  }

  /** The stream is closed: forget what waits, and take nothing more. */
  close(): void {
    this.#isEnding = true;
    this.#hasEnded = true;
    this.#chunks.length = 0;
    this.#bytes = 0;
    this.#letGoOn();
  }

  #letGoOn(): void {
    const waiters = this.#waiters;
    if (waiters === undefined) return;
    this.#waiters = undefined;
    for (const resolve of waiters) resolve();
  }
}
