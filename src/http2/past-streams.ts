/** Streams that we have reset and that the peer may not know of yet (RFC 9113 §5.1, "closed"). */

/** A peer that is so many resets behind has long stopped to listen. */
const MOST_REMEMBERED = 4096;

/** Remembers them with what the peer may still send on each. */
export class PastStreams {
  readonly #windows = new Map<number, number>();

  /** @param windowBytes the most that can be on its way */
  add(streamId: number, windowBytes: number): void {
    this.#windows.set(streamId, windowBytes);
    if (this.#windows.size <= MOST_REMEMBERED) return;
    for (const oldest of this.#windows.keys()) {
      this.#windows.delete(oldest);
      return;
    }
  }

  has(streamId: number): boolean {
    return this.#windows.has(streamId);
  }

  /** The peer has ended it too: nothing more is on its way. */
  remove(streamId: number): void {
    this.#windows.delete(streamId);
  }

  /** DATA came none the less. @returns `false`: it was more than could be on its way, or the stream is not one of these */
  take(streamId: number, bytes: number): boolean {
    const left = (this.#windows.get(streamId) ?? -1) - bytes;
    if (left < 0) return false;
    this.#windows.set(streamId, left);
    return true;
  }
}
