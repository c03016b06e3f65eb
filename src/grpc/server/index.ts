/** gRPC over HTTP/2 from the server's side: host your own services, or a robot that is not there. */
export {
  type ServerCredentials,
  type NodeListener,
  type NodeListenerOptions,
  listenNode,
} from "../h2/node-listener.ts";
export type { ServerContext } from "./context.ts";
export type {
  BidiStreamingHandler,
  ClientStreamingHandler,
  Responses,
  ServerStreamingHandler,
  UnaryHandler,
} from "./handlers.ts";
export type { IncomingStream, ServerStream } from "./incoming.ts";
export { type CallPreview, GrpcServer, type GrpcServerOptions, type HttpRefusal } from "./server.ts";
