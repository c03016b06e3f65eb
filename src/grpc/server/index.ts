/** gRPC over HTTP/2 from the server's side: host your own services, or a robot that is not there. */
export type { ConnectionLimits, DropReason, PeerDrop } from "../h2/connection-limits.ts";
export {
  type ListenerStats,
  listenNode,
  type NodeListener,
  type NodeListenerOptions,
  type ServerCredentials,
} from "../h2/node-listener.ts";
export type { Rate } from "../h2/rate-limit.ts";
export type { MessageEncoding } from "../message-encoding.ts";
export type { ServerContext } from "./context.ts";
export type {
  BidiStreamingHandler,
  ClientStreamingHandler,
  Responses,
  ServerStreamingHandler,
  UnaryHandler,
} from "./handlers.ts";
export type { InterceptedCall, ServerInterceptor } from "./interceptor.ts";
export type { CompressChoice } from "./response-framer.ts";
export type { IncomingStream, ServerStream } from "./incoming.ts";
export { type CallPreview, GrpcServer, type GrpcServerOptions, type HttpRefusal } from "./server.ts";
