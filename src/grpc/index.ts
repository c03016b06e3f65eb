/** gRPC over HTTP/2 from the client's side. The server is `spotwire/grpc/server`. */
export type { MessageCodec } from "../wire/message-codec.ts";
export type {
  BidiStreamingMethod,
  ClientStreamingMethod,
  Method,
  MethodKind,
  ServerStreamingMethod,
  UnaryMethod,
} from "../wire/method.ts";
export type { BackoffOptions } from "./backoff.ts";
export { type CallOptions, DEFAULT_TIMEOUT_MS } from "./call-options.ts";
export type { ResponseStream } from "./call-streaming.ts";
export { type Channel, type ChannelStats, GrpcChannel, type GrpcChannelOptions } from "./channel.ts";
export { type Clock, systemClock } from "./clock.ts";
export {
  FramingError,
  type FramingErrorCode,
  RpcError,
  type RpcErrorOptions,
  StreamResetError,
  TransportError,
  type TransportErrorCode,
} from "./errors.ts";
export {
  DEFAULT_MAX_MESSAGE_BYTES,
  type FramedMessage,
  frameMessage,
  MessageDeframer,
  PREFIX_BYTES,
} from "./framing.ts";
export type { HeaderFields } from "./header-fields.ts";
export { connectNodeTransport, type NodeTransportOptions } from "./h2/node-transport.ts";
export { Metadata, type MetadataInit, type MetadataValue } from "./metadata.ts";
export type { Requests } from "./request-pump.ts";
export type { ConnectivityState } from "./session-keeper.ts";
export { Status, type StatusName, statusName } from "./status.ts";
export {
  type Connector,
  type LinkCounters,
  ResetCode,
  type StreamListener,
  type Transport,
  type TransportStream,
} from "./transport.ts";
