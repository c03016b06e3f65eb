/** Bytes being put together: frames on their way out, and the header block of one of them. */
import { unfilledBytes } from "../grpc/unfilled-bytes.ts";

const INITIAL_BYTES = 1024;
/** What is taken in smaller pieces is copied out and the buffer kept; a larger one is handed over and replaced. */
const HAND_OVER_BYTES = 16 * 1024;

/** A buffer that grows as it is written. Numbers are big-endian, as everywhere in HTTP/2 (RFC 9113 §2.2). */
export class ByteSink {
  #bytes: Uint8Array = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  /** Bytes written and not yet taken. */
  get length(): number {
    return this.#length;
  }

  uint8(value: number): void {
    const at = this.#grow(1);
    this.#bytes[at] = value;
  }

  uint16(value: number): void {
    this.uint8(value >>> 8);
    this.uint8(value);
  }

  uint24(value: number): void {
    this.uint8(value >>> 16);
    this.uint16(value);
  }

  uint32(value: number): void {
    this.uint16(value >>> 16);
    this.uint16(value);
  }

  /** Write a copy of some bytes. */
  append(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Write each character as the octet of its code (0 to 255). */
  latin1(text: string): void {
    const at = this.#grow(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[at + i] = text.charCodeAt(i);
  }

  /** What was written, until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** What was written; it is the caller's, and the sink is empty. */
  take(): Uint8Array {
    const taken = this.view();
    this.#length = 0;
    if (taken.length >= HAND_OVER_BYTES) {
      // Bulk goes on as it began: a buffer that had to grow to this would copy all of it on the way.
      this.#bytes = unfilledBytes(taken.length);
      return taken;
    }
    const copy = taken.slice();
    if (this.#bytes.length >= HAND_OVER_BYTES) this.#bytes = new Uint8Array(INITIAL_BYTES);
    return copy;
  }

  /** Make room, and say where it begins. */
  #grow(bytes: number): number {
    const at = this.#length;
    const needed = at + bytes;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.view());
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }
}
