/** Bytes of one side that are not read yet: a queue in one piece of memory, which grows with what came and never ahead of it. */

const FIRST_BYTES = 4096;

/** Takes bytes at its end and gives them from its front. */
export class HeldBytes {
  #memory: Uint8Array = new Uint8Array(FIRST_BYTES);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  /** All of them: a view that holds until the next call. */
  view(): Uint8Array {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** Add a copy. */
  append(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (this.#end + bytes.length > this.#memory.length) {
      // Twice as much where it is full, so that single bytes do not cost a copy of all each; what is in front moves down.
      const memory = needed * 2 > this.#memory.length ? new Uint8Array(2 * needed) : this.#memory;
      memory.set(this.view());
      this.#memory = memory;
      this.#end = this.length;
      this.#start = 0;
    }
    this.#memory.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Take so many from the front, or all if they are fewer: a copy. */
  take(length: number): Uint8Array {
    const taken = this.#memory.slice(this.#start, Math.min(this.#start + length, this.#end));
    this.#start += taken.length;
    if (this.#start === this.#end) {
      this.#start = this.#end = 0;
      // What one long frame needed is not kept for the short ones that follow.
      if (this.#memory.length > 64 * FIRST_BYTES) this.#memory = new Uint8Array(FIRST_BYTES);
    }
    return taken;
  }
}
