/** A channel in memory: it answers as the test says, through the real codecs, and records what it was asked. */
import type { CallOptions, Channel, ResponseStream, ServerStreamingCall, UnaryCall } from "../../src/grpc/index.ts";
import { wholeMethod } from "./whole-method.ts";
import type { RequestHeader, ResponseHeaderInit } from "../../src/messages/bosdyn/api/header.ts";

/** A request as it would arrive: encoded and decoded. */
export interface RecordedCall {
  readonly path: string;
  readonly request: Readonly<Record<string, unknown>> & { readonly header: RequestHeader | undefined };
  readonly options: CallOptions | undefined;
}

/** Makes the answer to one call, or throws what the call ends with. A stream's answer is an iterable of messages. */
export type Answer = (call: RecordedCall) => unknown;

/** A header that says all is well. */
export const OK_HEADER: ResponseHeaderInit = { error: { code: 1 } };

/** Carries the calls of one client to a function of the test. */
export class ScriptedChannel implements Channel {
  readonly calls: RecordedCall[] = [];
  /** Streams that the reader left before their end. */
  cancelled = 0;
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** The last call. */
  get last(): RecordedCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error("nothing was called");
    return call;
  }

  async unary<II, O>(method: UnaryCall<II, O>, request: II, options?: CallOptions): Promise<O> {
    const { input, output } = await wholeMethod(method);
    const answer = this.#answer(this.#record(method.path, input.decode(method.input.encode(request)), options));
    return method.output.decode(output.encode(await answer));
  }

  serverStreaming<II, O>(method: ServerStreamingCall<II, O>, request: II, options?: CallOptions): ResponseStream<O> {
    return this.#responses(method, method.input.encode(request), options) as AsyncIterable<O> as ResponseStream<O>;
  }

  clientStreaming(): Promise<never> {
    throw new Error("no service has such a method yet");
  }

  bidiStreaming(): ResponseStream<never> {
    throw new Error("no service has such a method yet");
  }

  async *#responses<II, O>(
    method: ServerStreamingCall<II, O>,
    request: Uint8Array,
    options?: CallOptions,
  ): AsyncGenerator<O, undefined> {
    let isWhole = false;
    try {
      const { input, output } = await wholeMethod(method);
      const call = this.#record(method.path, input.decode(request), options);
      for await (const answer of this.#answer(call) as AsyncIterable<unknown>) {
        yield method.output.decode(output.encode(answer));
      }
      isWhole = true;
    } catch (error) {
      isWhole = true;
      throw error;
    } finally {
      if (!isWhole) this.cancelled++;
    }
  }

  #record(path: string, request: unknown, options: CallOptions | undefined): RecordedCall {
    const call = { path, request: request as RecordedCall["request"], options };
    this.calls.push(call);
    return call;
  }
}
