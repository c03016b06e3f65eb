/**
 * The open streams of a connection, in the order of their identifiers. A `Map` would do the same; but one whose entries
 * come and go with every call makes new tables all the time, and each of those, once it is old, keeps what was in it alive
 * until the next full collection.
 */

/** What a stream is known by. */
interface Identified {
  readonly id: number;
}

/** A list sorted by identifier: the newest is the last, for identifiers only grow (RFC 9113 §5.1.1). */
export class OpenStreams<Stream extends Identified> {
  readonly #sorted: Stream[] = [];

  get size(): number {
    return this.#sorted.length;
  }

  /** Add one whose identifier is above all others. */
  add(stream: Stream): void {
    this.#sorted.push(stream);
  }

  get(id: number): Stream | undefined {
    const stream = this.#sorted[this.#find(id)];
    return stream?.id === id ? stream : undefined;
  }

  /** Remove one, if it is here. */
  remove(stream: Stream): void {
    const at = this.#find(stream.id);
    if (this.#sorted[at] !== stream) return;
    // By hand: an array's copyWithin, written for anything like an array, takes thirty times as long for a few dozen.
    const sorted = this.#sorted;
    for (let i = at + 1; i < sorted.length; i++) sorted[i - 1] = sorted[i] as Stream;
    sorted.pop();
  }

  [Symbol.iterator](): Iterator<Stream> {
    return this.#sorted[Symbol.iterator]();
  }

  /** Where the first identifier stands that is not below this one. */
  #find(id: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] as Stream).id < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
