/** A time budget and a caller's signal in one signal, both let go of at the end. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #caller: AbortSignal;
  readonly #onAbort = (): void => this.#controller.abort(this.#caller.reason);

  constructor(caller: AbortSignal, timeoutMs: number) {
    this.#caller = caller;
    this.#timer = setTimeout(() => this.#controller.abort(new Error("the time is over")), timeoutMs);
    caller.addEventListener("abort", this.#onAbort, { once: true });
    if (caller.aborted) this.#onAbort();
  }

  /** Aborted when the time is over or the caller gives up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener("abort", this.#onAbort);
  }
}
