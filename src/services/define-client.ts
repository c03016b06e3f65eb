/**
 * Makes a client class of a generated service and a table of facts: one method per RPC, named as in the service object,
 * typed by it. Sixty services are alike in this, so they share the code and differ in the table.
 */
import type {
  BidiStreamingCall,
  CallOptions,
  Channel,
  ClientStreamingCall,
  CallMethod,
  MethodKind,
  Requests,
  ServerStreamingCall,
  UnaryCall,
} from "../grpc/index.ts";
import type { WithLocalTimes } from "./request-times.ts";
import type { RpcFacts } from "./rpc-facts.ts";
import { DeclaredClient } from "./declared-client.ts";
import type { ServiceClientOptions } from "./service-client.ts";

type AnyMethod = CallMethod<MethodKind, object, unknown>;

/** A generated service object. */
export interface ServiceDescription {
  /** Full protobuf name. */
  readonly typeName: string;
}

/** The names of a service's RPCs. */
export type RpcName<Service> = Exclude<keyof Service, "typeName"> & string;

/** Which request fields take local time: RPC name to path, a union of several. `never` where none. */
export type LocalTimePaths<Service> = { readonly [Name in RpcName<Service>]?: string };

type PathsOf<Times, Name> = Name extends keyof Times ? Extract<Times[Name], string> : never;

/** A request as a caller gives it: the header is the client's business. */
export type RequestOf<Init, Path extends string = never> = WithLocalTimes<Omit<Init, "header">, Path>;

/** What an RPC looks like on a client. */
export type RpcFunction<M, Path extends string = never> =
  M extends CallMethod<infer Kind, infer Init, infer Output>
    ? {
        unary: (request?: RequestOf<Init, Path>, options?: CallOptions) => Promise<Output>;
        "server-streaming": (
          request?: RequestOf<Init, Path>,
          options?: CallOptions,
        ) => AsyncGenerator<Output, undefined, undefined>;
        "client-streaming": (requests: Requests<RequestOf<Init, Path>>, options?: CallOptions) => Promise<Output>;
        "bidi-streaming": (
          requests: Requests<RequestOf<Init, Path>>,
          options?: CallOptions,
        ) => AsyncGenerator<Output, undefined, undefined>;
      }[Kind]
    : never;

/** One function per RPC of a service. */
export type Rpcs<Service, Times = unknown> = {
  readonly [Name in RpcName<Service>]: RpcFunction<Service[Name], PathsOf<Times, Name>>;
};

/** A class of clients of one service. */
export interface ClientClass<Service extends ServiceDescription, Times = unknown> {
  new (channel: Channel, options?: ServiceClientOptions): DeclaredClient & Rpcs<Service, Times>;
  /** Its usual entry in the robot's directory; empty if it has none and the caller must say. */
  readonly serviceName: string;
  /** Full protobuf name of its service. */
  readonly serviceType: Service["typeName"];
  /** Its authority before there is a directory; `undefined` where the directory says. */
  readonly authority: string | undefined;
}

/** The facts of an RPC, its field names held against its messages. */
export type FactsOf<M, Path extends string = never> =
  M extends CallMethod<MethodKind, infer Init, infer Output>
    ? RpcFacts & {
        readonly lease?: Extract<keyof Init, "lease" | "leases">;
        readonly leaseResult?: Extract<keyof Output, "leaseUseResult" | "leaseUseResults">;
        check?(response: Output, method: string): void;
      } & ([Path] extends [never] ? { readonly times?: never } : { readonly times: readonly Path[] })
    : never;

/** What a client is beside its service's methods. */
export interface ClientFacts<Service extends ServiceDescription, Times = unknown> {
  /** Its usual entry in the robot's directory; empty if it has none. */
  readonly serviceName: string;
  /** Its authority before there is a directory. */
  readonly authority?: string;
  /** Facts by RPC. One that is left out has nothing to check but the header. */
  readonly rpcs?: { readonly [Name in RpcName<Service>]?: FactsOf<Service[Name], PathsOf<Times, Name>> };
}

/**
 * Make a client class. Mark the call `@__PURE__`, so that a bundle holds only the clients in use.
 * @example
 * ```ts
 * export const FaultClient: ClientClass<typeof FaultService> = /\* @__PURE__ *\/ defineClient(FaultService, {
 *   serviceName: "fault",
 *   rpcs: { clearServiceFault: { statuses: CLEAR_SERVICE_FAULT } },
 * });
 * ```
 */
export function defineClient<Service extends ServiceDescription, Times = unknown>(
  service: Service,
  facts: ClientFacts<Service, Times>,
): ClientClass<Service, Times> {
  const factsByName = (facts.rpcs ?? {}) as Readonly<Record<string, RpcFacts>>;
  class DefinedClient extends DeclaredClient {
    static readonly serviceName = facts.serviceName;
    static readonly serviceType = service.typeName;
    static readonly authority = facts.authority;

    static {
      for (const [name, method] of Object.entries(service) as [string, AnyMethod | string][]) {
        if (typeof method === "string") continue;
        Object.defineProperty(this.prototype, name, {
          value: this.#rpc(method, factsByName[name]),
          writable: true,
          configurable: true,
        });
      }
    }

    /** The function of one RPC. Its types are those of `Rpcs`; here every message is unknown. */
    static #rpc(method: AnyMethod, rpcFacts: RpcFacts | undefined): unknown {
      switch (method.kind) {
        case "unary":
          return function (this: DefinedClient, request: object = {}, options?: CallOptions) {
            return this.call(method as UnaryCall<object, unknown>, request, options, rpcFacts);
          };
        case "server-streaming":
          return function (this: DefinedClient, request: object = {}, options?: CallOptions) {
            const streaming = method as ServerStreamingCall<object, unknown>;
            return this.stream(streaming, request, options, rpcFacts);
          };
        case "client-streaming":
          return function (this: DefinedClient, requests: Requests<object>, options?: CallOptions) {
            const streaming = method as ClientStreamingCall<object, unknown>;
            return this.upload(streaming, requests, options, rpcFacts);
          };
        case "bidi-streaming":
          return function (this: DefinedClient, requests: Requests<object>, options?: CallOptions) {
            const streaming = method as BidiStreamingCall<object, unknown>;
            return this.converse(streaming, requests, options, rpcFacts);
          };
      }
    }
  }
  Object.defineProperty(DefinedClient, "name", { value: clientName(service.typeName) });
  return DefinedClient as unknown as ClientClass<Service, Times>;
}

/** `bosdyn.api.ImageService` is spoken to by an ImageClient. */
function clientName(typeName: string): string {
  return `${typeName.slice(typeName.lastIndexOf(".") + 1).replace(/Service$/, "")}Client`;
}
