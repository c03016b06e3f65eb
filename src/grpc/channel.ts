/** A channel that carries all four call kinds. */
import type { BidiStreamingCall, ClientStreamingCall, ServerStreamingCall } from "../wire/method.ts";
import type { CallOptions } from "./call-options.ts";
import { callBidiStreaming, callServerStreaming, type ResponseStream } from "./call-streaming.ts";
import { callClientStreaming } from "./call-unary.ts";
import type { Requests } from "./request-pump.ts";
import { type UnaryCaller, UnaryChannel } from "./unary-channel.ts";

/** The four call kinds. Service clients need nothing else, so anything that offers them can carry a client. */
export interface Channel extends UnaryCaller {
  /** `:authority` of its calls, where there is one for all of them. */
  readonly authority?: string | undefined;
  serverStreaming<II, O>(method: ServerStreamingCall<II, O>, request: II, options?: CallOptions): ResponseStream<O>;
  /** @throws {RpcError} any status but OK */
  clientStreaming<II, O>(method: ClientStreamingCall<II, O>, requests: Requests<II>, options?: CallOptions): Promise<O>;
  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): ResponseStream<O>;
}

/** A channel over sessions that its connector makes. */
export class GrpcChannel extends UnaryChannel implements Channel {
  serverStreaming<II, O>(
    method: ServerStreamingCall<II, O>,
    request: II,
    options: CallOptions = {},
  ): ResponseStream<O> {
    return callServerStreaming(this.launcher, method, request, options);
  }

  clientStreaming<II, O>(
    method: ClientStreamingCall<II, O>,
    requests: Requests<II>,
    options: CallOptions = {},
  ): Promise<O> {
    return callClientStreaming(this.launcher, method, requests, options);
  }

  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options: CallOptions = {},
  ): ResponseStream<O> {
    return callBidiStreaming(this.launcher, method, requests, options);
  }
}
