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
  type Requests,
  type ResponseStream,
  RpcError,
  type ServerStreamingCall,
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
    try {
      return await this.#channel.unary(method, request, options);
    } catch (error) {
      if (!(await this.#isRenewed(error, token))) throw error;
      return this.#channel.unary(method, restamped(request, this.#now()), options);
    }
  }

  serverStreaming<II, O>(method: ServerStreamingCall<II, O>, request: II, options?: CallOptions): ResponseStream<O> {
    const token = this.#login.token;
    return new RenewedStream(
      this.#channel.serverStreaming(method, request, options),
      (error) => this.#isRenewed(error, token),
      () => this.#channel.serverStreaming(method, restamped(request, this.#now()), options),
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
      await this.#isRenewed(error, token);
      throw error;
    }
  }

  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): ResponseStream<O> {
    const token = this.#login.token;
    const isRenewed = async (error: unknown): Promise<false> => {
      await this.#isRenewed(error, token);
      return false;
    };
    return new RenewedStream(this.#channel.bidiStreaming(method, requests, options), isRenewed, undefined);
  }

  async #isRenewed(error: unknown, token: string | undefined): Promise<boolean> {
    if (token === undefined || !(error instanceof RpcError) || error.status !== "UNAUTHENTICATED") return false;
    return this.#login.renewAfter(token);
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

  async next(): Promise<IteratorResult<O, undefined>> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    try {
      return await this.#stream.next();
    } catch (error) {
      if (!isFirst || this.#isLeft || !(await this.#isRenewed(error)) || this.#again === undefined) throw error;
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
