/**
 * The calls that run on a channel. A `Set` would do the same; but one whose members come and go with every call makes new
 * tables all the time, and each of those, once it is old, keeps what was in it alive until the next full collection.
 */

/** What can stand in the list: it keeps its own place. */
export interface Placed {
  /** Where it stands; -1 nowhere. Written by the list alone. */
  place: number;
}

/** A list in no order. */
export class RunningCalls<Call extends Placed> {
  readonly #calls: Call[] = [];

  get size(): number {
    return this.#calls.length;
  }

  add(call: Call): void {
    call.place = this.#calls.push(call) - 1;
  }

  /** Remove one, if it is here. */
  remove(call: Call): void {
    const { place } = call;
    if (place < 0) return;
    const last = this.#calls.pop() as Call;
    if (last !== call) {
      this.#calls[place] = last;
      last.place = place;
    }
    call.place = -1;
  }

  /** Those that run at this moment. */
  list(): Call[] {
    return [...this.#calls];
  }
}
