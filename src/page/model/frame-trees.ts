/** Trees of frames, made again from their bytes, from what was kept of them, and from the messages that lie in them. */
import { clipped, type MessageReader, moved, type Span } from "../../inspect/index.ts";
import { headerSpan, readFrame } from "../../inspect/http2/frame-header.ts";
import { leaf, placed } from "../../inspect/parts.ts";
import { bytesCount } from "../../inspect/plain-text.ts";
import { type ConnectionStore, frameBytes } from "./connection-store.ts";
import { LEFT_OFFSET } from "./connection-indexer.ts";
import { bareTree, dataOutline, leftText } from "./frame-forms.ts";
import { FrameForm, NONE } from "./frame-table.ts";
import { frameTree, keptStart, keptText } from "./kept-frame.ts";
import { isMessagePiece } from "./message-walk.ts";
import { type KnownPiece, MessageSource, pieceOf, type WholeMessage } from "./message-source.ts";

const DATA = 0;

/** A part of a message in a frame's tree. */
export interface PlacedMessage {
  /** Number of the part among those of its frame. */
  readonly number: number;
  readonly piece: KnownPiece;
  readonly message: WholeMessage;
}

/** A frame, whole. */
export interface FrameView {
  /** Maybe a view of what is kept, and never to be changed. */
  readonly bytes: Uint8Array;
  readonly span: Span;
  readonly messages: readonly PlacedMessage[];
  /** Whether it waits for what belongs to it. */
  readonly isWaiting: boolean;
}

/** Makes the trees of one connection. */
export class FrameTrees {
  readonly messages: MessageSource;
  readonly #store: ConnectionStore;

  constructor(store: ConnectionStore, reader: MessageReader) {
    this.#store = store;
    this.messages = new MessageSource(store, reader);
  }

  /** What a frame is, and what it says, without its tree. */
  words(row: number): { readonly name: string; readonly text: string } {
    const { frames, trees } = this.#store;
    const form = frames.form(row);
    if (form === FrameForm.kept || form === FrameForm.waiting) {
      const root = trees.root(frames.tree(row));
      return { name: root.label, text: keptText(root, frames.streamId(row)) };
    }
    const bytes = frameBytes(this.#store, row);
    if (form === FrameForm.messages) return { name: "DATA", text: dataOutline(bytes, NONE).text };
    const { label, text } = this.#bare(row, bytes);
    return { name: label, text };
  }

  /** The type of a frame's messages, where it is plain DATA. */
  typeName(row: number): string | undefined {
    const { frames, strings } = this.#store;
    return frames.form(row) === FrameForm.messages ? strings.textOf(frames.tree(row)) : undefined;
  }

  /** A frame with its tree, down to the fields of messages. */
  view(row: number): FrameView {
    const { frames, trees, strings } = this.#store;
    const bytes = frameBytes(this.#store, row);
    const view = { bytes, messages: [], isWaiting: false };
    switch (frames.form(row)) {
      case FrameForm.bare:
        return { ...view, span: this.#bare(row, bytes) };
      case FrameForm.messages: {
        const { before, pieces, after, text } = dataOutline(bytes, frames.messages(row).carry);
        const typeName = strings.textOf(frames.tree(row));
        const messages = pieces.map((piece, number) =>
          this.#place(row, number, { ...piece, typeName, fault: undefined }),
        );
        const children = [...before, ...messages.map((each) => partOf(each, row)), ...after];
        const span: Span = { kind: "frame", start: 0, end: bytes.length, label: "DATA", text, children };
        return { ...view, span, messages };
      }
      case FrameForm.kept: {
        const { kind } = trees.root(frames.tree(row));
        const kept = trees.tree(frames.tree(row), keptStart(kind === "frame"));
        const whole = frameTree(kept, bytes, frames.streamId(row));
        const messages: PlacedMessage[] = [];
        const children = whole.children.map((child) => {
          if (!isMessagePiece(child)) return child;
          const placed = this.#place(row, messages.length, pieceOf(child));
          messages.push(placed);
          return partOf(placed, row);
        });
        return { ...view, span: { ...whole, children }, messages };
      }
      case FrameForm.waiting:
        return { ...view, span: this.#waiting(row, bytes), isWaiting: true };
    }
  }

  #bare(row: number, bytes: Uint8Array): Span {
    const { frames } = this.#store;
    const side = frames.side(row);
    const left = frames.tree(row);
    return bareTree(bytes, side, left === NONE ? "" : leftText(side, left - LEFT_OFFSET));
  }

  #waiting(row: number, bytes: Uint8Array): Span {
    const { frames, trees } = this.#store;
    const root = frameTree(trees.tree(frames.tree(row), 0), bytes, frames.streamId(row));
    const frame = readFrame(bytes);
    const header = headerSpan(bytes, frame);
    const text = `${bytesCount(frame.payload.length)}; what they belong to has not come whole yet`;
    const label = frame.type === DATA ? "data" : "header block";
    return { ...root, children: [header, leaf("unread", header.end, bytes.length, label, text)] };
  }

  #place(row: number, number: number, piece: KnownPiece): PlacedMessage {
    return { number, piece, message: this.messages.message(row, number, piece) };
  }
}

/** What of a message lies in a frame, at its place there. */
function partOf({ piece: { start, end }, message: { span, before } }: PlacedMessage, row: number): Span {
  // The tree of a message that lies in one frame was made for this.
  if (before === undefined) return placed(span, start);
  const at = before.get(row) ?? 0;
  return moved(clipped(span, at, at + end - start) ?? span, start - at);
}
