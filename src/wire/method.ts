/**
 * A method of a protobuf service as data: its names, its kind and the codecs of its two messages. Generated modules
 * export these; the gRPC room calls and serves them.
 */
import type { MessageCodec } from "./message-codec.ts";

/** Which sides of a call carry many messages. */
export type MethodKind = "unary" | "server-streaming" | "client-streaming" | "bidi-streaming";

/** One RPC of a service. */
export interface Method<Kind extends MethodKind, Input, InputInit, Output, OutputInit> {
  /** Full protobuf name of the service, for example `bosdyn.api.RobotIdService`. */
  readonly service: string;
  /** Name as the `.proto` spells it, for example `GetRobotId`. */
  readonly name: string;
  /** The HTTP/2 `:path` of a call: `/<service>/<name>`. */
  readonly path: string;
  readonly kind: Kind;
  readonly input: MessageCodec<Input, InputInit>;
  readonly output: MessageCodec<Output, OutputInit>;
}

/** One message each way. */
export type UnaryMethod<I, II, O, OI> = Method<"unary", I, II, O, OI>;
/** One request, many responses. */
export type ServerStreamingMethod<I, II, O, OI> = Method<"server-streaming", I, II, O, OI>;
/** Many requests, one response. */
export type ClientStreamingMethod<I, II, O, OI> = Method<"client-streaming", I, II, O, OI>;
/** Many messages each way. */
export type BidiStreamingMethod<I, II, O, OI> = Method<"bidi-streaming", I, II, O, OI>;

/** Put a method together; generated modules call this. */
export function rpcMethod<Kind extends MethodKind, Input, InputInit, Output, OutputInit>(
  service: string,
  name: string,
  kind: Kind,
  input: MessageCodec<Input, InputInit>,
  output: MessageCodec<Output, OutputInit>,
): Method<Kind, Input, InputInit, Output, OutputInit> {
  return { service, name, path: `/${service}/${name}`, kind, input, output };
}
