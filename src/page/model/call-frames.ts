/** The frames of a call as lists, made when they are asked for: whoever asks for one message asks for the next. */
import type { Side } from "../../inspect/index.ts";
import { firstWhere } from "./column.ts";
import type { ConnectionStore } from "./connection-store.ts";
import { NONE } from "./frame-table.ts";

/** Finds frames and messages of the calls of one connection. */
export class CallFrames {
  readonly #store: ConnectionStore;
  #latest: { readonly call: number; readonly lastFrame: number; readonly rows: readonly number[] } | undefined;

  constructor(store: ConnectionStore) {
    this.#store = store;
  }

  /** Frames of a call, by index. */
  of(call: number): readonly number[] {
    const { calls, frames } = this.#store;
    const lastFrame = calls.lastFrame(call);
    if (this.#latest?.call === call && this.#latest.lastFrame === lastFrame) return this.#latest.rows;
    const rows: number[] = [];
    for (let row = calls.firstFrame(call); row !== NONE; row = frames.next(row)) rows.push(row);
    this.#latest = { call, lastFrame, rows };
    return rows;
  }

  /** Where a message lies: a frame with a part of it, and which of that frame's messages it is. */
  place(call: number, side: Side, index: number): { readonly row: number; readonly number: number } | undefined {
    const { frames } = this.#store;
    const rows = this.of(call).filter((row) => frames.side(row) === side && frames.messages(row).head !== NONE);
    const last = firstWhere(0, rows.length, (each) => frames.messages(rows[each] as number).ordinal > index) - 1;
    const row = rows[last];
    return row === undefined ? undefined : { row, number: index - frames.messages(row).ordinal };
  }
}
