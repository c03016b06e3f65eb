/** Values from one side, an async iterable on the other. */
export class Mailbox<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #isOver = false;
  #wake: (() => void) | undefined;

  /** Add a value. */
  put(value: T): void {
    this.#values.push(value);
    this.#wake?.();
  }

  /** No more will come. */
  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) yield value;
      else if (this.#isOver) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
