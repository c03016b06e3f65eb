/** The messages that one side sends on one stream, put together from its DATA and shown in each of its frames. */
import { FramingError } from "../../grpc/errors.ts";
import { PREFIX_BYTES, readPrefix } from "../../grpc/framing.ts";
import { inspectGrpcMessage } from "../grpc-message.ts";
import type { MessageReader } from "../inspected.ts";
import { leaf } from "../parts.ts";
import { bytesCount } from "../plain-text.ts";
import type { OpenFrame } from "./open-frame.ts";
import { Scattered } from "./scattered.ts";

/** What is to be known of the messages of a side. */
export interface MessagePiecesOptions {
  readonly reader: MessageReader;
  /** A longer one is not kept: its bytes are shown without what they say. */
  readonly maxMessageBytes: number;
  /** Whether the stream was under way when it was first seen: a message may begin anywhere then. */
  readonly isLate: boolean;
}

/** Reads the content of a side's DATA frames. */
export class MessagePieces {
  readonly #options: MessagePiecesOptions;
  readonly #pieces = new Scattered();
  /** Full protobuf name of its messages; `undefined` as long as nobody knows it. */
  typeName: string | undefined;
  /** Length of the message under way with its prefix, once that is there. */
  #whole: number | undefined;
  /** Bytes of a message that is not kept, which are still to come, and why it is not. */
  #skipped = 0;
  #skipReason = "";
  /** Why no messages can be read any more. */
  #refusal: string | undefined;
  #isAligned: boolean;
  #messages = 0;

  constructor(options: MessagePiecesOptions) {
    this.#options = options;
    this.#isAligned = !options.isLate;
  }

  /** Messages that were complete. */
  get messages(): number {
    return this.#messages;
  }

  /** Whether a message is under way, and frames wait for it. */
  get isWaiting(): boolean {
    return this.#pieces.length > 0;
  }

  /** The side's first HEADERS came: what follows is the first of its messages. */
  begin(): void {
    this.#isAligned = true;
  }

  /** Frames lack messages from now on. @param reason the content is no gRPC, or some of it is missing */
  refuse(reason: string): void {
    this.cut(reason);
    this.#refusal ??= reason;
  }

  /** Read the content of a frame, which is not sealed yet. */
  push(frame: OpenFrame, start: number, end: number): void {
    if (!this.#isAligned) this.#isAligned = areMessages(frame.bytes.subarray(start, end));
    for (let at = start; at < end;) {
      if (this.#skipped > 0) at = this.#skip(frame, at, end);
      else if (this.#refusal === undefined && this.#isAligned) at = this.#add(frame, at, end);
      else {
        const reason = this.#refusal ?? "the beginning of the stream was not seen, nor where a message begins";
        frame.add(leaf("unread", at, end, "data", bytesCount(end - at), reason));
        return;
      }
    }
  }

  /** Nothing more comes, or nothing more is kept: show what there is of a message. @param reason why it is not whole */
  cut(reason: string): void {
    const { length } = this.#pieces;
    if (length === 0) return;
    const span = inspectGrpcMessage(this.#pieces.bytes(), this.#how());
    this.#pieces.resolve({ ...span, fault: `not whole: ${reason}` });
    if (this.#whole === undefined) this.#refusal ??= reason;
    else this.#skipNext(this.#whole - length, reason);
    this.#whole = undefined;
  }

  /** Add to the message under way as much as belongs to it. @returns where the reading goes on */
  #add(frame: OpenFrame, at: number, end: number): number {
    const pieces = this.#pieces;
    const next = Math.min(end, at + (this.#whole ?? PREFIX_BYTES) - pieces.length);
    pieces.add(frame, at, next);
    if (this.#whole === undefined && pieces.length === PREFIX_BYTES) this.#begin();
    if (pieces.length > 0 && pieces.length === this.#whole) this.#complete(frame);
    return next;
  }

  /** The prefix of a message is there. */
  #begin(): void {
    try {
      this.#whole = PREFIX_BYTES + readPrefix(this.#pieces.bytes(), 0, this.#options.maxMessageBytes).length;
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      const prefix = this.#pieces.bytes();
      if (error.code === "FRAMING_TOO_LARGE") {
        const { length } = readPrefix(prefix, 0, Infinity);
        const reason = `of a message of ${bytesCount(length)}, which is longer than is kept`;
        this.#pieces.resolve({ ...inspectGrpcMessage(prefix, this.#how()), fault: reason });
        this.#skipNext(length, reason);
      } else {
        this.#pieces.resolve(inspectGrpcMessage(prefix, this.#how()));
        this.#refusal = "not read: it follows what is no gRPC message";
      }
    }
  }

  #complete(frame: OpenFrame): void {
    const bytes = this.#pieces.bytes();
    const span = inspectGrpcMessage(bytes, this.#how());
    const { side, atNanos } = frame;
    frame.messages.push({ side, index: this.#messages++, bytes, span, typeName: this.typeName, atNanos });
    this.#whole = undefined;
    this.#pieces.resolve(span);
  }

  /** Pass over bytes of a message that is not kept. @returns where the reading goes on */
  #skip(frame: OpenFrame, at: number, end: number): number {
    const next = Math.min(end, at + this.#skipped);
    this.#skipped -= next - at;
    frame.add({ ...leaf("unread", at, next, "message", bytesCount(next - at), this.#skipReason), isPart: true });
    return next;
  }

  #skipNext(bytes: number, reason: string): void {
    this.#skipped = bytes;
    this.#skipReason = reason;
  }

  #how(): { readonly reader: MessageReader; readonly typeName: string | undefined } {
    return { reader: this.#options.reader, typeName: this.typeName };
  }
}

/** Whether bytes are whole messages, to the last one: then that is what they are. */
function areMessages(bytes: Uint8Array): boolean {
  let at = 0;
  while (at + PREFIX_BYTES <= bytes.length) {
    if ((bytes[at] as number) > 1) return false;
    at += PREFIX_BYTES + readPrefix(bytes, at, Infinity).length;
  }
  return at === bytes.length && at > 0;
}
