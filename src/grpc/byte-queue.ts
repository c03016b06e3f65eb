/** Chunks in, exact byte counts out. The one owner of bytes that have arrived and are not yet a message. */

/** A FIFO of bytes. What `take` returns is a view where one chunk holds it all, a copy where it spans chunks. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** Bytes waiting. */
  get length(): number {
    return this.#length;
  }

  /** Add a chunk; the queue keeps a reference, so the caller must not reuse it. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
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
