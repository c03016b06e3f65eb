/** All bytes that one side of a connection has sent, kept once, in pieces of memory that are full but for the last. */
import { firstWhere } from "./column.ts";

/** The first piece of memory; each is as large as all before it, up to the largest. */
const FIRST_BYTES = 4 * 1024;
const LARGEST_BYTES = 1024 * 1024;

/** Grows at its end; read anywhere. */
export class ByteLog {
  readonly #blocks: Uint8Array[] = [];
  /** Where each begins. */
  readonly #starts: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Add a copy. */
  append(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const { block, start } = this.#last();
      const filled = this.#length - start;
      const count = Math.min(block.length - filled, bytes.length - at);
      block.set(bytes.subarray(at, at + count), filled);
      this.#length += count;
      at += count;
    }
  }

  /** Read a range, as far as it is there: a view where it lies in one piece of memory, and never to be changed. */
  read(start: number, end: number): Uint8Array {
    const stop = Math.min(end, this.#length);
    if (start >= stop) return new Uint8Array(0);
    let number = firstWhere(0, this.#starts.length, (each) => (this.#starts[each] as number) > start) - 1;
    const first = this.#view(number, start, stop);
    if (first.length === stop - start) return first;
    const whole = new Uint8Array(stop - start);
    for (let at = 0; at < whole.length; number++) {
      const part = this.#view(number, start + at, stop);
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** What of a range lies in one piece of memory. */
  #view(number: number, start: number, end: number): Uint8Array {
    const from = this.#starts[number] as number;
    return (this.#blocks[number] as Uint8Array).subarray(start - from, end - from);
  }

  /** The piece of memory that has room. */
  #last(): { readonly block: Uint8Array; readonly start: number } {
    const [block, start] = [this.#blocks.at(-1), this.#starts.at(-1)];
    if (block !== undefined && start !== undefined && start + block.length > this.#length) return { block, start };
    const next = new Uint8Array(Math.min(LARGEST_BYTES, Math.max(FIRST_BYTES, this.#length)));
    this.#blocks.push(next);
    this.#starts.push(this.#length);
    return { block: next, start: this.#length };
  }
}
