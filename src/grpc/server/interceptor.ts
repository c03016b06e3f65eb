/** Functions around every call of a server: logging, authentication, limits, measurement. */
import type { MethodKind } from "../../wire/method.ts";
import type { ServerContext } from "./context.ts";
import type { Responses, Route } from "./handlers.ts";

/** A call on its way to its handler. */
export interface InterceptedCall {
  /** Path, metadata, deadline and the rest of what the handler knows. */
  readonly context: ServerContext;
  readonly kind: MethodKind;
  /** Decoded requests, in order; of a unary call, the one. They can be read once. */
  readonly requests: AsyncIterable<unknown>;
}

/**
 * Handle a call, mostly by handing it on: return `next(requests)`, or an iterable of one's own around it. Throw an
 * `RpcError` to end the call with its status; one thrown by the handler comes through the iterable. Whoever iterates
 * must pass on `return()`, as a generator with `for await` or `yield*` does, or the handler is not told of a client
 * that goes away.
 * @example
 * ```ts
 * const logCalls: ServerInterceptor = async function* ({ context, requests }, next) {
 *   const startedAt = performance.now();
 *   try {
 *     yield* next(requests);
 *   } finally {
 *     console.log(context.path, `${performance.now() - startedAt} ms`);
 *   }
 * };
 * ```
 */
export type ServerInterceptor = (
  call: InterceptedCall,
  next: (requests: AsyncIterable<unknown>) => Responses<unknown>,
) => Responses<unknown>;

/** Wrap a route in interceptors; the first is the outermost. */
export function intercept(route: Route, interceptors: readonly ServerInterceptor[]): Route {
  const run = interceptors.reduceRight<Route["run"]>(
    (inner, interceptor) => (requests, context) =>
      interceptor({ context, kind: route.kind, requests }, (given) => inner(given, context)),
    (requests, context) => route.run(requests, context),
  );
  return { ...route, run };
}
