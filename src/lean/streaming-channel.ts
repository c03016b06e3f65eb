/** A lean channel that reads streams of responses too. In a module of its own: who makes none bundles none. */
import type { CallOptions } from "../grpc/call-options.ts";
import type { ResponseStream } from "../grpc/call-streaming.ts";
import { MessageQueue } from "../grpc/message-queue.ts";
import type { ServerStreamingCall } from "../wire/method.ts";
import type { LeanCall } from "./call.ts";
import { decodeMessage, LeanChannel } from "./channel.ts";

/** Carries unary and server-streaming calls. It sends no streams of requests: `spotwire/grpc` does. */
export class LeanStreamingChannel extends LeanChannel {
  /**
   * Call a server-streaming method; it begins when the first response is asked for. Leaving a `for await` early cancels
   * it, a slow reader slows the robot. Reading throws `RpcError` for any status but OK, after the messages before it.
   * @throws {RangeError} the request does not encode
   */
  serverStreaming<II, O>(
    method: ServerStreamingCall<II, O>,
    request: II,
    options: CallOptions = {},
  ): ResponseStream<O> {
    const queue = new MessageQueue<O>(({ bytes }) => {
      try {
        return decodeMessage(method, bytes);
      } catch (error) {
        // What would come after it is not to be trusted
        leave();
        throw error;
      }
    });
    let call: LeanCall | undefined;
    let isOver = false;
    const leave = (): void => {
      isOver = true;
      queue.discard();
      call?.cancel("CANCELLED", "the reader left before the end of the responses");
    };
    const begin = (): LeanCall =>
      this.begin(method, request, options, {
        onMessage: (bytes) => queue.push({ bytes, compressed: false }),
        onDone: (error) => queue.end(error),
      });
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        if (isOver) return { done: true, value: undefined };
        if (call === undefined) {
          isOver = true; // a mistake in the options is thrown, once: no second attempt would mend it
          call = begin();
          isOver = false;
          queue.attach(call);
        }
        return queue.next();
      },
      return() {
        leave();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}
