/** The frames of a connection in the order in which they came: about 60 bytes each, whatever is in them. */
import type { Side } from "../../inspect/index.ts";
import { Column, firstWhere } from "./column.ts";

/** How the tree of a frame is made. */
export const FrameForm = {
  /** From its bytes alone. */
  bare: 0,
  /** DATA of whole or cut messages and nothing else: from its bytes and those messages. */
  messages: 1,
  /** From what was kept of it. */
  kept: 2,
  /** What it belongs to has not come whole. */
  waiting: 3,
} as const;
/** One of them. */
export type FrameForm = (typeof FrameForm)[keyof typeof FrameForm];

/** No value: of no call, no message, no more frames. */
export const NONE: number = 2 ** 32 - 1;

const SERVER = 0x01;
const FAULT = 0x02;
const FORM_SHIFT = 2;

/** What is known of a frame when it has come. */
export interface NewFrame {
  readonly side: Side;
  readonly atMs: number;
  readonly offset: number;
  readonly length: number;
  readonly streamId: number;
  /** By index; `NONE`. */
  readonly call: number;
  readonly windows: { readonly stream: number | undefined; readonly connection: number } | undefined;
}

/** How messages lie in a DATA frame. */
export interface FrameMessages {
  /** The frame in which the first of them begins: itself, or one before it. `NONE` where there are no messages. */
  readonly head: number;
  /** Bytes of a message that began before this frame. */
  readonly carry: number;
  /** Number of the first message in its side of its call. */
  readonly ordinal: number;
}

/** Columns of frames; an index is a row. */
export class FrameTable {
  readonly #flags = new Column(Uint8Array);
  readonly #atMs = new Column(Float64Array);
  readonly #offset = new Column(Uint32Array);
  readonly #length = new Column(Uint32Array);
  readonly #stream = new Column(Uint32Array);
  readonly #call = new Column(Uint32Array);
  readonly #streamWindow = new Column(Float64Array);
  readonly #window = new Column(Float64Array);
  readonly #tree = new Column(Uint32Array);
  readonly #head = new Column(Uint32Array);
  readonly #carry = new Column(Uint32Array);
  readonly #ordinal = new Column(Uint32Array);
  readonly #next = new Column(Uint32Array);
  /** Rows of each side: in the order of their bytes. */
  readonly #ofSide = { client: new Column(Uint32Array), server: new Column(Uint32Array) };

  get length(): number {
    return this.#flags.length;
  }

  /** Add one. @returns its row */
  push({ side, atMs, offset, length, streamId, call, windows }: NewFrame): number {
    const row = this.length;
    this.#flags.push((side === "server" ? SERVER : 0) | (FrameForm.waiting << FORM_SHIFT));
    this.#atMs.push(atMs);
    this.#offset.push(offset);
    this.#length.push(length);
    this.#stream.push(streamId);
    this.#call.push(call);
    this.#streamWindow.push(windows?.stream ?? NaN);
    this.#window.push(windows?.connection ?? NaN);
    this.#tree.push(0);
    this.#head.push(NONE);
    this.#carry.push(0);
    this.#ordinal.push(0);
    this.#next.push(NONE);
    this.#ofSide[side].push(row);
    return row;
  }

  /** Say how the tree of a frame is made. @param tree number of what is kept, or of the type of its messages */
  setForm(row: number, form: FrameForm, tree: number, hasFault: boolean): void {
    this.#flags.set(row, (this.#flags.at(row) & SERVER) | (hasFault ? FAULT : 0) | (form << FORM_SHIFT));
    this.#tree.set(row, tree);
  }

  /** Say how messages lie in a frame. */
  setMessages(row: number, { head, carry, ordinal }: FrameMessages): void {
    this.#head.set(row, head);
    this.#carry.set(row, carry);
    this.#ordinal.set(row, ordinal);
  }

  /** How messages lie in a frame. */
  messages(row: number): FrameMessages {
    return { head: this.#head.at(row), carry: this.#carry.at(row), ordinal: this.#ordinal.at(row) };
  }

  /** Link a frame behind the one before it in its call. */
  setNext(row: number, next: number): void {
    this.#next.set(row, next);
  }

  /** The next frame of its call; `NONE`. */
  next(row: number): number {
    return this.#next.at(row);
  }

  side(row: number): Side {
    return (this.#flags.at(row) & SERVER) === 0 ? "client" : "server";
  }

  hasFault(row: number): boolean {
    return (this.#flags.at(row) & FAULT) !== 0;
  }

  form(row: number): FrameForm {
    return (this.#flags.at(row) >>> FORM_SHIFT) as FrameForm;
  }

  tree(row: number): number {
    return this.#tree.at(row);
  }

  atMs(row: number): number {
    return this.#atMs.at(row);
  }

  /** In all bytes of its side. */
  offset(row: number): number {
    return this.#offset.at(row);
  }

  /** In bytes, header included. */
  size(row: number): number {
    return this.#length.at(row);
  }

  streamId(row: number): number {
    return this.#stream.at(row);
  }

  /** By index; `NONE`. */
  call(row: number): number {
    return this.#call.at(row);
  }

  /** What a frame leaves of the connection's window; NaN where that is not known. */
  window(row: number): number {
    return this.#window.at(row);
  }

  /** What a frame leaves of the windows that its sender may fill. */
  windows(row: number): { readonly stream: number | undefined; readonly connection: number } | undefined {
    const [stream, connection] = [this.#streamWindow.at(row), this.#window.at(row)];
    return Number.isNaN(connection) ? undefined : { stream: Number.isNaN(stream) ? undefined : stream, connection };
  }

  /** The first row at an instant or after it. */
  firstAt(atMs: number): number {
    return firstWhere(0, this.length, (row) => this.atMs(row) >= atMs);
  }

  /** The row that holds a byte of a side; `undefined` if none does yet. */
  rowOfByte(side: Side, offset: number): number | undefined {
    const rows = this.#ofSide[side];
    const number = firstWhere(0, rows.length, (each) => this.offset(rows.at(each)) > offset) - 1;
    if (number < 0) return undefined;
    const row = rows.at(number);
    return offset < this.offset(row) + this.size(row) ? row : undefined;
  }
}
