/** Chunks in, exact byte counts out. The one owner of bytes that have arrived and are not yet a message. */

/** Chunks shorter than this are copied together behind others: a peer's one-byte frames must not cost an object each. */
const SMALL_CHUNK_BYTES = 256;
const BLOCK_BYTES = 4096;

/** A FIFO of bytes. What `take` returns is a view where one chunk holds it all, a copy where it spans chunks. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** Where small chunks are copied to; the last chunk is a view of its first `#blockUsed` bytes, or of their end. */
  #block: Uint8Array | undefined;
  #blockUsed = 0;

  /** Bytes waiting. */
  get length(): number {
    return this.#length;
  }

  /** Add a chunk; the queue keeps a reference, so the caller must not reuse it. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#length += chunk.length;
    if (chunk.length < SMALL_CHUNK_BYTES && this.#chunks.length > 0) this.#appendCopy(chunk);
    else {
      this.#chunks.push(chunk);
      this.#block = undefined;
    }
  }

  /** Remove exactly `count` bytes. @throws {RangeError} fewer are waiting */
  take(count: number): Uint8Array {
    if (count > this.#length) throw new RangeError(`${count} bytes asked of a queue of ${this.#length}`);
    this.#length -= count;
    const first = this.#chunks[0];
    if (first !== undefined && first.length > count) {
      this.#chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    if (first?.length === count) {
      this.#chunks.shift();
      return first;
    }
    return this.#gather(count);
  }

  #appendCopy(chunk: Uint8Array): void {
    if (this.#block === undefined || this.#block.length - this.#blockUsed < chunk.length) {
      this.#block = new Uint8Array(BLOCK_BYTES);
      this.#blockUsed = 0;
      this.#chunks.push(this.#block.subarray(0, 0));
    }
    const last = this.#chunks.pop() as Uint8Array;
    this.#block.set(chunk, this.#blockUsed);
    const start = this.#blockUsed - last.length;
    this.#blockUsed += chunk.length;
    this.#chunks.push(this.#block.subarray(start, this.#blockUsed));
  }

  #gather(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let filled = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      const wanted = count - filled;
      if (chunk.length > wanted) {
        bytes.set(chunk.subarray(0, wanted), filled);
        this.#chunks[used] = chunk.subarray(wanted);
        break;
      }
      bytes.set(chunk, filled);
      filled += chunk.length;
      used++;
      if (filled === count) break;
    }
    this.#chunks.splice(0, used);
    return bytes;
  }
}
