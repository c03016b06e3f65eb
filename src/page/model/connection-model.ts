/** One connection of a recording, as the page shows it. */
import type { MessageReader, Side, Span } from "../../inspect/index.ts";
import { maskSecrets } from "../../inspect/secrets.ts";
import type { OpenedRecord } from "../../recording/index.ts";
import { CallFrames } from "./call-frames.ts";
import { ConnectionIndexer, type ConnectionIndexerOptions } from "./connection-indexer.ts";
import { type ConnectionStore, newConnectionStore, type SharedStore } from "./connection-store.ts";
import { NONE } from "./frame-table.ts";
import { FrameTrees, type FrameView } from "./frame-trees.ts";
import type {
  CallRow,
  ConnectionRow,
  Detail,
  DetailOptions,
  FrameRow,
  MessageRef,
  WindowSample,
} from "./page-model.ts";
import { detailTitle, messageTitle } from "./titles.ts";
import { WindowMinima } from "./window-minima.ts";

/** What a connection needs. */
export interface ConnectionModelOptions extends ConnectionIndexerOptions {
  /** In the recording. */
  readonly number: number;
  readonly beganAtMs: number;
  readonly opened: OpenedRecord | undefined;
  readonly shared: SharedStore;
  /** Reads messages for those who look at them. */
  readonly reader: MessageReader;
}

/** A connection: its rows, and what they are made of. */
export class ConnectionModel {
  readonly number: number;
  readonly store: ConnectionStore;
  readonly trees: FrameTrees;
  readonly #options: ConnectionModelOptions;
  readonly #windows: WindowMinima;
  readonly #callFrames: CallFrames;
  readonly #bytes = { client: 0, server: 0 };
  /** `undefined` before its first byte, and when it is over. */
  #indexer: ConnectionIndexer | undefined;
  #isOver = false;
  #closed: string | undefined;
  #lastAtMs: number;
  #left: string | undefined;
  #row: ConnectionRow | undefined;

  constructor(options: ConnectionModelOptions) {
    const { number, opened, beganAtMs, reader, shared } = options;
    this.#options = options;
    this.number = number;
    this.#lastAtMs = beganAtMs;
    this.store = newConnectionStore(shared);
    this.trees = new FrameTrees(this.store, reader);
    this.#windows = new WindowMinima(this.store.frames);
    this.#callFrames = new CallFrames(this.store);
    const protocol = opened?.protocol ?? "";
    // Where nobody agreed on anything, the bytes say what they are.
    if (protocol !== "" && protocol !== "h2")
      this.#left = `its protocol is ${protocol}, not HTTP/2: its bytes are not shown`;
  }

  /** Bytes of it that are kept. */
  get keptBytes(): number {
    return this.store.logs.client.length + this.store.logs.server.length;
  }

  /** As the list shows it; the same object until something changes. */
  get row(): ConnectionRow {
    const { number, opened, beganAtMs } = this.#options;
    return (this.#row ??= {
      number,
      opened,
      closed: this.#closed,
      beganAtMs,
      lastAtMs: this.#lastAtMs,
      bytes: { ...this.#bytes },
      frameCount: this.store.frames.length,
      callCount: this.store.calls.length,
      left: this.#left,
    });
  }

  /** Bytes came. @returns how many of them are kept */
  push(side: Side, bytes: Uint8Array, atNanos: bigint, atMs: number): void {
    this.#changed(atMs);
    this.#bytes[side] += bytes.length;
    if (this.#isOver) this.#left ??= "bytes came after its end: they are not shown";
    if (this.#left !== undefined) return;
    this.#indexer ??= new ConnectionIndexer(this.store, this.#options);
    this.#indexer.push(side, bytes, atNanos);
  }

  /** A side has ended. */
  end(side: Side, atNanos: bigint, atMs: number): void {
    this.#changed(atMs);
    this.#indexer?.end(side, atNanos);
  }

  /** It is over, and its calls are, too. */
  close(reason: string, atNanos: bigint, atMs: number): void {
    if (this.#isOver) return;
    this.settle(atNanos);
    this.#changed(atMs);
    this.#closed = reason;
    this.#isOver = true;
    this.store.calls.cutOff(atMs);
  }

  /** No more of it is to come: what waits for more is shown as far as it came. */
  settle(atNanos: bigint): void {
    for (const side of ["client", "server"] as const) this.#indexer?.end(side, atNanos);
    this.#indexer = undefined;
    this.#row = undefined;
  }

  /** @throws {RangeError} there is no such row */
  frame(index: number): FrameRow {
    const { frames } = this.store;
    const row = checked(index, frames.length, "frame");
    const call = frames.call(row);
    return {
      index,
      side: frames.side(row),
      atMs: frames.atMs(row),
      offset: frames.offset(row),
      length: frames.size(row),
      streamId: frames.streamId(row),
      ...this.trees.words(row),
      hasFault: frames.hasFault(row),
      typeName: this.trees.typeName(row),
      call: call === NONE ? undefined : call,
      windows: frames.windows(row),
    };
  }

  /** @throws {RangeError} there is no such row */
  call(index: number): CallRow {
    return this.store.calls.row(checked(index, this.store.calls.length, "call"));
  }

  /** @throws {RangeError} there is no such row */
  framesOfCall(call: number): readonly number[] {
    return this.#callFrames.of(checked(call, this.store.calls.length, "call"));
  }

  /** @throws {RangeError} there is no such row */
  detail(index: number, { showSecrets = false }: DetailOptions = {}): Detail {
    const { frames } = this.store;
    const row = checked(index, frames.length, "frame");
    const view = this.trees.view(row);
    const { span, bytes } = showSecrets ? view : withoutSecrets(view);
    const title = detailTitle(span.label, frames.side(row), frames.streamId(row));
    return { title, bytes: bytes.slice(), span, offset: frames.offset(row), messages: this.#refs(row, view) };
  }

  /** @throws {RangeError} there is no such message */
  message({ call, side, index }: MessageRef, { showSecrets = false }: DetailOptions = {}): Detail {
    checked(call, this.store.calls.length, "call");
    const place = this.#callFrames.place(call, side, index);
    const piece = place === undefined ? undefined : this.trees.messages.pieces(place.row)[place.number];
    if (place === undefined || piece === undefined) throw new RangeError(`call ${call} has no message ${index}`);
    const message = this.trees.messages.message(place.row, place.number, piece);
    const { span, bytes } = showSecrets ? message : maskSecrets(message.span, message.bytes);
    const title = messageTitle(piece.typeName, side, this.store.calls.path(call), index);
    return { title, bytes: bytes.slice(), span, offset: message.offset, messages: [] };
  }

  callsBetween(fromMs: number, toMs: number, most: number): readonly number[] {
    return this.store.calls.between(fromMs, toMs, most);
  }

  windows(fromMs: number, toMs: number, samples: number): readonly WindowSample[] {
    return this.#windows.samples(fromMs, toMs, samples);
  }

  #refs(row: number, { messages }: FrameView): MessageRef[] {
    const { frames, calls } = this.store;
    const [call, side, { ordinal }] = [frames.call(row), frames.side(row), frames.messages(row)];
    const parts = messages.filter(({ piece }) => piece.isPart);
    return parts.map(({ number, piece }) => {
      const index = ordinal + number;
      const title = messageTitle(piece.typeName, side, calls.path(call), index);
      return { connection: this.number, call, side, index, title };
    });
  }

  #changed(atMs: number): void {
    this.#lastAtMs = atMs;
    this.#row = undefined;
  }
}

/** A frame as it may be shown. Of one that waits nobody knows yet where secrets lie. */
export function withoutSecrets({ span, bytes, isWaiting }: FrameView): {
  readonly span: Span;
  readonly bytes: Uint8Array;
} {
  if (!isWaiting) return maskSecrets(span, bytes);
  const [header] = span.children;
  const blanked = bytes.slice();
  return { span, bytes: blanked.fill(0, header?.end ?? 0) };
}

function checked(index: number, length: number, what: string): number {
  if (Number.isInteger(index) && index >= 0 && index < length) return index;
  throw new RangeError(`there is no ${what} ${index}: there are ${length}`);
}
