/** What the page shows, in one place: views look at it and hear of changes; nobody else keeps a part of it. */

/** Hears that the state has changed. */
export type Listener<State> = (state: State, before: State) => void;

/** A state that is replaced, never changed. */
export class Store<State extends object> {
  #state: State;
  readonly #listeners: Listener<State>[] = [];
  #changes: Partial<State>[] = [];
  #isTelling = false;

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  /** Change some of it. Listeners hear before this returns; a change that one of them makes is told after this one. */
  set(change: Partial<State>): void {
    this.#changes.push(change);
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#changes.shift(); next !== undefined; next = this.#changes.shift()) {
        const before = this.#state;
        this.#state = { ...before, ...next };
        for (const listener of this.#listeners) listener(this.#state, before);
      }
    } finally {
      this.#isTelling = false;
      this.#changes = [];
    }
  }

  /** Hear of every change from now on, and draw what there is now. */
  watch(listener: Listener<State>): void {
    this.#listeners.push(listener);
    listener(this.#state, this.#state);
  }
}
