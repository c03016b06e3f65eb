/** Bytes that came for a stream whose reader is paused. */

/** Smaller pieces are put together: each would cost more to keep than it holds. */
const SMALL_BYTES = 1024;
const BLOCK_BYTES = 4096;
/** Pieces that may be gone before the front of the array is cut off. */
const MOST_TAKEN = 32;

/** A queue of copies, whose memory stays a small multiple of what was sent, however it was cut. */
export class PendingData {
  #pieces: Uint8Array[] = [];
  #next = 0;
  /** Room in the last piece, where that is a block of ours. */
  #spare: Uint8Array | undefined;

  get isEmpty(): boolean {
    return this.#next === this.#pieces.length;
  }

  push(piece: Uint8Array): void {
    if (piece.length < SMALL_BYTES) this.#pushSmall(piece);
    else {
      this.#spare = undefined;
      this.#pieces.push(piece.slice());
    }
  }

  /** The oldest piece. */
  shift(): Uint8Array | undefined {
    const piece = this.#pieces[this.#next];
    if (piece === undefined) return undefined;
    if (++this.#next === this.#pieces.length) this.clear();
    else if (this.#next >= MOST_TAKEN) {
      this.#pieces = this.#pieces.slice(this.#next);
      this.#next = 0;
    }
    return piece;
  }

  clear(): void {
    this.#pieces = [];
    this.#next = 0;
    this.#spare = undefined;
  }

  #pushSmall(piece: Uint8Array): void {
    const last = this.#pieces.length - 1;
    if (this.#spare !== undefined && this.#spare.length >= piece.length) {
      const used = (this.#pieces[last] as Uint8Array).length;
      const block = (this.#pieces[last] as Uint8Array).buffer;
      this.#spare.set(piece);
      this.#spare = this.#spare.subarray(piece.length);
      this.#pieces[last] = new Uint8Array(block, 0, used + piece.length);
      return;
    }
    const block = new Uint8Array(BLOCK_BYTES);
    block.set(piece);
    this.#pieces.push(block.subarray(0, piece.length));
    this.#spare = block.subarray(piece.length);
  }
}
