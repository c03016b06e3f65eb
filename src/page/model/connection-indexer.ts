/** Reads a connection as its bytes come, and makes a row of every frame and every call. No message is read for that. */
import { ConnectionInspector, type InspectedFrame, type MessageReader, type Side } from "../../inspect/index.ts";
import { millis } from "./call-table.ts";
import type { ConnectionStore } from "./connection-store.ts";
import { bareRest, isData, isPlainData } from "./frame-forms.ts";
import { FrameForm, NONE } from "./frame-table.ts";
import { MessageWalk } from "./message-walk.ts";
import { keptTree } from "./kept-frame.ts";

/** What reading depends on. */
export interface ConnectionIndexerOptions {
  /** Reads no message, but knows the types of methods. */
  readonly outlines: MessageReader;
  readonly maxMessageBytes: number;
  readonly maxHeldBytes: number;
}

/** A number of 32 bits that stands for one from −2³¹ on. */
export const LEFT_OFFSET: number = 2 ** 31;

/** Fills the rows of one connection. */
export class ConnectionIndexer {
  readonly #store: ConnectionStore;
  readonly #inspector: ConnectionInspector;
  readonly #walk: MessageWalk;
  /** Rows of frames that wait, by the place of their first byte. */
  readonly #waiting = { client: new Map<number, number>(), server: new Map<number, number>() };
  readonly #open = new Set<Side>(["client", "server"]);

  constructor(store: ConnectionStore, { outlines, maxMessageBytes, maxHeldBytes }: ConnectionIndexerOptions) {
    this.#store = store;
    this.#walk = new MessageWalk(store.calls);
    this.#inspector = new ConnectionInspector({
      messages: outlines,
      maxMessageBytes,
      maxHeldBytes,
      onFrame: (frame, isWaiting) => this.#take(frame, isWaiting),
    });
  }

  /** Bytes came. */
  push(side: Side, bytes: Uint8Array, atNanos: bigint): void {
    this.#store.logs[side].append(bytes);
    this.#inspector.push(side, bytes, atNanos);
    this.#walk.settle();
  }

  /** A side has ended: once. */
  end(side: Side, atNanos: bigint): void {
    if (!this.#open.delete(side)) return;
    this.#inspector.end(side, atNanos);
    this.#walk.settle();
  }

  #take(frame: InspectedFrame, isWaiting: boolean): void {
    const waiting = this.#waiting[frame.side];
    const known = waiting.get(frame.offset);
    const row = known ?? this.#add(frame);
    if (frame.call !== undefined) this.#store.calls.update(this.#store.frames.call(row), frame.call);
    if (isWaiting) {
      waiting.set(frame.offset, row);
      this.#keep(row, { ...frame, span: { ...frame.span, children: [] } }, FrameForm.waiting);
      return;
    }
    if (known !== undefined) waiting.delete(frame.offset);
    this.#done(row, frame);
  }

  #add({ side, atNanos, offset, bytes, streamId, call, windows }: InspectedFrame): number {
    const { frames, calls } = this.#store;
    const row = frames.length;
    const index = call === undefined ? NONE : calls.indexOf(call.streamId, row);
    frames.push({ side, atMs: millis(atNanos), offset, length: bytes.length, streamId, call: index, windows });
    if (index === NONE) return row;
    const before = calls.addFrame(index, row);
    if (before !== NONE) frames.setNext(before, row);
    return row;
  }

  /** All of a frame is known. */
  #done(row: number, frame: InspectedFrame): void {
    const { frames, strings } = this.#store;
    const { span, bytes, side } = frame;
    const call = frames.call(row);
    if (isData(span, bytes)) {
      if (call !== NONE) frames.setMessages(row, this.#walk.take(row, call, side, bytes, span));
      if (isPlainData(frame)) {
        const typeName = span.children.find((child) => child.kind === "message")?.typeName;
        frames.setForm(row, FrameForm.messages, strings.numberOf(typeName), false);
        return;
      }
    }
    const bare = bareRest(frame);
    const left = bare?.left === undefined ? NONE : bare.left + LEFT_OFFSET;
    if (bare !== undefined && left >= 0 && left <= NONE) frames.setForm(row, FrameForm.bare, left, false);
    else this.#keep(row, frame, FrameForm.kept);
  }

  #keep(row: number, { span, streamId }: InspectedFrame, form: FrameForm): void {
    const { frames, trees } = this.#store;
    frames.setForm(row, form, trees.keep(keptTree(span, streamId)), hasFault(span));
  }
}

function hasFault({ fault, children }: InspectedFrame["span"]): boolean {
  return fault !== undefined || children.some(hasFault);
}
