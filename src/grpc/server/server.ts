/**
 * A gRPC server: the same protocol from the other side. It hosts a user's own services and the embedded robot.
 * Requests that are not gRPC are refused here, before any handler sees them.
 */
import type {
  BidiStreamingMethod,
  ClientStreamingMethod,
  Method,
  MethodKind,
  ServerStreamingMethod,
  UnaryMethod,
} from "../../wire/method.ts";
import { type Clock, systemClock } from "../clock.ts";
import { RpcError } from "../errors.ts";
import { DEFAULT_MAX_MESSAGE_BYTES } from "../framing.ts";
import { CONTENT_TYPE, headerValue, isGrpcContentType } from "../headers.ts";
import { Metadata } from "../metadata.ts";
import { encodeStatusMessage } from "../percent-encoding.ts";
import { parseTimeout } from "../timeout.ts";
import type { HeaderFields } from "../header-fields.ts";
import type { ServerContext } from "./context.ts";
import {
  type BidiStreamingHandler,
  type ClientStreamingHandler,
  type Route,
  routeRunner,
  type ServerStreamingHandler,
  type UnaryHandler,
} from "./handlers.ts";
import type { IncomingStream } from "./incoming.ts";
import { ServerCall } from "./server-call.ts";

/** What is known of a call before it is let in. */
export interface CallPreview {
  readonly path: string;
  readonly authority: string;
  readonly peer: string;
  readonly metadata: Metadata;
}

/** A refusal in plain HTTP, as a robot's proxy gives it. */
export interface HttpRefusal {
  /** For example 401, 404, 502. */
  readonly httpStatus: number;
  /** Text of the body. Default empty. */
  readonly body?: string;
}

type AnyMethod = Method<MethodKind, unknown, unknown, unknown, unknown>;

/** How a server behaves. */
export interface GrpcServerOptions {
  /** Longest request accepted, in bytes. Default 4 MiB. */
  readonly maxReceiveMessageBytes?: number | undefined;
  /**
   * Asked before each call. Return nothing to let it in, an `HttpRefusal` to answer as a proxy would, or throw an
   * `RpcError` to answer with its status.
   */
  readonly admit?: ((call: CallPreview) => HttpRefusal | undefined) | undefined;
  /** Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** Routes streams to handlers. Give `accept` to a listener. */
export class GrpcServer {
  readonly #options: GrpcServerOptions;
  readonly #routes = new Map<string, Route>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: GrpcServerOptions = {}) {
    this.#options = options;
  }

  /** Serve a method. @throws {TypeError} it is served already */
  handle<I, II, O, OI>(method: UnaryMethod<I, II, O, OI>, handler: UnaryHandler<I, OI>): this;
  handle<I, II, O, OI>(method: ServerStreamingMethod<I, II, O, OI>, handler: ServerStreamingHandler<I, OI>): this;
  handle<I, II, O, OI>(method: ClientStreamingMethod<I, II, O, OI>, handler: ClientStreamingHandler<I, OI>): this;
  handle<I, II, O, OI>(method: BidiStreamingMethod<I, II, O, OI>, handler: BidiStreamingHandler<I, OI>): this;
  handle(method: AnyMethod, handler: (input: never, context: ServerContext) => unknown): this {
    if (this.#routes.has(method.path)) throw new TypeError(`${method.path} has a handler already`);
    this.#routes.set(method.path, {
      path: method.path,
      kind: method.kind,
      input: method.input,
      output: method.output,
      run: routeRunner(method.kind, handler),
    });
    return this;
  }

  /** Paths served, for a directory or a log. */
  get paths(): readonly string[] {
    return [...this.#routes.keys()];
  }

  /** Take one stream from a listener. */
  readonly accept = (incoming: IncomingStream): void => {
    const { headers } = incoming;
    const refusal = checkRequest(headers);
    if (refusal !== undefined) {
      refuse(incoming, refusal);
      return;
    }
    const path = headerValue(headers, ":path") ?? "";
    const preview: CallPreview = {
      path,
      authority: headerValue(headers, ":authority") ?? headerValue(headers, "host") ?? "",
      peer: incoming.peer,
      metadata: Metadata.fromHeaderFields(headers),
    };
    try {
      const refused = this.#options.admit?.(preview);
      if (refused !== undefined) {
        refuseHttp(incoming, refused.httpStatus, refused.body ?? "");
        return;
      }
    } catch (error) {
      refuse(incoming, error instanceof RpcError ? error : new RpcError("INTERNAL", path, String(error)));
      return;
    }
    const route = this.#routes.get(path);
    if (route === undefined) {
      refuse(incoming, new RpcError("UNIMPLEMENTED", path, `no such method: ${path}`));
      return;
    }
    this.#run(incoming, route, preview);
  };

  /** Wait until every handler has returned. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  #run(incoming: IncomingStream, route: Route, { authority, metadata }: CallPreview): void {
    const timeout = headerValue(incoming.headers, "grpc-timeout");
    const call = new ServerCall(incoming, route, {
      clock: this.#options.clock ?? systemClock,
      maxReceiveMessageBytes: this.#options.maxReceiveMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
      authority,
      metadata,
      timeoutMs: timeout === undefined ? Infinity : (parseTimeout(timeout) ?? Infinity),
    });
    const run = call.run().finally(() => this.#running.delete(run));
    this.#running.add(run);
  }
}

/** Refuse what is not a gRPC request (gRPC over HTTP/2, "Requests"), with the statuses C-core was seen to use. */
function checkRequest(headers: HeaderFields): RpcError | { httpStatus: number } | undefined {
  const path = headerValue(headers, ":path") ?? "";
  if (!isGrpcContentType(headerValue(headers, "content-type"))) return { httpStatus: 415 };
  if (headerValue(headers, ":method") !== "POST") return new RpcError("UNKNOWN", path, "a call is a POST");
  if (headerValue(headers, "te") !== "trailers") return new RpcError("UNKNOWN", path, "the request lacks te: trailers");
  const timeout = headerValue(headers, "grpc-timeout");
  if (timeout !== undefined && parseTimeout(timeout) === undefined) {
    return new RpcError("INTERNAL", path, "grpc-timeout is not a timeout");
  }
  const encoding = headerValue(headers, "grpc-encoding") ?? "identity";
  if (encoding !== "identity") return new RpcError("UNIMPLEMENTED", path, `grpc-encoding ${encoding} is not supported`);
  return undefined;
}

function refuse(incoming: IncomingStream, refusal: RpcError | { httpStatus: number }): void {
  if (!(refusal instanceof RpcError)) {
    refuseHttp(incoming, refusal.httpStatus, "");
    return;
  }
  incoming.accept(IGNORE).respondOnly({
    ":status": "200",
    "content-type": CONTENT_TYPE,
    "grpc-status": String(refusal.statusCode),
    "grpc-message": encodeStatusMessage(refusal.detail),
    ...refusal.metadata.toHeaderFields(),
  });
}

function refuseHttp(incoming: IncomingStream, httpStatus: number, body: string): void {
  const headers = { ":status": String(httpStatus), "content-type": "text/plain; charset=utf-8" };
  incoming.accept(IGNORE).respondHttp(headers, new TextEncoder().encode(body));
}

/** Listens to a stream whose fate is decided. */
const IGNORE = {
  onHeaders: () => undefined,
  onData: () => undefined,
  onTrailers: () => undefined,
  onEnd: () => undefined,
  onFailure: () => undefined,
};
