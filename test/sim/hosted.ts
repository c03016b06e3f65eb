/** A service of the simulator without a network: its handlers, called through the codecs as the server would. */
import type { GrpcServer, ServerContext } from "../../src/grpc/server/index.ts";
import type { ServerStreamingMethod, UnaryMethod } from "../../src/grpc/index.ts";
import type { HostedService } from "../../src/sim/hosted-service.ts";

type AnyHandler = (request: unknown, context: ServerContext) => unknown;

/** Calls the handlers of one service. */
export class Hosted {
  readonly #handlers = new Map<string, AnyHandler>();

  constructor(service: HostedService) {
    const server = {
      handle: (method: { readonly path: string }, handler: AnyHandler) => {
        this.#handlers.set(method.path, handler);
        return server;
      },
    };
    service.install(server as unknown as GrpcServer);
  }

  /** Paths that it serves. */
  get paths(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  async unary<I, II, O, OI>(method: UnaryMethod<I, II, O, OI>, request: II): Promise<O> {
    const answer = await this.#handler(method.path)(this.#decoded(method, request), NO_CONTEXT);
    return method.output.decode(method.output.encode(answer as OI));
  }

  async *streaming<I, II, O, OI>(
    method: ServerStreamingMethod<I, II, O, OI>,
    request: II,
    signal: AbortSignal,
  ): AsyncGenerator<O, undefined> {
    const answers = this.#handler(method.path)(this.#decoded(method, request), { ...NO_CONTEXT, signal });
    for await (const answer of answers as AsyncIterable<OI>) yield method.output.decode(method.output.encode(answer));
  }

  #decoded<I, II>(method: Pick<UnaryMethod<I, II, unknown, unknown>, "input">, request: II): I {
    return method.input.decode(method.input.encode(request));
  }

  #handler(path: string): AnyHandler {
    const handler = this.#handlers.get(path);
    if (handler === undefined) throw new Error(`${path} is not served`);
    return handler;
  }
}

/** No handler of the simulator asks for more of its call than the signal. */
const NO_CONTEXT = { signal: new AbortController().signal } as ServerContext;
