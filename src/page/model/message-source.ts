/** Messages of a connection, read when they are asked for: put together from the frames that they lie in. */
import { inspectGrpcMessage, type MessageReader, type Side, type Span } from "../../inspect/index.ts";
import { type ConnectionStore, frameBytes } from "./connection-store.ts";
import { dataOutline, dataStart, type MessagePiece } from "./frame-forms.ts";
import { FrameForm, NONE } from "./frame-table.ts";
import { keptStart } from "./kept-frame.ts";
import { isMessagePiece } from "./message-walk.ts";

/** A part of a message in a frame, with what is known of the message from there. */
export interface KnownPiece extends MessagePiece {
  readonly typeName: string | undefined;
  /** Why the message is not whole. */
  readonly fault: string | undefined;
}

/** A message with its tree. */
export interface WholeMessage {
  readonly bytes: Uint8Array;
  readonly span: Span;
  /** Where its first byte is in all that its side has sent. */
  readonly offset: number;
  /** Bytes of it that come before each of its frames, by row; `undefined` where it lies in one. */
  readonly before: ReadonlyMap<number, number> | undefined;
}

/** Messages that lie in several frames and are kept for whoever asks for the next frame. */
const KEPT_MESSAGES = 4;
const MOST_KEPT_BYTES = 4 * 1024 * 1024;

/** Reads the messages of one connection. */
export class MessageSource {
  readonly #store: ConnectionStore;
  readonly #reader: MessageReader;
  /** By the row in which they begin: no other message begins there and goes on. */
  readonly #latest = new Map<number, WholeMessage>();

  constructor(store: ConnectionStore, reader: MessageReader) {
    this.#store = store;
    this.#reader = reader;
  }

  /** The messages that have a part in a frame, in order. */
  pieces(row: number): readonly KnownPiece[] {
    const { frames, strings, trees } = this.#store;
    const { head, carry } = frames.messages(row);
    if (head === NONE) return [];
    if (frames.form(row) === FrameForm.messages) {
      const typeName = strings.textOf(frames.tree(row));
      const { pieces } = dataOutline(frameBytes(this.#store, row), carry);
      return pieces.map((piece) => ({ ...piece, typeName, fault: undefined }));
    }
    const { children } = trees.tree(frames.tree(row), keptStart(true));
    return children.filter(isMessagePiece).map(pieceOf);
  }

  /** The message that a piece of a frame belongs to. @param number of the piece in its frame */
  message(row: number, number: number, piece: KnownPiece): WholeMessage {
    const { frames } = this.#store;
    if (!piece.isPart) {
      const bytes = frameBytes(this.#store, row).subarray(piece.start, piece.end);
      const span = this.#read(bytes, piece);
      return { bytes, span, offset: frames.offset(row) + piece.start, before: undefined };
    }
    const head = number === 0 ? frames.messages(row).head : row;
    const kept = this.#latest.get(head);
    if (kept !== undefined) return kept;
    const gathered = this.#gather(head);
    const message = { ...gathered, span: this.#read(gathered.bytes, piece) };
    if (message.bytes.length <= MOST_KEPT_BYTES) this.#keep(head, message);
    return message;
  }

  #read(bytes: Uint8Array, { typeName, fault }: KnownPiece): Span {
    const span = inspectGrpcMessage(bytes, { reader: this.#reader, typeName });
    return fault === undefined ? span : { ...span, fault };
  }

  #keep(head: number, message: WholeMessage): void {
    this.#latest.set(head, message);
    const [oldest] = this.#latest.keys();
    if (this.#latest.size > KEPT_MESSAGES && oldest !== undefined) this.#latest.delete(oldest);
  }

  /** Put a message together that begins last in a frame. */
  #gather(head: number): Omit<WholeMessage, "span"> {
    const { frames } = this.#store;
    const side: Side = frames.side(head);
    const first = this.pieces(head).at(-1) as KnownPiece;
    const parts = [frameBytes(this.#store, head).subarray(first.start, first.end)];
    const before = new Map([[head, 0]]);
    let length = first.end - first.start;
    for (let row = frames.next(head); row !== NONE; row = frames.next(row)) {
      const { head: from, carry } = frames.messages(row);
      if (frames.side(row) !== side || from === NONE) continue;
      if (from !== head) break;
      const bytes = frameBytes(this.#store, row);
      const start = dataStart(bytes);
      parts.push(bytes.subarray(start, start + carry));
      before.set(row, length);
      length += carry;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return { bytes, offset: frames.offset(head) + first.start, before };
  }
}

/** What a kept tree says of a message. */
export function pieceOf({ start, end, isPart, typeName, fault }: Span): KnownPiece {
  return { start, end, isPart: isPart === true, typeName, fault };
}
