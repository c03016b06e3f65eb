/** Calls with many responses: server-streaming and bidi-streaming, as async iterators that begin when first read. */
import type { BidiStreamingMethod, ServerStreamingMethod } from "../wire/method.ts";
import type { CallLauncher, SendRequests } from "./call-launcher.ts";
import type { CallOptions } from "./call-options.ts";
import { undecodable } from "./call-unary.ts";
import type { ClientCall } from "./client-call.ts";
import type { RpcError } from "./errors.ts";
import { frameMessage } from "./framing.ts";
import { MessageQueue, type Valve } from "./message-queue.ts";
import { pumpRequests, type Requests } from "./request-pump.ts";

/**
 * Responses of a streaming call. The call begins at the first `next()`, so one that is never read costs nothing;
 * leaving a `for await` early cancels it (RST_STREAM CANCEL). A slow reader slows the sender, never fills memory.
 */
export interface ResponseStream<O> extends AsyncIterableIterator<O, undefined> {
  [Symbol.asyncIterator](): ResponseStream<O>;
  return(): Promise<IteratorResult<O, undefined>>;
}

/** Call a server-streaming method. Reading throws `RpcError` for any status but OK, after the messages before it. */
export function callServerStreaming<I, II, O, OI>(
  launcher: CallLauncher,
  method: ServerStreamingMethod<I, II, O, OI>,
  request: II,
  options: CallOptions,
): ResponseStream<O> {
  const frame = frameMessage(method.input.encode(request));
  return new ResponseReader(
    launcher,
    method.path,
    (bytes) => method.output.decode(bytes),
    options,
    (_call, stream) => stream.end(frame),
  );
}

/** Call a bidi-streaming method. Requests are pulled once the responses are being read. */
export function callBidiStreaming<I, II, O, OI>(
  launcher: CallLauncher,
  method: BidiStreamingMethod<I, II, O, OI>,
  requests: Requests<II>,
  options: CallOptions,
): ResponseStream<O> {
  return new ResponseReader(
    launcher,
    method.path,
    (bytes) => method.output.decode(bytes),
    options,
    (call, stream) => void pumpRequests(call, stream, method.input, requests),
  );
}

class ResponseReader<O> implements ResponseStream<O> {
  readonly #launch: () => ClientCall;
  readonly #queue: MessageQueue<O>;
  #call: ClientCall | undefined;
  #ended = false;

  constructor(
    launcher: CallLauncher,
    path: string,
    decode: (bytes: Uint8Array) => O,
    options: CallOptions,
    sendRequests: SendRequests,
  ) {
    this.#queue = new MessageQueue((bytes) => this.#decodeOrCancel(path, decode, bytes));
    const queue = this.#queue;
    this.#launch = () =>
      launcher.launch(
        path,
        options,
        (call, stream) => {
          queue.attach(stream satisfies Valve);
          sendRequests(call, stream);
        },
        {
          onMessage: (bytes) => queue.push(bytes),
          onDone: (error) => queue.end(error),
        },
      );
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<O, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    try {
      this.#call ??= this.#launch();
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

  #decodeOrCancel(path: string, decode: (bytes: Uint8Array) => O, bytes: Uint8Array): O {
    try {
      return decode(bytes);
    } catch (cause) {
      const error: RpcError = undecodable(path, cause);
      this.#ended = true;
      this.#call?.fail(error);
      throw error;
    }
  }
}
