/** Handlers of the four call kinds, and the one shape they are all brought into. */
import type { MessageCodec } from "../../wire/message-codec.ts";
import type { MethodKind } from "../../wire/method.ts";
import { RpcError } from "../errors.ts";
import type { ServerContext } from "./context.ts";

/** Responses of a streaming handler; its `return()` is called when the client goes away. */
export type Responses<OI> = AsyncIterable<OI> | Iterable<OI>;

/** One request, one response. Throw an `RpcError` for a status other than OK. */
export type UnaryHandler<I, OI> = (request: I, context: ServerContext) => OI | Promise<OI>;
/** One request, many responses. */
export type ServerStreamingHandler<I, OI> = (request: I, context: ServerContext) => Responses<OI>;
/** Many requests, one response. */
export type ClientStreamingHandler<I, OI> = (requests: AsyncIterable<I>, context: ServerContext) => OI | Promise<OI>;
/** Many requests, many responses. */
export type BidiStreamingHandler<I, OI> = (requests: AsyncIterable<I>, context: ServerContext) => Responses<OI>;

/** A method with its handler, in the shape the server runs: requests in, responses out. */
export interface Route {
  readonly path: string;
  readonly kind: MethodKind;
  readonly input: MessageCodec<unknown>;
  readonly output: MessageCodec<unknown>;
  run(requests: AsyncIterable<unknown>, context: ServerContext): Responses<unknown>;
}

/** Bring a handler of any kind into the shape of a route. */
export function routeRunner(
  kind: MethodKind,
  handler: (input: never, context: ServerContext) => unknown,
): Route["run"] {
  const call = handler as (input: unknown, context: ServerContext) => unknown;
  switch (kind) {
    case "unary":
      return async function* (requests, context) {
        yield await call(await onlyRequest(requests, context), context);
      };
    case "server-streaming":
      return async function* (requests, context) {
        yield* call(await onlyRequest(requests, context), context) as Responses<unknown>;
      };
    case "client-streaming":
      return async function* (requests, context) {
        yield await call(requests, context);
      };
    case "bidi-streaming":
      return (requests, context) => call(requests, context) as Responses<unknown>;
  }
}

/** The single request of a call that has one. C-core answers UNIMPLEMENTED to any other number, and so do we. */
async function onlyRequest(requests: AsyncIterable<unknown>, context: ServerContext): Promise<unknown> {
  let count = 0;
  let request: unknown;
  for await (const each of requests) {
    if (++count > 1)
      throw new RpcError("UNIMPLEMENTED", context.path, "the call takes one request, the client sent more");
    request = each;
  }
  if (count === 0)
    throw new RpcError("UNIMPLEMENTED", context.path, "the call takes one request, the client sent none");
  return request;
}
