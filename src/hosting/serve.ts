/** Handlers of one service, typed by it, with the duties of a response header done around them. */
import type { GrpcServer, Responses, ServerContext } from "../grpc/server/index.ts";
import type { BidiStreamingMethod, ClientStreamingMethod, ServerStreamingMethod, UnaryMethod } from "../grpc/index.ts";
import { Exchange, hasHeader, type HeaderDuties } from "./exchange.ts";
import type { AnyHandler, AnyMethod, Handlers, ServiceDescription } from "./handlers.ts";

/** A service with its handlers, for `hostServices`. */
export interface HostedService {
  /** Full protobuf name, as the robot's directory wants it. */
  readonly typeName: string;
  /** Paths of the RPCs that have a handler. */
  readonly paths: readonly string[];
  /** Put the handlers on a server. @throws {TypeError} it serves one of the paths already */
  install(server: GrpcServer, duties: HeaderDuties): void;
}

/**
 * Implement a service. Handlers return messages as encoding accepts them; whoever hosts the service fills in the header.
 *
 * A handler refuses a request by throwing a `RefusedRequestError`. Any other error is answered as an internal server
 * error in the response header, with its type and text; only an `RpcError` with the path of this call ends the call
 * with its status. Where the response has no header (a DataChunk), every error becomes a status.
 * @throws {TypeError} a handler bears the name of no RPC
 * @example
 * ```ts
 * const camera = serve(ImageService, {
 *   listImageSources: () => ({ imageSources: [{ name: "my-camera", rows: 480, cols: 640 }] }),
 * });
 * ```
 */
export function serve<Service extends ServiceDescription>(
  service: Service,
  handlers: Handlers<NoInfer<Service>>,
): HostedService {
  const methods = service as unknown as Readonly<Record<string, AnyMethod | undefined>>;
  const given = handlers as Readonly<Record<string, AnyHandler | undefined>>;
  refuseStrangers(service, given);
  const routes: [AnyMethod, AnyHandler][] = [];
  for (const [name, method] of Object.entries(methods)) {
    const handler = given[name];
    if (name === "typeName" || method === undefined || handler === undefined) continue;
    routes.push([method, (input, context) => handler.call(handlers, input, context)]);
  }
  return {
    typeName: service.typeName,
    paths: routes.map(([method]) => method.path),
    install(server, duties) {
      for (const [method, handler] of routes) installRoute(server, method, handler, duties);
    },
  };
}

/** A misspelt handler would never be called. An object of a class may have methods of its own beside its handlers. */
function refuseStrangers(service: ServiceDescription, handlers: object): void {
  if (Object.getPrototypeOf(handlers) !== Object.prototype) return;
  const stranger = Object.keys(handlers).find((name) => name === "typeName" || !Object.hasOwn(service, name));
  if (stranger !== undefined) throw new TypeError(`${service.typeName} has no RPC ${stranger}`);
}

function installRoute(server: GrpcServer, method: AnyMethod, handler: AnyHandler, duties: HeaderDuties): void {
  const call = handler as (input: unknown, context: ServerContext) => unknown;
  const answersWithHeader = hasHeader(method.output);
  const begin = (context: ServerContext): Exchange => new Exchange(method, context, duties, answersWithHeader);
  switch (method.kind) {
    case "unary":
      server.handle(method as UnaryMethod<unknown, unknown, unknown, unknown>, (request, context) => {
        const exchange = begin(context);
        exchange.receive(request);
        return answerOnce(exchange, () => call(request, context));
      });
      break;
    case "server-streaming":
      server.handle(method as ServerStreamingMethod<unknown, unknown, unknown, unknown>, (request, context) => {
        const exchange = begin(context);
        exchange.receive(request);
        return answerEach(exchange, () => call(request, context));
      });
      break;
    case "client-streaming":
      server.handle(method as ClientStreamingMethod<unknown, unknown, unknown, unknown>, (requests, context) => {
        const exchange = begin(context);
        return answerOnce(exchange, () => call(exchange.received(requests), context));
      });
      break;
    case "bidi-streaming":
      server.handle(method as BidiStreamingMethod<unknown, unknown, unknown, unknown>, (requests, context) => {
        const exchange = begin(context);
        return answerEach(exchange, () => call(exchange.received(requests), context));
      });
  }
}

async function answerOnce(exchange: Exchange, run: () => unknown): Promise<unknown> {
  try {
    return exchange.answer(await run());
  } catch (error) {
    return exchange.refuse(error);
  }
}

async function* answerEach(exchange: Exchange, run: () => unknown): AsyncGenerator<unknown, undefined, undefined> {
  try {
    for await (const response of run() as Responses<unknown>) yield exchange.answer(response);
  } catch (error) {
    yield exchange.refuse(error);
  }
}
