/**
 * One attempt at a call: it reads one stream to its end and says how that end is to be understood. Most calls need no
 * more than one; which failures are worth another is not decided here.
 */
import { FramingError, RpcError, StreamResetError, type TransportError } from "./errors.ts";
import { type FramedMessage, MessageDeframer } from "./framing.ts";
import { checkResponseHeaders, checkTrailers, failureError, framingFailure } from "./response-status.ts";
import type { HeaderFields } from "./header-fields.ts";
import { RESET_CANCEL, RESET_REFUSED_STREAM } from "./reset-code.ts";
import type { StreamListener, TransportStream } from "./transport.ts";

/** How an attempt ended. */
export interface AttemptEnd {
  /** `undefined` means status OK. */
  readonly error: RpcError | undefined;
  /** The trailing block, or the only one of a Trailers-Only response, if it came to that. */
  readonly trailers?: HeaderFields | undefined;
  /** The peer promises that it has done nothing with the request (RFC 9113 §8.7): it is safe to send again. */
  readonly isUnprocessed?: boolean;
}

/** What an attempt reports to its call. */
export interface AttemptOwner {
  /** The response has begun. Not called for a Trailers-Only response, nor for one that is not gRPC. */
  onHeaders(headers: HeaderFields): void;
  onMessage(message: FramedMessage): void;
  /** Called once, last. */
  onAttemptEnd(end: AttemptEnd): void;
}

/** Reads one stream. */
export class CallAttempt implements StreamListener {
  readonly #method: string;
  readonly #owner: AttemptOwner;
  readonly #deframer: MessageDeframer;
  #stream: TransportStream | undefined;
  #headers: HeaderFields | undefined;
  #trailers: HeaderFields | undefined;
  #isOver = false;

  constructor(method: string, maxReceiveMessageBytes: number, owner: AttemptOwner) {
    this.#method = method;
    this.#owner = owner;
    this.#deframer = new MessageDeframer(maxReceiveMessageBytes);
  }

  /** Whether it has ended, or was abandoned. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the peer has said anything. */
  get hasHeaders(): boolean {
    return this.#headers !== undefined;
  }

  /** The stream whose events come in here. */
  opened(stream: TransportStream): void {
    this.#stream = stream;
  }

  /** Give up, telling the peer (RST_STREAM CANCEL) and nobody else. */
  abandon(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stream?.reset(RESET_CANCEL);
  }

  onHeaders(headers: HeaderFields): void {
    if (this.#isOver) return;
    this.#headers = headers;
    const error = checkResponseHeaders(this.#method, headers);
    if (error !== undefined) this.#refuse(error);
    else if (!isTrailersOnly(headers)) this.#owner.onHeaders(headers);
  }

  onData(chunk: Uint8Array): void {
    if (this.#isOver) return;
    try {
      for (const message of this.#deframer.push(chunk)) {
        this.#owner.onMessage(message);
        // The owner may have had enough (one message too many).
        if (this.isOver) return;
      }
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      this.#refuse(framingFailure(this.#method, error));
    }
  }

  onTrailers(trailers: HeaderFields): void {
    this.#trailers = trailers;
  }

  onEnd(): void {
    if (this.#isOver) return;
    // Trailers-Only: the one block is both headers and trailers (gRPC over HTTP/2, "Responses").
    const headers = this.#headers ?? {};
    const trailers = this.#trailers ?? (isTrailersOnly(headers) ? headers : undefined);
    const error = checkTrailers(this.#method, trailers) ?? this.#checkWhole();
    // The peer may be done before we are: nothing we still send would be read.
    this.#stream?.reset(RESET_CANCEL);
    this.#end({ error, trailers });
  }

  onFailure(error: StreamResetError | TransportError): void {
    const isUnprocessed = error instanceof StreamResetError && error.resetCode === RESET_REFUSED_STREAM;
    this.fail(failureError(this.#method, error), isUnprocessed);
  }

  /** There is no stream, or no longer one. */
  fail(error: RpcError, isUnprocessed = false): void {
    this.#end({ error, isUnprocessed });
  }

  /** The peer's answer is not one: it need not go on. */
  #refuse(error: RpcError): void {
    this.#stream?.reset(RESET_CANCEL);
    this.#end({ error });
  }

  /** Status OK does not excuse half a message. */
  #checkWhole(): RpcError | undefined {
    try {
      this.#deframer.end();
      return undefined;
    } catch (error) {
      return new RpcError("INTERNAL", this.#method, (error as Error).message, { cause: error });
    }
  }

  #end(end: AttemptEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.onAttemptEnd(end);
  }
}

function isTrailersOnly(headers: HeaderFields): boolean {
  return headers["grpc-status"] !== undefined;
}
