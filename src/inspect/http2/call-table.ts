/** The calls of a connection by their streams: those that run, and as many of those that are over as are kept. */
import type { InspectedCall } from "../inspected.ts";
import type { CallState } from "./call-state.ts";

/** Keeps calls, up to a number. */
export class CallTable {
  readonly #maxCalls: number;
  /** In the order in which they began. */
  readonly #running = new Map<number, CallState>();
  readonly #over = new Map<number, CallState>();
  /** In the order in which they ended; those before `#dropped` are gone. A map's first entry is slow to find after others went. */
  #ended: (CallState | undefined)[] = [];
  #dropped = 0;
  /** Numbers them as they began. */
  readonly #order = new WeakMap<CallState, number>();
  #began = 0;
  #highest = { odd: 0, even: 0 };
  #list: readonly InspectedCall[] | undefined;

  /** @param maxCalls what is kept; of more, the one that ended first goes, or the one that began first if all run */
  constructor(maxCalls: number) {
    this.#maxCalls = maxCalls;
  }

  /** Every call that is kept, oldest first. */
  get calls(): readonly InspectedCall[] {
    return (this.#list ??= [...this.#over.values(), ...this.#running.values()]
      .sort((a, b) => (this.#order.get(a) ?? 0) - (this.#order.get(b) ?? 0))
      .map(({ call }) => call));
  }

  /** Calls under way. */
  running(): Iterable<CallState> {
    return this.#running.values();
  }

  get(streamId: number): CallState | undefined {
    return this.#running.get(streamId) ?? this.#over.get(streamId);
  }

  /** Whether a stream of this number has not begun: no higher one of its kind has either (RFC 9113 §5.1.1). */
  isIdle(streamId: number): boolean {
    return streamId > this.#highest[streamId % 2 === 0 ? "even" : "odd"];
  }

  /** A call begins. */
  add(state: CallState): void {
    const { streamId } = state.call;
    const kind = streamId % 2 === 0 ? "even" : "odd";
    this.#highest[kind] = Math.max(this.#highest[kind], streamId);
    this.#order.set(state, this.#began++);
    this.#running.set(streamId, state);
    if (this.#running.size + this.#over.size > this.#maxCalls) this.#drop();
    this.changed(state);
  }

  /** A call is not what it was. */
  changed(state: CallState): void {
    const { streamId } = state.call;
    this.#list = undefined;
    if (!state.isOver || !this.#running.delete(streamId)) return;
    this.#over.set(streamId, state);
    this.#ended.push(state);
  }

  #drop(): void {
    const first = this.#ended[this.#dropped];
    if (first === undefined) {
      const [running] = this.#running;
      if (running !== undefined) this.#forget(this.#running, running[1]);
      return;
    }
    this.#forget(this.#over, first);
    this.#ended[this.#dropped] = undefined;
    if (++this.#dropped < this.#maxCalls) return;
    this.#ended = this.#ended.slice(this.#dropped);
    this.#dropped = 0;
  }

  #forget(from: Map<number, CallState>, state: CallState): void {
    const { streamId } = state.call;
    state.cut("its call is no longer kept");
    // Another may have taken its number.
    if (from.get(streamId) === state) from.delete(streamId);
  }
}
