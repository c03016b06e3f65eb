/**
 * One stream, as a client knows it (RFC 9113 §5.1). Idle until its HEADERS go out, then open; each side ends its own
 * half with END_STREAM; closed once both have, or either has reset it.
 */
import type { StreamResetError, TransportError } from "../grpc/errors.ts";
import type { HeaderFields } from "../grpc/header-fields.ts";
import type { StreamListener, TransportStream } from "../grpc/transport.ts";
import { ReceiveWindow, SendWindow } from "./flow-window.ts";
import type { RequestHead } from "./request-heads.ts";
import { StreamInbox } from "./stream-inbox.ts";
import { StreamOutbox } from "./stream-outbox.ts";

/** What a stream asks of its connection. */
export interface StreamOwner {
  /** Bytes, or the end, wait to be sent. */
  hasOutput(stream: ClientStream): void;
  /** Leave for the peer to send more. */
  widen(stream: ClientStream, increment: number): void;
  /** The stream is abandoned: tell the peer, as far as it knows of it. */
  abandon(stream: ClientStream, code: number): void;
}

/** Our side of a stream, and what came from the other. */
export class ClientStream implements TransportStream {
  /** What opens it. */
  readonly request: RequestHead;
  readonly outbox: StreamOutbox;
  readonly receiveWindow: ReceiveWindow;
  readonly #inbox: StreamInbox;
  readonly #owner: StreamOwner;
  /** Whether it stands in the connection's queue of streams that have something to send. */
  isQueued = false;
  /** Of nothing until its HEADERS go out. */
  readonly sendWindow: SendWindow = new SendWindow(0);
  #id = 0;
  #hasHead = false;
  #remoteEnded = false;
  #isClosed = false;
  /** Bytes of DATA that the response has promised, less what has come. */
  #contentLeft: number | undefined;

  constructor(request: RequestHead, listener: StreamListener, owner: StreamOwner, windowBytes: number) {
    this.request = request;
    this.#owner = owner;
    this.outbox = new StreamOutbox();
    this.receiveWindow = new ReceiveWindow(windowBytes);
    this.#inbox = new StreamInbox(listener, this);
  }

  /** 0 while it is idle. */
  get id(): number {
    return this.#id;
  }

  /** Whether the final header block of the response has come: what follows are trailers. */
  get hasHead(): boolean {
    return this.#hasHead;
  }

  /** Whether the peer has ended its half. */
  get remoteEnded(): boolean {
    return this.#remoteEnded;
  }

  /** Whether both halves have ended. */
  get isDone(): boolean {
    return this.#remoteEnded && this.outbox.hasEnded;
  }

  /** Its HEADERS go out. */
  begin(id: number, windowBytes: number): void {
    this.#id = id;
    this.sendWindow.change(windowBytes);
  }

  /** The response's head came. */
  head(fields: HeaderFields, contentLength: number | undefined): void {
    this.#hasHead = true;
    this.#contentLeft = contentLength;
    this.#inbox.headers(fields);
  }

  /** DATA came. @returns `false`: it is more than its `content-length` says (§8.1.1) */
  data(bytes: Uint8Array): boolean {
    if (this.#contentLeft !== undefined) {
      this.#contentLeft -= bytes.length;
      if (this.#contentLeft < 0) return false;
    }
    if (bytes.length > 0) this.#inbox.data(bytes);
    return true;
  }

  /** END_STREAM came. @returns `false`: its DATA was less than its `content-length` says (§8.1.1) */
  remoteEnd(trailers: HeaderFields | undefined): boolean {
    if (this.#contentLeft !== undefined && this.#contentLeft > 0) return false;
    this.#remoteEnded = true;
    this.#inbox.end(trailers);
    return true;
  }

  /** Bytes are used up: those that the listener took, and padding. */
  consumed(bytes: number): void {
    if (this.#remoteEnded || this.#isClosed) return;
    const increment = this.receiveWindow.consume(bytes);
    if (increment > 0) this.#owner.widen(this, increment);
  }

  /** It is closed, in order if there is no error. */
  close(error?: StreamResetError | TransportError): void {
    this.#isClosed = true;
    this.outbox.close();
    if (error !== undefined) this.#inbox.fail(error);
  }

  write(chunk: Uint8Array): boolean {
    if (this.outbox.isEnding) return true;
    this.outbox.push(chunk);
    this.#owner.hasOutput(this);
    return !this.outbox.isFull;
  }

  drained(): Promise<void> {
    return this.outbox.drained();
  }

  end(chunk?: Uint8Array): void {
    if (this.outbox.isEnding) return;
    if (chunk !== undefined) this.outbox.push(chunk);
    this.outbox.end();
    this.#owner.hasOutput(this);
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  reset(code: number): void {
    this.#inbox.silence();
    // What has ended on both sides needs no RST_STREAM, and a peer may count them against us.
    if (this.#isClosed || this.isDone) return;
    this.#owner.abandon(this, code);
  }
}
