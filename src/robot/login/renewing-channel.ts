/**
 * A channel that does not take the robot's first refusal of a token for an answer: the token is renewed and the call made
 * once more. A refused call has not reached its service, so that nothing happens twice. Calls whose requests stream are
 * not made again, for what was sent cannot be asked for a second time; the call after them has the new token.
 */
import {
  type BidiStreamingCall,
  type CallOptions,
  type Channel,
  type ClientStreamingCall,
  DEFAULT_TIMEOUT_MS,
  type Requests,
  type ResponseStream,
  RpcError,
  type ServerStreamingCall,
  systemClock,
  type UnaryCall,
} from "../../grpc/index.ts";
import type { RequestHeaderInit } from "../../messages/bosdyn/api/header.ts";
import { type LocalTime, localTimeToTimestamp } from "../../services/time.ts";
import type { Login } from "./login.ts";

/** Renews and repeats. */
export class RenewingChannel implements Channel {
  readonly #channel: Channel;
  readonly #login: Pick<Login, "token" | "renewAfter">;
  readonly #now: () => LocalTime;

  /** @param now stamps the header of a request that is sent again: time sync computes with it */
  constructor(channel: Channel, login: Pick<Login, "token" | "renewAfter">, now: () => LocalTime) {
    this.#channel = channel;
    this.#login = login;
    this.#now = now;
  }

  async unary<II, O>(method: UnaryCall<II, O>, request: II, options?: CallOptions): Promise<O> {
    const token = this.#login.token;
    const time = new CallTime(options);
    try {
      return await this.#channel.unary(method, request, options);
    } catch (error) {
      if (!(await this.#isRenewed(error, token, time))) throw error;
      return this.#channel.unary(method, restamped(request, this.#now()), time.left());
    }
  }

  serverStreaming<II, O>(method: ServerStreamingCall<II, O>, request: II, options?: CallOptions): ResponseStream<O> {
    const token = this.#login.token;
    const time = new CallTime(options);
    return new RenewedStream(
      this.#channel.serverStreaming(method, request, options),
      (error) => this.#isRenewed(error, token, time),
      () => this.#channel.serverStreaming(method, restamped(request, this.#now()), time.left()),
    );
  }

  async clientStreaming<II, O>(
    method: ClientStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): Promise<O> {
    const token = this.#login.token;
    try {
      return await this.#channel.clientStreaming(method, requests, options);
    } catch (error) {
      // For the call after this one; nobody need wait for it.
      void this.#isRenewed(error, token, new CallTime(undefined));
      throw error;
    }
  }

  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): ResponseStream<O> {
    const token = this.#login.token;
    const isRenewed = (error: unknown): Promise<boolean> => {
      void this.#isRenewed(error, token, new CallTime(undefined));
      return Promise.resolve(false);
    };
    return new RenewedStream(this.#channel.bidiStreaming(method, requests, options), isRenewed, undefined);
  }

  async #isRenewed(error: unknown, token: string | undefined, time: CallTime): Promise<boolean> {
    if (token === undefined || !(error instanceof RpcError) || error.status !== "UNAUTHENTICATED") return false;
    return time.within(this.#login.renewAfter(token));
  }
}

/** The time of a call, of which a renewal in the middle takes its part: the call ends when its caller said that it does. */
class CallTime {
  readonly #options: CallOptions | undefined;
  readonly #deadlineMs: number;

  constructor(options: CallOptions | undefined) {
    this.#options = options;
    this.#deadlineMs = systemClock.now() + (options?.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  /** Wait for a renewal. @returns whether it came about while the call had time left, and its caller still wanted it */
  async within(renewal: Promise<boolean>): Promise<boolean> {
    const signal = this.#options?.signal;
    let onAbort = (): void => undefined;
    let cancel = (): void => undefined;
    const over = new Promise<false>((resolve) => {
      onAbort = () => resolve(false);
      if (signal?.aborted === true) onAbort();
      signal?.addEventListener("abort", onAbort);
      if (this.#deadlineMs < Infinity) cancel = systemClock.after(this.#leftMs(), onAbort);
    });
    try {
      return (await Promise.race([renewal, over])) && this.#leftMs() > 0;
    } finally {
      cancel();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** The call's options, with what is left of its time. */
  left(): CallOptions | undefined {
    return this.#options?.timeoutMs === undefined ? this.#options : { ...this.#options, timeoutMs: this.#leftMs() };
  }

  #leftMs(): number {
    return this.#deadlineMs - systemClock.now();
  }
}

/** Responses of a call that may be made once more before the first of them. */
class RenewedStream<O> implements ResponseStream<O> {
  readonly #isRenewed: (error: unknown) => Promise<boolean>;
  readonly #again: (() => ResponseStream<O>) | undefined;
  #stream: ResponseStream<O>;
  #isFirst = true;
  #isLeft = false;

  constructor(
    stream: ResponseStream<O>,
    isRenewed: (error: unknown) => Promise<boolean>,
    again: (() => ResponseStream<O>) | undefined,
  ) {
    this.#stream = stream;
    this.#isRenewed = isRenewed;
    this.#again = again;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<O, undefined>> {
    if (!this.#isFirst) return this.#stream.next();
    this.#isFirst = false;
    return this.#first();
  }

  async #first(): Promise<IteratorResult<O, undefined>> {
    try {
      return await this.#stream.next();
    } catch (error) {
      if (this.#isLeft || !(await this.#isRenewed(error)) || this.#again === undefined) throw error;
      this.#stream = this.#again();
      return this.#stream.next();
    }
  }

  async return(): Promise<IteratorResult<O, undefined>> {
    this.#isLeft = true;
    await this.#stream.return();
    return { done: true, value: undefined };
  }
}

/** The same request with a header of now. */
function restamped<II>(request: II, now: LocalTime): II {
  const { header } = request as { readonly header?: RequestHeaderInit | undefined };
  return header === undefined
    ? request
    : { ...request, header: { ...header, requestTimestamp: localTimeToTimestamp(now) } };
}
