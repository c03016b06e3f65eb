/** Follows which message each part of a DATA frame belongs to: the frame that a message began in, and its number. */
import { PREFIX_BYTES } from "../../grpc/framing.ts";
import type { Side, Span } from "../../inspect/index.ts";
import type { CallTable } from "./call-table.ts";
import { type FrameMessages, NONE } from "./frame-table.ts";

/** A message under way. */
interface UnderWay {
  readonly head: number;
  readonly ordinal: number;
  /** Bytes so far. */
  have: number;
  /** What those of the prefix say that came so far. */
  length: number;
}

/** Whether a part of a frame is a message, or a part of one. */
export function isMessagePiece({ kind, label }: Span): boolean {
  return kind === "message" && label === "gRPC message";
}

/** Follows all calls of a connection. Frames of each side of a call come in order. */
export class MessageWalk {
  readonly #calls: CallTable;
  /** By call and side. */
  readonly #underWay = new Map<number, UnderWay>();
  /** Those that will not go on: all frames of one are given at once. */
  readonly #cut = new Map<number, UnderWay>();

  constructor(calls: CallTable) {
    this.#calls = calls;
  }

  /** Read the parts of a frame, whose trees of messages have no parts but prefix and message. */
  take(row: number, call: number, side: Side, bytes: Uint8Array, span: Span): FrameMessages {
    const key = 2 * call + (side === "client" ? 0 : 1);
    let messages: FrameMessages | undefined;
    for (const piece of span.children) {
      if (isMessagePiece(piece)) {
        const { head, ordinal } = this.#piece(key, row, call, side, bytes, piece);
        messages ??= { head, carry: head === row ? 0 : piece.end - piece.start, ordinal };
      } else if (piece.kind === "unread") this.#underWay.delete(key);
    }
    return messages ?? { head: NONE, carry: 0, ordinal: 0 };
  }

  /** All frames that could be given are: forget messages that were cut. */
  settle(): void {
    for (const [key, state] of this.#cut) if (this.#underWay.get(key) === state) this.#underWay.delete(key);
    this.#cut.clear();
  }

  #piece(key: number, row: number, call: number, side: Side, bytes: Uint8Array, piece: Span): UnderWay {
    const state = this.#underWay.get(key) ?? {
      head: row,
      ordinal: this.#calls.beginMessage(call, side),
      have: 0,
      length: 0,
    };
    for (let i = state.have; i < PREFIX_BYTES && piece.start + i - state.have < piece.end; i++) {
      const byte = bytes[piece.start + i - state.have] as number;
      if (i > 0) state.length = state.length * 256 + byte;
    }
    state.have += piece.end - piece.start;
    if (state.have >= PREFIX_BYTES && state.have === PREFIX_BYTES + state.length) this.#underWay.delete(key);
    else this.#underWay.set(key, state);
    if (piece.fault !== undefined || piece.children.some(({ fault }) => fault !== undefined)) this.#cut.set(key, state);
    return state;
  }
}
