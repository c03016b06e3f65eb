/** A channel in memory: it answers as the test says, through the real codecs, and records what it was asked. */
import type { CallOptions, Channel, ResponseStream, ServerStreamingMethod, UnaryMethod } from "../../src/grpc/index.ts";
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

  async unary<I, II, O, OI>(method: UnaryMethod<I, II, O, OI>, request: II, options?: CallOptions): Promise<O> {
    const answer = this.#answer(this.#record(method.path, method.input.decode(method.input.encode(request)), options));
    return method.output.decode(method.output.encode((await answer) as OI));
  }

  serverStreaming<I, II, O, OI>(
    method: ServerStreamingMethod<I, II, O, OI>,
    request: II,
    options?: CallOptions,
  ): ResponseStream<O> {
    const call = this.#record(method.path, method.input.decode(method.input.encode(request)), options);
    return this.#responses(method, call) as AsyncIterable<O> as ResponseStream<O>;
  }

  clientStreaming(): Promise<never> {
    throw new Error("no service has such a method yet");
  }

  bidiStreaming(): ResponseStream<never> {
    throw new Error("no service has such a method yet");
  }

  async *#responses<I, II, O, OI>(
    method: ServerStreamingMethod<I, II, O, OI>,
    call: RecordedCall,
  ): AsyncGenerator<O, undefined> {
    let isWhole = false;
    try {
      for await (const answer of this.#answer(call) as AsyncIterable<OI>)
        yield method.output.decode(method.output.encode(answer));
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
