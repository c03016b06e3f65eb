/** A channel whose authority is not known yet: each call first waits for the channel it belongs on. */
import type {
  BidiStreamingCall,
  CallOptions,
  Channel,
  ClientStreamingCall,
  Requests,
  ResponseStream,
  ServerStreamingCall,
  UnaryCall,
} from "../grpc/index.ts";

/** Looks its channel up at each call, so that a service that registers late or moves is found. */
export class RoutedChannel implements Channel {
  readonly #find: () => Channel | Promise<Channel>;

  /** @param find the channel for the next call; what it throws, the call throws */
  constructor(find: () => Channel | Promise<Channel>) {
    this.#find = find;
  }

  async unary<II, O>(method: UnaryCall<II, O>, request: II, options?: CallOptions): Promise<O> {
    return (await this.#find()).unary(method, request, options);
  }

  async clientStreaming<II, O>(
    method: ClientStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): Promise<O> {
    return (await this.#find()).clientStreaming(method, requests, options);
  }

  serverStreaming<II, O>(method: ServerStreamingCall<II, O>, request: II, options?: CallOptions): ResponseStream<O> {
    return new LateStream(async () => (await this.#find()).serverStreaming(method, request, options));
  }

  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): ResponseStream<O> {
    return new LateStream(async () => (await this.#find()).bidiStreaming(method, requests, options));
  }
}

/** Responses of a stream that is opened at the first `next()`. */
class LateStream<O> implements ResponseStream<O> {
  readonly #open: () => Promise<ResponseStream<O>>;
  #stream: Promise<ResponseStream<O>> | undefined;
  #isLeft = false;

  constructor(open: () => Promise<ResponseStream<O>>) {
    this.#open = open;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<O, undefined>> {
    if (this.#isLeft) return { done: true, value: undefined };
    this.#stream ??= this.#open();
    return (await this.#stream).next();
  }

  async return(): Promise<IteratorResult<O, undefined>> {
    this.#isLeft = true;
    // A stream that never began, or never came about, has nothing to cancel.
    const stream = await this.#stream?.catch(() => undefined);
    await stream?.return();
    return { done: true, value: undefined };
  }
}
