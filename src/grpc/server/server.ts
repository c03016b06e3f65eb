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
import { CONTENT_TYPE, headerValue } from "../headers.ts";
import { Metadata } from "../metadata.ts";
import { encodeStatusMessage } from "../percent-encoding.ts";
import { parseTimeout } from "../timeout.ts";
import type { HeaderFields } from "../header-fields.ts";
import { acceptEncodingValue, checkEncodings, IDENTITY_ENCODING, type MessageEncoding } from "../message-encoding.ts";
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
import { intercept, type ServerInterceptor } from "./interceptor.ts";
import { checkMetadataSize, checkRequest } from "./request-checks.ts";
import type { CompressChoice } from "./response-framer.ts";
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
  /** Longest request accepted, in bytes, compressed or not. Default 4 MiB. */
  readonly maxReceiveMessageBytes?: number | undefined;
  /** Longest response sent, in bytes before compression; a longer one ends the call. Default `Infinity`. */
  readonly maxSendMessageBytes?: number | undefined;
  /**
   * Most metadata accepted, in bytes as RFC 9113 §6.5.2 counts them: names, values, and 32 for each field. Listeners may
   * have a limit of their own, ours 16 KiB, past which the stream is reset. Default 8192, as C-core's servers have it.
   */
  readonly maxMetadataBytes?: number | undefined;
  /**
   * Milliseconds for the request of a unary or server-streaming call to be complete, whatever its deadline: a client that
   * dribbles must not keep a call for ever. Streams of requests are not timed. Default 120 000.
   */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * Calls whose handlers run at once, over all connections; one more is refused with RESOURCE_EXHAUSTED. A handler runs
   * on after its client has gone if it does not heed its `signal`. Default 4096.
   */
  readonly maxRunningCalls?: number | undefined;
  /**
   * Encodings in which requests may come, and responses go to clients that accept them; the first is preferred. See
   * `spotwire/grpc/compression`. Default none.
   */
  readonly encodings?: readonly MessageEncoding[] | undefined;
  /** What `compress` of each call's context is at first. Default `false`. */
  readonly compressResponses?: CompressChoice | undefined;
  /** Functions around every call that has a handler, the first outermost. Default none. */
  readonly interceptors?: readonly ServerInterceptor[] | undefined;
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

  /** @throws {TypeError} `encodings` holds a bad name, or one twice */
  constructor(options: GrpcServerOptions = {}) {
    checkEncodings(options.encodings ?? []);
    this.#options = options;
  }

  /** Serve a method. @throws {TypeError} it is served already */
  handle<I, II, O, OI>(method: UnaryMethod<I, II, O, OI>, handler: UnaryHandler<I, OI>): this;
  handle<I, II, O, OI>(method: ServerStreamingMethod<I, II, O, OI>, handler: ServerStreamingHandler<I, OI>): this;
  handle<I, II, O, OI>(method: ClientStreamingMethod<I, II, O, OI>, handler: ClientStreamingHandler<I, OI>): this;
  handle<I, II, O, OI>(method: BidiStreamingMethod<I, II, O, OI>, handler: BidiStreamingHandler<I, OI>): this;
  handle(method: AnyMethod, handler: (input: never, context: ServerContext) => unknown): this {
    if (this.#routes.has(method.path)) throw new TypeError(`${method.path} has a handler already`);
    const route: Route = {
      path: method.path,
      kind: method.kind,
      input: method.input,
      output: method.output,
      run: routeRunner(method.kind, handler),
    };
    this.#routes.set(method.path, intercept(route, this.#options.interceptors ?? []));
    return this;
  }

  /** Paths served, for a directory or a log. */
  get paths(): readonly string[] {
    return [...this.#routes.keys()];
  }

  /** Take one stream from a listener. */
  readonly accept = (incoming: IncomingStream): void => {
    const { headers } = incoming;
    const refusal = checkRequest(headers) ?? checkMetadataSize(headers, this.#options.maxMetadataBytes ?? 8192);
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
    if (this.#running.size >= (this.#options.maxRunningCalls ?? 4096)) {
      refuse(incoming, new RpcError("RESOURCE_EXHAUSTED", path, "the server runs as many calls as it may"));
      return;
    }
    const encodings = this.#options.encodings ?? [];
    const encodingName = headerValue(headers, "grpc-encoding") ?? IDENTITY_ENCODING;
    const requestEncoding = encodings.find(({ name }) => name === encodingName);
    if (requestEncoding === undefined && encodingName !== IDENTITY_ENCODING) {
      // A client may then send the call anew, in an encoding that is listed (gRPC, "Compression").
      const error = new RpcError("UNIMPLEMENTED", path, `grpc-encoding ${encodingName} is not supported`);
      refuse(incoming, error, { "grpc-accept-encoding": acceptEncodingValue(encodings) });
      return;
    }
    this.#run(incoming, route, preview, requestEncoding);
  };

  /** Wait until every handler has returned. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  #run(
    incoming: IncomingStream,
    route: Route,
    { authority, metadata }: CallPreview,
    requestEncoding: MessageEncoding | undefined,
  ): void {
    const timeout = headerValue(incoming.headers, "grpc-timeout");
    const call = new ServerCall(incoming, route, {
      clock: this.#options.clock ?? systemClock,
      maxReceiveMessageBytes: this.#options.maxReceiveMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
      maxSendMessageBytes: this.#options.maxSendMessageBytes ?? Infinity,
      requestTimeoutMs: this.#options.requestTimeoutMs ?? 120_000,
      encodings: this.#options.encodings ?? [],
      requestEncoding,
      compress: this.#options.compressResponses ?? false,
      authority,
      metadata,
      timeoutMs: timeout === undefined ? Infinity : (parseTimeout(timeout) ?? Infinity),
    });
    const run = call.run().finally(() => this.#running.delete(run));
    this.#running.add(run);
  }
}

function refuse(
  incoming: IncomingStream,
  refusal: RpcError | { httpStatus: number },
  extraHeaders: HeaderFields = {},
): void {
  if (!(refusal instanceof RpcError)) {
    refuseHttp(incoming, refusal.httpStatus, "");
    return;
  }
  incoming.accept(IGNORE).respondOnly({
    ":status": "200",
    "content-type": CONTENT_TYPE,
    ...extraHeaders,
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
