/** The types that hold a user's handlers against the generated service they are for. */
import type { Method, MethodKind } from "../grpc/index.ts";
import type {
  BidiStreamingHandler,
  ClientStreamingHandler,
  ServerContext,
  ServerStreamingHandler,
  UnaryHandler,
} from "../grpc/server/index.ts";

/** A method whose messages are not known at compile time. */
export type AnyMethod = Method<MethodKind, unknown, unknown, unknown, unknown>;

/** A handler of any kind: of one request or of a stream of them, as its method has it. */
export type AnyHandler = (input: never, context: ServerContext) => unknown;

/** A generated service object: its name, and its RPCs by lowerCamelCase name. */
export interface ServiceDescription {
  /** Full protobuf name. */
  readonly typeName: string;
}

/** What handles one RPC: decoded requests in, what encoding accepts out. The response header is optional. */
export type HandlerOf<M> =
  M extends Method<infer Kind, infer Input, unknown, unknown, infer OutputInit>
    ? {
        unary: UnaryHandler<Input, OutputInit>;
        "server-streaming": ServerStreamingHandler<Input, OutputInit>;
        "client-streaming": ClientStreamingHandler<Input, OutputInit>;
        "bidi-streaming": BidiStreamingHandler<Input, OutputInit>;
      }[Kind]
    : never;

/** Handlers of a service's RPCs, by the names of the service object. One that is left out answers UNIMPLEMENTED. */
export type Handlers<Service> = {
  readonly [Name in Exclude<keyof Service, "typeName">]?: HandlerOf<Service[Name]> | undefined;
};
