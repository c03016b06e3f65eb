/** Calls with many responses: server-streaming and bidi-streaming, as async iterators that begin when first read. */
import type { MessageDecoder } from "../wire/message-codec.ts";
import type { BidiStreamingCall, ServerStreamingCall } from "../wire/method.ts";
import type { CallLauncher } from "./call-launcher.ts";
import type { CallOptions } from "./call-options.ts";
import type { ClientCall, SendRequests } from "./client-call.ts";
import type { RpcError } from "./errors.ts";
import type { FramedMessage } from "./framing.ts";
import { MessageQueue } from "./message-queue.ts";
import { requestFrame, sendFrame } from "./request-frame.ts";
import { pumpRequests, type Requests } from "./request-pump.ts";
import { decodeResponse } from "./response-decode.ts";

/**
 * Responses of a streaming call. The call begins at the first `next()`, so one that is never read costs nothing;
 * leaving a `for await` early cancels it (RST_STREAM CANCEL). A slow reader slows the sender, never fills memory.
 */
export interface ResponseStream<O> extends AsyncIterableIterator<O, undefined> {
  [Symbol.asyncIterator](): ResponseStream<O>;
  return(): Promise<IteratorResult<O, undefined>>;
}

/** Call a server-streaming method. Reading throws `RpcError` for any status but OK, after the messages before it. */
export function callServerStreaming<II, O>(
  launcher: CallLauncher,
  method: ServerStreamingCall<II, O>,
  request: II,
  options: CallOptions,
): ResponseStream<O> {
  const frame = requestFrame(method, request, options, launcher.framing);
  return new ResponseReader(launcher, method, options, sendFrame(frame));
}

/** Call a bidi-streaming method. Requests are pulled once the responses are being read. */
export function callBidiStreaming<II, O>(
  launcher: CallLauncher,
  method: BidiStreamingCall<II, O>,
  requests: Requests<II>,
  options: CallOptions,
): ResponseStream<O> {
  const send = pumpRequests((request: II) => requestFrame(method, request, options, launcher.framing), requests);
  return new ResponseReader(launcher, method, options, send);
}

class ResponseReader<O> implements ResponseStream<O> {
  readonly #launch: () => ClientCall;
  readonly #output: MessageDecoder<O>;
  readonly #queue: MessageQueue<O>;
  #call: ClientCall | undefined;
  #ended = false;

  constructor(
    launcher: CallLauncher,
    { path, output }: { readonly path: string; readonly output: MessageDecoder<O> },
    options: CallOptions,
    sendRequests: SendRequests,
  ) {
    this.#output = output;
    const queue = new MessageQueue((message) => this.#decode(message));
    this.#queue = queue;
    this.#launch = () =>
      launcher.launch(path, options, sendRequests, {
        onMessage: (message) => queue.push(message),
        onDone: (error) => queue.end(error),
      });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<O, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    try {
      if (this.#call === undefined) {
        this.#call = this.#launch();
        this.#queue.attach(this.#call);
      }
    } catch (error) {
      // A mistake in the options, which no second attempt would mend.
      this.#ended = true;
      throw error;
    }
    return this.#queue.next();
  }

  return(): Promise<IteratorResult<O, undefined>> {
    this.#ended = true;
    // Leaving early is the reader's own wish: it gets no error, whatever the call makes of it.
    this.#queue.discard();
    this.#call?.cancel("CANCELLED", "the reader left before the end of the responses");
    return Promise.resolve({ done: true, value: undefined });
  }

  /** A response that does not decode ends the call: what would come after it is not to be trusted. */
  #decode(message: FramedMessage): O | Promise<O> {
    const call = this.#call as ClientCall;
    const refuse = (error: unknown): never => {
      this.#ended = true;
      call.fail(error as RpcError);
      throw error;
    };
    try {
      const decoded = decodeResponse(call, this.#output, message);
      return decoded instanceof Promise ? decoded.catch(refuse) : decoded;
    } catch (error) {
      return refuse(error);
    }
  }
}
