/** Reads frame after frame of a connection: what each says, what it changes, and what rule it breaks. */
import { statusName } from "../../grpc/status.ts";
import { ErrorCode } from "../../http2/error-code.ts";
import { Flag, type Frame, FRAME_HEADER_BYTES, FrameType, uint31, uint32 } from "../../http2/frames/frame.ts";
import type { Field } from "../../http2/hpack/static-table.ts";
import { leaf } from "../parts.ts";
import { bytesCount, escaped } from "../plain-text.ts";
import { frameLength } from "./beginning.ts";
import type { CallState } from "./call-state.ts";
import { contentOf } from "./content.ts";
import { type Exchange, otherSide } from "./exchange.ts";
import { frameText, headerSpan, readFrame } from "./frame-header.ts";
import type { BlockRead } from "./header-blocks.ts";
import { broken, typeName } from "./names.ts";
import type { OpenFrame } from "./open-frame.ts";
import { readPayload } from "./payload.ts";
import { settingsOf } from "./settings.ts";
import { listFault, placeFault } from "./stream-rules.ts";

/** Streams that a GOAWAY is said to leave undone, by number. */
const MOST_NAMED = 10;
/** Of which that is said: honest connections have four at most, and each looks at every call. */
const MOST_GOAWAYS = 16;

/** A frame under inspection. */
interface Subject {
  readonly open: OpenFrame;
  readonly frame: Frame;
  /** Length of the payload as the header has it, of which not all may be there. */
  readonly length: number;
}

/** Reads the frames of both sides, in the order in which they came. */
export class FrameInspector {
  readonly #exchange: Exchange;
  /** Of the header block that a side has under way: whether it ends the stream, and whether it promises another. */
  readonly #blocks = {
    client: { endsStream: false, isPromise: false },
    server: { endsStream: false, isPromise: false },
  };

  #goAways = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Read a frame. @param open of it nothing is known yet but its bytes; one that `isPart` lacks some at its end */
  inspect(open: OpenFrame): void {
    const frame = readFrame(open.bytes);
    const subject = { open, frame, length: frameLength(open.bytes, 0) - FRAME_HEADER_BYTES };
    open.label = typeName(frame.type);
    open.streamId = frame.streamId;
    open.text = frameText(frame);
    open.state = this.#exchange.calls.get(frame.streamId);
    open.add(headerSpan(open.bytes, frame));
    this.#checkOrder(subject);
    open.fault(placeFault(frame, open.side, open.state, this.#exchange));
    if (frame.type === FrameType.DATA) this.#data(subject);
    else if (frame.type === FrameType.HEADERS || frame.type === FrameType.PUSH_PROMISE) this.#blockBegins(subject);
    else if (frame.type === FrameType.CONTINUATION) this.#blockGoesOn(subject);
    else this.#other(subject);
    if (open.state !== undefined) this.#exchange.calls.changed(open.state);
    open.windows = this.#exchange.windowsLeft(open.side, open.state);
  }

  #checkOrder({ open, frame, length }: Subject): void {
    const { side } = open;
    const isSettings = frame.type === FrameType.SETTINGS && (frame.flags & Flag.ACK) === 0;
    if (!isSettings && !this.#exchange.hasSettings(side) && !this.#exchange.isLate) {
      open.fault(broken(ErrorCode.PROTOCOL_ERROR, "a connection that does not begin with SETTINGS")); // §3.4
    }
    const most = this.#exchange.maxPayloadBytes(side);
    if (most !== undefined && length > most) {
      open.fault(broken(ErrorCode.FRAME_SIZE_ERROR, `a frame of ${length} bytes, of which ${most} were allowed`)); // §4.2
    }
    const blocks = this.#exchange.blocks(side);
    if (blocks.streamId === 0) return;
    if (frame.type === FrameType.CONTINUATION && frame.streamId === blocks.streamId) return;
    const reason = broken(ErrorCode.PROTOCOL_ERROR, "a header block is not continued"); // §6.2
    open.fault(reason);
    blocks.abandon(reason);
  }

  #data({ open, frame, length }: Subject): void {
    const { side } = open;
    // Its HEADERS may have come before anyone looked.
    if (this.#exchange.isBlind) open.state ??= this.#begin(open, frame);
    const call = open.state;
    const windows = this.#exchange.windows(side);
    if (!windows.take(call?.sides[side].window, length) && !this.#exchange.isBlind) {
      open.fault(broken(ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the window allows")); // §6.9.1
    }
    const content = contentOf(frame, open.isPart);
    open.fault(content.fault);
    open.add(...content.before);
    const bytes = content.end - content.start;
    open.text = frameText(frame, bytes === frame.payload.length ? "" : bytesCount(bytes));
    if (call === undefined) {
      if (bytes > 0)
        open.add(leaf("unread", content.start, content.end, "data", bytesCount(bytes), "of no call that is known"));
    } else {
      const { pieces } = call.sides[side];
      pieces.push(open, content.start, content.end);
      if (content.fault !== undefined || open.isPart) pieces.refuse("bytes before it are missing");
      call.data(side, bytes);
      if ((frame.flags & Flag.END_STREAM) !== 0 && !open.isPart) call.end(side, open.atNanos);
    }
    open.add(...content.after);
  }

  #blockBegins(subject: Subject): void {
    const { open, frame } = subject;
    const isPromise = frame.type === FrameType.PUSH_PROMISE;
    this.#blocks[open.side] = { endsStream: !isPromise && (frame.flags & Flag.END_STREAM) !== 0, isPromise };
    if (!isPromise && frame.streamId !== 0) {
      open.state ??= this.#begin(open, frame);
      const own = open.state?.sides[open.side];
      if (own?.blocks === 0) own.pieces.begin();
    }
    this.#blockPiece(subject);
  }

  #blockGoesOn(subject: Subject): void {
    const { open } = subject;
    if (this.#exchange.blocks(open.side).streamId === 0) {
      const fault = broken(ErrorCode.PROTOCOL_ERROR, "a CONTINUATION frame of no header block"); // §6.10
      open.fault(fault);
      this.#exchange.blocks(open.side).lose(`the beginning of a header block is missing (${fault})`);
    }
    this.#blockPiece(subject);
  }

  #blockPiece({ open, frame }: Subject): void {
    const { side } = open;
    const blocks = this.#exchange.blocks(side);
    const content = contentOf(frame, open.isPart);
    open.fault(content.fault);
    open.add(...content.before);
    if (content.fault !== undefined)
      blocks.lose(`a header block could not be taken out of its frame (${content.fault})`);
    else {
      const isLast = (frame.flags & Flag.END_HEADERS) !== 0 && !open.isPart;
      const block = blocks.push(open, content.start, content.end, isLast);
      if (open.isPart) blocks.abandon("its frame is not whole");
      if (block !== undefined) this.#block(open, frame, block);
    }
    open.add(...content.after);
  }

  /** A header block is whole. */
  #block(open: OpenFrame, frame: Frame, block: BlockRead): void {
    const { side, state: call, atNanos } = open;
    const { endsStream, isPromise } = this.#blocks[side];
    open.headers = block.fields.map(({ name, value }) => [name, value]);
    open.text = frameText(frame, fieldsText(block.fields));
    if (call === undefined || isPromise) return;
    if (block.isWhole && !this.#exchange.isLate)
      open.fault(listFault(block.fields, side, call.sides[side].blocks, endsStream));
    call.headers(side, block, atNanos, endsStream);
    if (endsStream) call.end(side, atNanos);
  }

  #other({ open, frame }: Subject): void {
    const { parts, text, fault } = readPayload(frame, open.side);
    open.add(...parts);
    // One that is cut short breaks no rule by it: the rest may well have been sent.
    if (!open.isPart) open.fault(fault);
    open.text = frameText(frame, text, fault === undefined && !open.isPart ? this.#effect(open, frame) : "");
  }

  /** What a sound frame changes. @returns what there is to say of that */
  #effect(open: OpenFrame, frame: Frame): string {
    const { side } = open;
    switch (frame.type) {
      case FrameType.SETTINGS:
        if ((frame.flags & Flag.ACK) === 0) this.#exchange.settings(side, settingsOf(frame, side));
        return "";
      case FrameType.WINDOW_UPDATE:
        return this.#widen(open, frame);
      case FrameType.RST_STREAM:
        open.state?.reset(side, uint32(frame.payload, 0), open.atNanos);
        return "";
      case FrameType.GOAWAY:
        return this.#leftUndone(side === "server" ? 1 : 0, uint31(frame.payload, 0));
      default:
        return "";
    }
  }

  #widen(open: OpenFrame, frame: Frame): string {
    const sender = otherSide(open.side);
    const windows = this.#exchange.windows(sender);
    const window = open.state?.sides[sender].window;
    if (frame.streamId !== 0 && window === undefined) return "";
    const isAllowed = windows.widen(window, uint31(frame.payload, 0));
    if (this.#exchange.isBlind) return "";
    if (!isAllowed) open.fault(broken(ErrorCode.FLOW_CONTROL_ERROR, "a window of more than 2³¹−1 bytes")); // §6.9.1
    const left = window === undefined ? windows.connection : windows.of(window);
    return `the ${sender} may send ${left}`;
  }

  /** Streams that the sender of a GOAWAY has not looked at, and will not (§6.8). @param oddness of those that the other side opens */
  #leftUndone(oddness: number, lastStreamId: number): string {
    if (this.#goAways++ >= MOST_GOAWAYS) return "";
    const streams = [...this.#exchange.calls.running()].map(({ call }) => call.streamId);
    const above = streams.filter((streamId) => streamId > lastStreamId && streamId % 2 === oddness);
    if (above.length === 0) return "";
    const more = above.length > MOST_NAMED ? ` and ${above.length - MOST_NAMED} more` : "";
    return `not acted upon: ${above.slice(0, MOST_NAMED).join(", ")}${more}`;
  }

  /** A call of a stream that was not heard of; one that was is no longer kept. */
  #begin(open: OpenFrame, { streamId }: Frame): CallState | undefined {
    const isNew = streamId !== 0 && this.#exchange.calls.isIdle(streamId);
    return isNew ? this.#exchange.begin(streamId, open.atNanos) : undefined;
  }
}

/** What a header list is about: a path, or how it went. */
function fieldsText(fields: readonly Field[]): string {
  const value = (name: string): string | undefined => fields.find((field) => field.name === name)?.value.slice(0, 200);
  const status = value("grpc-status");
  const words = [
    value(":path"),
    value(":status"),
    status === undefined
      ? undefined
      : `grpc-status ${status}${/^[0-9]{1,3}$/.test(status) ? ` ${statusName(Number(status))}` : ""}`,
  ];
  return escaped(words.filter((word) => word !== undefined).join(", "));
}
