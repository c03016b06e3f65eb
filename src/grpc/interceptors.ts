/**
 * Code around every call of a channel: a log, a metric, metadata, a cache. An interceptor sees requests and responses as
 * messages, each side as an async iterable, whatever the kind of the call.
 */
import type {
  BidiStreamingCall,
  CallMethod,
  ClientStreamingCall,
  MethodKind,
  ServerStreamingCall,
  UnaryCall,
} from "../wire/method.ts";
import type { CallOptions } from "./call-options.ts";
import type { ResponseStream } from "./call-streaming.ts";
import type { Channel } from "./channel.ts";
import { RpcError } from "./errors.ts";
import type { Requests } from "./request-pump.ts";

/** A call on its way. An interceptor may pass on another one in its place. */
export interface InterceptedCall {
  readonly method: CallMethod<MethodKind, unknown, unknown>;
  /** `:authority` of the channel beneath, for example `robot-state.spot.robot`, if it has one. */
  readonly authority: string | undefined;
  /** One for a call of one. */
  readonly requests: Requests<unknown>;
  readonly options: CallOptions;
}

/**
 * Stands around a call: `next(call)` makes it and yields its responses. Written as an async generator, it is told of a
 * reader that leaves early through its `finally`, and the call beneath is then cancelled.
 * @example
 * ```ts
 * import type { ClientInterceptor } from "spotwire/grpc";
 *
 * const timed: ClientInterceptor = async function* (call, next) {
 *   const begun = performance.now();
 *   try {
 *     yield* next(call);
 *   } finally {
 *     console.error(call.method.path, performance.now() - begun);
 *   }
 * };
 * ```
 */
export type ClientInterceptor = (
  call: InterceptedCall,
  next: (call: InterceptedCall) => AsyncIterable<unknown>,
) => AsyncIterable<unknown>;

/** Put interceptors around a channel, the first outermost. Closing the channel remains its owner's business. */
export function withInterceptors(channel: Channel, ...interceptors: readonly ClientInterceptor[]): Channel {
  return interceptors.reduceRight((inner, interceptor) => new InterceptedChannel(inner, interceptor), channel);
}

class InterceptedChannel implements Channel {
  readonly authority: string | undefined;
  readonly #channel: Channel;
  readonly #interceptor: ClientInterceptor;

  constructor(channel: Channel, interceptor: ClientInterceptor) {
    this.authority = channel.authority;
    this.#channel = channel;
    this.#interceptor = interceptor;
  }

  async unary<II, O>(method: UnaryCall<II, O>, request: II, options: CallOptions = {}): Promise<O> {
    return only(method.path, this.#run<O>(method, [request], options));
  }

  serverStreaming<II, O>(
    method: ServerStreamingCall<II, O>,
    request: II,
    options: CallOptions = {},
  ): ResponseStream<O> {
    return new Responses(() => this.#run<O>(method, [request], options));
  }

  async clientStreaming<II, O>(
    method: ClientStreamingCall<II, O>,
    requests: Requests<II>,
    options: CallOptions = {},
  ): Promise<O> {
    return only(method.path, this.#run<O>(method, requests, options));
  }

  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options: CallOptions = {},
  ): ResponseStream<O> {
    return new Responses(() => this.#run<O>(method, requests, options));
  }

  #run<O>(
    method: CallMethod<MethodKind, never, unknown>,
    requests: Requests<unknown>,
    options: CallOptions,
  ): AsyncIterable<O> {
    const call: InterceptedCall = { method, authority: this.authority, requests, options };
    return this.#interceptor(call, (passed) => this.#call(passed)) as AsyncIterable<O>;
  }

  /** Nothing but the channel's own streams: a reader that leaves while it waits is heard at once. */
  #call({ method, requests, options }: InterceptedCall): AsyncIterable<unknown> {
    switch (method.kind) {
      case "unary": {
        const unary = method as UnaryCall<unknown, unknown>;
        return once(async () => this.#channel.unary(unary, await first(method, requests), options));
      }
      case "server-streaming": {
        const streaming = method as ServerStreamingCall<unknown, unknown>;
        return new Responses(async () =>
          this.#channel.serverStreaming(streaming, await first(method, requests), options),
        );
      }
      case "client-streaming": {
        const streaming = method as ClientStreamingCall<unknown, unknown>;
        return once(() => this.#channel.clientStreaming(streaming, requests, options));
      }
      case "bidi-streaming":
        return this.#channel.bidiStreaming(method as BidiStreamingCall<unknown, unknown>, requests, options);
    }
  }
}

async function* once(response: () => Promise<unknown>): AsyncGenerator {
  yield await response();
}

/** Begins at the first read, as every stream of responses does. */
class Responses<O> implements ResponseStream<O> {
  readonly #begin: () => AsyncIterable<O> | Promise<AsyncIterable<O>>;
  #iterator: Promise<AsyncIterator<O>> | undefined;
  #isLeft = false;

  constructor(begin: () => AsyncIterable<O> | Promise<AsyncIterable<O>>) {
    this.#begin = begin;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<O, undefined>> {
    if (this.#isLeft) return { done: true, value: undefined };
    this.#iterator ??= this.#open();
    const result = await (await this.#iterator).next();
    return result.done === true ? { done: true, value: undefined } : result;
  }

  async return(): Promise<IteratorResult<O, undefined>> {
    this.#isLeft = true;
    // One that never came about has told its reader why.
    const iterator = await this.#iterator?.catch(() => undefined);
    await iterator?.return?.();
    return { done: true, value: undefined };
  }

  async #open(): Promise<AsyncIterator<O>> {
    return (await this.#begin())[Symbol.asyncIterator]();
  }
}

/** The single response of a call that has one. */
async function only<O>(path: string, responses: AsyncIterable<O>): Promise<O> {
  const all: O[] = [];
  for await (const response of responses) all.push(response);
  const [response] = all;
  if (all.length === 1) return response as O;
  throw new RpcError("INTERNAL", path, `an interceptor made ${all.length} responses of a call that has one`);
}

async function first({ path }: { readonly path: string }, requests: Requests<unknown>): Promise<unknown> {
  for await (const request of requests) return request;
  throw new RpcError("INTERNAL", path, "an interceptor passed on no request");
}
