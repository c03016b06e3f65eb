/** gRPC over HTTP/2 from the client's side. The server is `spotwire/grpc/server`. */
export type { MessageCodec } from "../wire/message-codec.ts";
export type {
  BidiStreamingCall,
  BidiStreamingMethod,
  CallMethod,
  ClientStreamingCall,
  ClientStreamingMethod,
  Method,
  MethodKind,
  ServerStreamingCall,
  ServerStreamingMethod,
  UnaryCall,
  UnaryMethod,
} from "../wire/method.ts";
export type { BackoffOptions } from "./backoff.ts";
export { type CallOptions, DEFAULT_TIMEOUT_MS } from "./call-options.ts";
export type { ResponseStream } from "./call-streaming.ts";
export { type Channel, GrpcChannel } from "./channel.ts";
export {
  bothObservers,
  type CallFacts,
  type CallObserver,
  type ChannelObserver,
  type SessionFacts,
  type SessionObserver,
} from "./channel-observer.ts";
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
export { CALL_CHANNELS, diagnostics, type CallEvent, type ConnectionEvent } from "./h2/diagnostics.ts";
export { connectNodeTransport, type NodeTransportOptions } from "./h2/node-transport.ts";
export { type ClientInterceptor, type InterceptedCall, withInterceptors } from "./interceptors.ts";
export { keepalive, type KeepaliveOptions, type SessionWatcher, type WatchedChannel } from "./keepalive.ts";
export type { MessageEncoding } from "./message-encoding.ts";
export { Metadata, type MetadataInit, type MetadataValue } from "./metadata.ts";
export { PooledChannel, sumStats } from "./pooled-channel.ts";
export type { Requests } from "./request-pump.ts";
export { type FailedAttempt, type RetryPolicy, retryPolicy, type RetryPolicyOptions } from "./retry-policy.ts";
export type { ConnectivityState } from "./session-keeper.ts";
export { STATUS_DETAILS_KEY, statusDetails, type StatusDetail, type StatusDetails } from "./status-details.ts";
export { Status, type StatusName, statusName } from "./status.ts";
export { ResetCode } from "./reset-code.ts";
export {
  type Connector,
  type LinkCounters,
  type StreamListener,
  type Transport,
  type TransportStream,
} from "./transport.ts";
export {
  type CallToBe,
  type ChannelStats,
  type GrpcChannelOptions,
  type UnaryCaller,
  UnaryChannel,
} from "./unary-channel.ts";
