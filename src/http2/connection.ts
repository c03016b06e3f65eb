/**
 * HTTP/2 from a client's side (RFC 9113), without a socket: bytes that came go in, bytes to send and what the streams have
 * to tell come out.
 */
import { StreamResetError, TransportError } from "../grpc/errors.ts";
import type { HeaderFields } from "../grpc/header-fields.ts";
import { checkHeaderListSize } from "../grpc/header-list-size.ts";
import type { StreamListener, TransportStream } from "../grpc/transport.ts";
import { ByteSink } from "./byte-sink.ts";
import type { ConnectionHost, ConnectionOptions } from "./connection-host.ts";
import { DataSender } from "./data-sender.ts";
import { ErrorCode } from "./error-code.ts";
import { type GoAway, writeGoAway } from "./frames/goaway.ts";
import { writeHeaders } from "./frames/headers.ts";
import { writePing } from "./frames/ping.ts";
import { writeRstStream } from "./frames/rst-stream.ts";
import { Setting, type SettingValue } from "./frames/settings.ts";
import { writeWindowUpdate } from "./frames/window-update.ts";
import { HeaderEncoder } from "./hpack/encoder.ts";
import { PeerSettings } from "./peer-settings.ts";
import { PingBook } from "./ping-book.ts";
import { writePreface } from "./preface.ts";
import { Receiver, type ReceiverOwner } from "./receiver.ts";
import { RequestHeads } from "./request-heads.ts";
import { ClientStream, type StreamOwner } from "./stream.ts";
import { StreamTable } from "./stream-table.ts";
import { Http2Violation } from "./violation.ts";

/** Bytes of DATA given to the link at once: more would keep a short message waiting behind a long one. */
const FLUSH_BYTES = 64 * 1024;
/** Longest header list that is sent, whatever the peer takes: node:http2 has the same limit. */
const MAX_SENT_HEADER_BYTES = 64 * 1024;

/** One connection, from its preface to its end. */
export class Connection {
  readonly #host: ConnectionHost;
  readonly #address: string;
  readonly #windowBytes: number;
  readonly #sink = new ByteSink();
  readonly #block = new ByteSink();
  readonly #encoder = new HeaderEncoder();
  readonly #heads: RequestHeads;
  readonly #sender = new DataSender();
  readonly #settings = new PeerSettings();
  readonly #streams: StreamTable;
  readonly #pings: PingBook;
  readonly #receiver: Receiver;
  readonly #streamOwner: StreamOwner;
  #isReady = false;
  #isScheduled = false;
  /** The link takes no more bytes for now. */
  #isBlocked = false;
  #isDraining = false;
  /** Of the peer's GOAWAY. */
  #lastStreamId = Infinity;
  #ended: TransportError | undefined;

  constructor({ host, address, origin, clock, windowBytes, firstStreamId = 1 }: ConnectionOptions) {
    this.#host = host;
    this.#address = address;
    this.#windowBytes = windowBytes;
    this.#heads = new RequestHeads(this.#encoder, origin);
    this.#streams = new StreamTable(firstStreamId);
    this.#pings = new PingBook(clock);
    this.#receiver = new Receiver(this.#receiverOwner(), clock, windowBytes);
    this.#streamOwner = {
      hasOutput: (stream) => {
        this.#sender.add(stream);
        this.#wake();
      },
      widen: (stream, increment) => {
        writeWindowUpdate(this.#sink, stream.id, increment);
        this.#wake();
      },
      abandon: (stream, code) => this.#abandon(stream, code),
    };
    writePreface(this.#sink, windowBytes);
    this.#wake();
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get isUsable(): boolean {
    return this.#ended === undefined && !this.#isDraining;
  }

  /** Bytes came. They may be overwritten when this returns: what is kept of them is copied. */
  receive(chunk: Uint8Array): void {
    if (this.#ended !== undefined) return;
    try {
      this.#receiver.push(chunk);
    } catch (error) {
      if (!(error instanceof Http2Violation)) throw error;
      const before = this.#isReady ? "" : " before HTTP/2 began";
      const detail = `the peer does not keep to HTTP/2 (${error.message}): is this a gRPC port?${before}`;
      this.end(new TransportError("TRANSPORT_PROTOCOL", this.#address, detail, { cause: error }), error.http2Code);
    }
    this.#wake();
  }

  /** The link takes bytes again. */
  drained(): void {
    this.#isBlocked = false;
    // What was written before has been taken. A link that is full after each write never says so otherwise.
    this.#receiver.flushed();
    this.#wake();
  }

  /** Send what waits, as far as windows and the link let it. */
  flush(): void {
    this.#isScheduled = false;
    if (this.#isBlocked || this.#ended !== undefined) return;
    const hasMore = this.#sender.fill(this.#sink, FLUSH_BYTES, (stream) => {
      if (stream.isDone) this.#close(stream);
    });
    if (this.#sink.length > 0) this.#isBlocked = !this.#host.write(this.#sink.take());
    if (this.#isBlocked) return;
    this.#receiver.flushed();
    if (hasMore) this.#wake();
  }

  /**
   * Open a stream, now or as soon as the peer takes another.
   * @throws {TransportError} it takes no more streams
   * @throws {RpcError} RESOURCE_EXHAUSTED: the headers are more than the peer takes
   * @throws {TypeError} a value has a character that cannot be sent
   */
  open(headers: HeaderFields, listener: StreamListener): TransportStream {
    if (!this.#streams.hasIdentifiers) this.#drain();
    if (!this.isUsable) throw this.#ended ?? this.#noMoreStreams();
    const head = this.#heads.prepare(headers);
    const limit = Math.min(this.#settings.maxHeaderListBytes, MAX_SENT_HEADER_BYTES);
    checkHeaderListSize(head.fields, head.listBytes, limit);
    const stream = new ClientStream(head, listener, this.#streamOwner, this.#windowBytes);
    if (this.#streams.hasWaiting || !this.#mayBegin) this.#streams.wait(stream);
    else this.#begin(stream);
    return stream;
  }

  /** Measure a round trip in milliseconds. @throws {TransportError} there will be no answer, or too many wait for theirs */
  ping(): Promise<number> {
    return new Promise((resolve, reject) => {
      const settle = (roundTripMs: number | undefined): void => {
        if (roundTripMs !== undefined) resolve(roundTripMs);
        else reject(this.#ended ?? this.#error("TRANSPORT_LOST", UNANSWERED));
      };
      const number = this.isUsable ? this.#pings.ask(settle) : undefined;
      if (number === undefined) settle(undefined);
      else {
        writePing(this.#sink, number);
        this.#wake();
      }
    });
  }

  /** End it, and tell the peer why. Streams still open fail with the error. */
  end(error: TransportError, code: ErrorCode = ErrorCode.NO_ERROR): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    writeGoAway(this.#sink, code);
    const streams = this.#streams.takeAbove(0);
    // In a turn of its own: whoever ends it need not expect listeners to be called meanwhile.
    queueMicrotask(() => {
      for (const stream of streams) stream.close(error);
    });
    this.#pings.close();
    this.#host.onOver(error, this.#sink.take());
  }

  #receiverOwner(): ReceiverOwner {
    return {
      streams: this.#streams,
      sink: this.#sink,
      onSettings: (settings) => this.#apply(settings),
      onPong: (number) => this.#pings.answered(number),
      onGoAway: (goAway) => this.#goAway(goAway),
      onWindowUpdate: (stream, increment) => {
        const isValid = (stream?.sendWindow ?? this.#sender.window).change(increment);
        if (isValid && stream !== undefined) this.#sender.add(stream);
        return isValid;
      },
      onBadStream: (stream, code) => this.#abandon(stream, code, new StreamResetError(code)),
      onClosed: (stream, error) => this.#close(stream, error),
    };
  }

  #apply(settings: readonly SettingValue[]): void {
    const before = this.#settings.initialWindowBytes;
    for (const setting of settings) {
      this.#settings.apply(setting);
      if (setting[0] === Setting.HEADER_TABLE_SIZE) this.#encoder.limitTable(setting[1]);
    }
    const change = this.#settings.initialWindowBytes - before;
    if (change !== 0) {
      for (const stream of this.#streams.open()) {
        // "MUST treat a change to SETTINGS_INITIAL_WINDOW_SIZE that causes any flow-control window to exceed the maximum
        // size as a connection error" (§6.9.2).
        if (!stream.sendWindow.change(change)) {
          throw new Http2Violation(ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS make the window of a stream too wide");
        }
        this.#sender.add(stream);
      }
    }
    if (!this.#isReady) {
      this.#isReady = true;
      this.#host.onReady();
    }
    this.#beginWaiting();
  }

  #goAway({ lastStreamId, code, debug }: GoAway): void {
    // "Endpoints MUST NOT increase the value they send in the last stream identifier" (§6.8).
    if (lastStreamId > this.#lastStreamId) {
      throw new Http2Violation(ErrorCode.PROTOCOL_ERROR, "a GOAWAY frame that takes back another");
    }
    this.#lastStreamId = lastStreamId;
    const refused = this.#streams.takeAbove(lastStreamId);
    if (code === ErrorCode.NO_ERROR) this.#drain();
    else this.end(this.#toldToGo(code, debug));
    // Those above "were not or will not be processed" (§6.8): worth another try, which is not to come here again.
    for (const stream of refused) {
      this.#sender.remove(stream);
      stream.close(new StreamResetError(ErrorCode.REFUSED_STREAM));
    }
  }

  #toldToGo(code: number, debug: Uint8Array): TransportError {
    const said = debug.length === 0 ? "" : `, ${JSON.stringify(new TextDecoder().decode(debug.subarray(0, 100)))}`;
    const detail = `the peer ended the session with HTTP/2 error code ${code}${said}`;
    return new TransportError("TRANSPORT_GOAWAY", this.#address, detail, { http2Code: code });
  }

  /** Open no more streams, and end once those that are open have ended. */
  #drain(): void {
    if (!this.#isDraining) {
      this.#isDraining = true;
      this.#host.onDraining();
    }
    if (this.#streams.isEmpty) this.end(this.#noMoreStreams());
  }

  #beginWaiting(): void {
    while (this.#streams.hasWaiting && this.#mayBegin) this.#begin(this.#streams.nextWaiting() as ClientStream);
  }

  /** Whether the peer takes another stream at this moment. */
  get #mayBegin(): boolean {
    return this.#ended === undefined && this.#streams.openCount < this.#settings.maxConcurrentStreams;
  }

  #begin(stream: ClientStream): void {
    this.#streams.begin(stream, this.#settings.initialWindowBytes);
    this.#block.clear();
    this.#heads.write(stream.request, this.#block);
    writeHeaders(this.#sink, stream.id, this.#block.view());
    this.#sender.add(stream);
    this.#wake();
  }

  /** Reset a stream. @param error what its listener is told; nothing by default */
  #abandon(stream: ClientStream, code: number, error?: StreamResetError): void {
    if (stream.id !== 0) {
      writeRstStream(this.#sink, stream.id, code);
      this.#wake();
    }
    this.#streams.abandon(stream);
    this.#close(stream, error);
  }

  #close(stream: ClientStream, error?: StreamResetError): void {
    this.#streams.remove(stream);
    this.#sender.remove(stream);
    stream.close(error);
    this.#beginWaiting();
    if (this.#isDraining && this.#ended === undefined) this.#drain();
  }

  #wake(): void {
    if (this.#isScheduled || this.#isBlocked || this.#ended !== undefined) return;
    if (this.#sink.length === 0 && this.#sender.isIdle) return;
    this.#isScheduled = true;
    this.#host.schedule();
  }

  #noMoreStreams(): TransportError {
    return this.#error("TRANSPORT_GOAWAY", "the peer takes no more calls on this session");
  }

  #error(code: TransportError["code"], detail: string): TransportError {
    return new TransportError(code, this.#address, detail);
  }
}

const UNANSWERED = "no answer to the ping: the session ended, or too many wait already";
