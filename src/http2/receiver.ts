/** What each frame of the peer does, and whether it may come where it comes (RFC 9113 §5, §6). */
import type { Clock } from "../grpc/clock.ts";
import { StreamResetError } from "../grpc/errors.ts";
import type { HeaderFields } from "../grpc/header-fields.ts";
import type { ByteSink } from "./byte-sink.ts";
import { ErrorCode } from "./error-code.ts";
import { FloodGuard } from "./flood-guard.ts";
import { ReceiveWindow } from "./flow-window.ts";
import { FrameReader } from "./frame-reader.ts";
import { protocolError } from "./frames/check.ts";
import { readData } from "./frames/data.ts";
import { Flag, type Frame, FrameType } from "./frames/frame.ts";
import { type GoAway, readGoAway } from "./frames/goaway.ts";
import { isPingAck, pingNumber, writePingAck } from "./frames/ping.ts";
import { readPriority } from "./frames/priority.ts";
import { refusePush } from "./frames/push-promise.ts";
import { readRstStream } from "./frames/rst-stream.ts";
import { readSettings, type SettingValue, writeSettingsAck } from "./frames/settings.ts";
import { readWindowUpdate, writeWindowUpdate } from "./frames/window-update.ts";
import { type HeaderBlock, HeaderBlockAssembler } from "./header-block.ts";
import { MAX_HEADER_LIST_BYTES } from "./preface.ts";
import { readHeadBlock } from "./response-head.ts";
import type { ResponseFields } from "./response-fields.ts";
import { ResponseReader } from "./response-reader.ts";
import type { ClientStream } from "./stream.ts";
import type { StreamTable } from "./stream-table.ts";
import { Http2Violation } from "./violation.ts";

/** What the receiver leaves to its connection. */
export interface ReceiverOwner {
  readonly streams: StreamTable;
  /** Takes the answers that frames call for. */
  readonly sink: ByteSink;
  /** The peer's settings, in their order; they are acknowledged already. */
  onSettings(settings: readonly SettingValue[]): void;
  /** @returns whether it answers a question of ours */
  onPong(number: number | undefined): boolean;
  onGoAway(goAway: GoAway): void;
  /** @param stream `undefined` for the window of the connection @returns `false`: it has grown too wide */
  onWindowUpdate(stream: ClientStream | undefined, increment: number): boolean;
  /** The peer has broken a rule on a stream, which is to be reset (§5.4.2). */
  onBadStream(stream: ClientStream, code: ErrorCode): void;
  /** The stream is closed. @param error why, if it was reset */
  onClosed(stream: ClientStream, error?: StreamResetError): void;
}

/** Reads a connection. */
export class Receiver {
  readonly #owner: ReceiverOwner;
  readonly #guard: FloodGuard;
  readonly #reader = new FrameReader((frame) => this.#frame(frame));
  readonly #blocks = new HeaderBlockAssembler();
  readonly #responses = new ResponseReader(MAX_HEADER_LIST_BYTES);
  /** Given back as it is used, so that one slow reader does not stop the others: what waits for it is in its stream's window. */
  readonly #window: ReceiveWindow;
  #awaitsAck = true;

  /** @param windowBytes what the peer may send unread on the whole connection */
  constructor(owner: ReceiverOwner, clock: Clock, windowBytes: number) {
    this.#owner = owner;
    this.#window = new ReceiveWindow(windowBytes);
    this.#guard = new FloodGuard(clock);
  }

  /** Read what came. @throws {Http2Violation} the peer broke a rule that costs the connection */
  push(chunk: Uint8Array): void {
    this.#reader.push(chunk);
  }

  /** All answers were given to the link. */
  flushed(): void {
    this.#guard.flushed();
  }

  #frame(frame: Frame): void {
    const block = this.#blocks.push(frame);
    if (block === "more") return;
    if (block !== undefined) this.#headers(block);
    else this.#other(frame);
  }

  #other(frame: Frame): void {
    switch (frame.type) {
      case FrameType.DATA:
        this.#data(frame);
        break;
      case FrameType.WINDOW_UPDATE:
        this.#windowUpdate(frame);
        break;
      case FrameType.PING:
        this.#ping(frame);
        break;
      case FrameType.SETTINGS:
        this.#settings(frame);
        break;
      case FrameType.RST_STREAM:
        this.#rstStream(frame);
        break;
      case FrameType.GOAWAY:
        this.#guard.idle("GOAWAY frames");
        this.#owner.onGoAway(readGoAway(frame));
        break;
      case FrameType.PRIORITY:
        this.#guard.idle("PRIORITY frames");
        readPriority(frame);
        break;
      case FrameType.PUSH_PROMISE:
        throw refusePush();
      default:
        // "Implementations MUST ignore and discard frames of unknown types" (§5.5): they are of extensions.
        this.#guard.idle("frames of unknown types");
    }
  }

  #headers({ streamId, bytes, endsStream }: HeaderBlock): void {
    const stream = this.#owner.streams.get(streamId);
    if (stream === undefined) this.#owner.streams.checkPastHeaders(streamId);
    // Whatever becomes of it, it is read: later blocks build on its table (§4.3).
    const isTrailers = stream?.hasHead === true;
    const read = this.#responses.read(bytes, isTrailers ? "trailers" : "head");
    if (stream === undefined) {
      this.#guard.idle("header blocks on streams that were reset");
      if (endsStream) this.#owner.streams.pastEnded(streamId);
      return;
    }
    if (stream.remoteEnded) this.#bad(stream, ErrorCode.STREAM_CLOSED);
    else if (read === "too large") this.#bad(stream, ErrorCode.ENHANCE_YOUR_CALM);
    // Trailers end the stream (§8.1).
    else if (read === "malformed" || (isTrailers && !endsStream)) this.#bad(stream, ErrorCode.PROTOCOL_ERROR);
    else if (isTrailers) this.#end(stream, read.fields);
    else this.#head(stream, read, endsStream);
  }

  #head(stream: ClientStream, read: ResponseFields, endsStream: boolean): void {
    const head = readHeadBlock(read, endsStream);
    if (head === "malformed") this.#bad(stream, ErrorCode.PROTOCOL_ERROR);
    else if (head === "informational") this.#guard.idle("informational responses");
    else {
      stream.head(read.fields, head.contentLength);
      if (endsStream) this.#end(stream);
    }
  }

  #data(frame: Frame): void {
    const bytes = readData(frame);
    const endsStream = (frame.flags & Flag.END_STREAM) !== 0;
    this.#guard.data(bytes.length);
    if (bytes.length === 0 && !endsStream) this.#guard.idle("empty DATA frames");
    // Padding counts (§6.1), and so does what comes for a stream that is gone (§6.9).
    const counted = frame.payload.length;
    const increment = this.#window.consume(counted);
    if (increment > 0) writeWindowUpdate(this.#owner.sink, 0, increment);
    const stream = this.#owner.streams.get(frame.streamId);
    if (stream === undefined) {
      this.#owner.streams.checkPastData(frame.streamId, counted);
      if (endsStream) this.#owner.streams.pastEnded(frame.streamId);
      return;
    }
    const refusal = judgeData(stream, counted);
    if (refusal !== undefined) {
      this.#bad(stream, refusal);
      return;
    }
    stream.consumed(counted - bytes.length);
    if (!stream.data(bytes)) this.#bad(stream, ErrorCode.PROTOCOL_ERROR);
    else if (endsStream) this.#end(stream);
  }

  /** END_STREAM came. The listener may have reset the stream in the meantime. */
  #end(stream: ClientStream, trailers?: HeaderFields): void {
    if (this.#owner.streams.get(stream.id) !== stream) {
      this.#owner.streams.pastEnded(stream.id);
      return;
    }
    if (!stream.remoteEnd(trailers)) this.#bad(stream, ErrorCode.PROTOCOL_ERROR);
    else if (stream.isDone) this.#owner.onClosed(stream);
  }

  #rstStream(frame: Frame): void {
    const code = readRstStream(frame);
    const stream = this.#owner.streams.get(frame.streamId);
    if (stream !== undefined) {
      this.#owner.onClosed(stream, new StreamResetError(code));
      return;
    }
    this.#owner.streams.refuseIdle(frame.streamId, "RST_STREAM");
    this.#owner.streams.pastEnded(frame.streamId);
    this.#guard.idle("RST_STREAM frames");
  }

  #settings(frame: Frame): void {
    const settings = readSettings(frame);
    this.#guard.idle("SETTINGS frames");
    if (settings === undefined) {
      if (!this.#awaitsAck) throw protocolError("an acknowledgement of SETTINGS that were never sent");
      this.#awaitsAck = false;
      return;
    }
    this.#guard.ack();
    writeSettingsAck(this.#owner.sink);
    this.#owner.onSettings(settings);
  }

  #ping(frame: Frame): void {
    if (isPingAck(frame)) {
      if (!this.#owner.onPong(pingNumber(frame))) this.#guard.idle("answers to PINGs that were never sent");
      return;
    }
    this.#guard.ping();
    this.#guard.ack();
    writePingAck(this.#owner.sink, frame.payload);
  }

  #windowUpdate(frame: Frame): void {
    const increment = readWindowUpdate(frame);
    if (frame.streamId === 0) {
      // An increment of 0 is an error of the connection on its own window, of the stream on a stream's (§6.9).
      if (increment === 0) throw protocolError("a WINDOW_UPDATE frame of nothing");
      if (!this.#owner.onWindowUpdate(undefined, increment)) throw tooWide();
      return;
    }
    const stream = this.#owner.streams.get(frame.streamId);
    if (stream === undefined) this.#owner.streams.refuseIdle(frame.streamId, "WINDOW_UPDATE");
    else if (increment === 0) this.#bad(stream, ErrorCode.PROTOCOL_ERROR);
    else if (!this.#owner.onWindowUpdate(stream, increment)) this.#bad(stream, ErrorCode.FLOW_CONTROL_ERROR);
  }

  #bad(stream: ClientStream, code: ErrorCode): void {
    this.#owner.onBadStream(stream, code);
  }
}

/** Whether DATA may come on an open stream. @returns what to reset it with, if not */
function judgeData(stream: ClientStream, bytes: number): ErrorCode | undefined {
  if (stream.remoteEnded) return ErrorCode.STREAM_CLOSED;
  if (!stream.hasHead) return ErrorCode.PROTOCOL_ERROR; // content has to follow a header block (§8.1)
  return stream.receiveWindow.take(bytes) ? undefined : ErrorCode.FLOW_CONTROL_ERROR;
}

function tooWide(): Http2Violation {
  return new Http2Violation(
    ErrorCode.FLOW_CONTROL_ERROR,
    "WINDOW_UPDATE frames make the window of the connection too wide",
  );
}
