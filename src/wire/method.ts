/**
 * A method of a protobuf service as data: its names, its kind and the codecs of its two messages. Generated modules
 * export these; the gRPC room calls and serves them. Each service has two such objects, because a caller encodes requests
 * and decodes responses, a server the reverse, and a bundle should hold the half that it uses.
 */
import type { MessageCodec, MessageDecoder, MessageEncoder } from "./message-codec.ts";

/** Which sides of a call carry many messages. */
export type MethodKind = "unary" | "server-streaming" | "client-streaming" | "bidi-streaming";

/** One RPC of a service, with whatever its user needs of the two messages. */
export interface RpcMethod<Kind extends MethodKind, Input, Output> {
  /** Full protobuf name of the service, for example `bosdyn.api.RobotIdService`. */
  readonly service: string;
  /** Name as the `.proto` spells it, for example `GetRobotId`. */
  readonly name: string;
  /** The HTTP/2 `:path` of a call: `/<service>/<name>`. */
  readonly path: string;
  readonly kind: Kind;
  readonly input: Input;
  readonly output: Output;
}

/** An RPC as its callers see it. A whole {@link Method} is one too. */
export type CallMethod<Kind extends MethodKind, Request, Response> = RpcMethod<
  Kind,
  MessageEncoder<Request>,
  MessageDecoder<Response>
>;

/** One message each way. */
export type UnaryCall<Request, Response> = CallMethod<"unary", Request, Response>;
/** One request, many responses. */
export type ServerStreamingCall<Request, Response> = CallMethod<"server-streaming", Request, Response>;
/** Many requests, one response. */
export type ClientStreamingCall<Request, Response> = CallMethod<"client-streaming", Request, Response>;
/** Many messages each way. */
export type BidiStreamingCall<Request, Response> = CallMethod<"bidi-streaming", Request, Response>;

/** An RPC with whole codecs, for servers and for tools. */
export type Method<Kind extends MethodKind, Input, InputInit, Output, OutputInit> = RpcMethod<
  Kind,
  MessageCodec<Input, InputInit>,
  MessageCodec<Output, OutputInit>
>;

/** One message each way. */
export type UnaryMethod<I, II, O, OI> = Method<"unary", I, II, O, OI>;
/** One request, many responses. */
export type ServerStreamingMethod<I, II, O, OI> = Method<"server-streaming", I, II, O, OI>;
/** Many requests, one response. */
export type ClientStreamingMethod<I, II, O, OI> = Method<"client-streaming", I, II, O, OI>;
/** Many messages each way. */
export type BidiStreamingMethod<I, II, O, OI> = Method<"bidi-streaming", I, II, O, OI>;

/** Put a method together; generated modules call this. */
export function rpcMethod<Kind extends MethodKind, Input, Output>(
  service: string,
  name: string,
  kind: Kind,
  input: Input,
  output: Output,
): RpcMethod<Kind, Input, Output> {
  return { service, name, path: `/${service}/${name}`, kind, input, output };
}
