/**
 * One call on the server's side: reads requests as the handler takes them, writes responses as the client takes them,
 * and ends with exactly one status, whatever happens on either side.
 */
import type { Clock } from "../clock.ts";
import { FramingError, RpcError, type StreamResetError, type TransportError } from "../errors.ts";
import { frameMessage, MessageDeframer } from "../framing.ts";
import { CONTENT_TYPE } from "../headers.ts";
import { MessageQueue } from "../message-queue.ts";
import { Metadata, type MetadataInit } from "../metadata.ts";
import { encodeStatusMessage } from "../percent-encoding.ts";
import type { HeaderFields } from "../header-fields.ts";
import { ResetCode, type StreamListener } from "../transport.ts";
import type { ServerContext } from "./context.ts";
import type { Route } from "./handlers.ts";
import type { IncomingStream, ServerStream } from "./incoming.ts";

/** What the server tells each call. */
export interface ServerCallOptions {
  readonly clock: Clock;
  readonly maxReceiveMessageBytes: number;
  readonly authority: string;
  readonly metadata: Metadata;
  /** Milliseconds the client gives the call; `Infinity` for no deadline. */
  readonly timeoutMs: number;
}

/** Runs one route for one stream. */
export class ServerCall implements StreamListener, ServerContext {
  readonly path: string;
  readonly authority: string;
  readonly peer: string;
  readonly metadata: Metadata;
  readonly #route: Route;
  readonly #options: ServerCallOptions;
  readonly #abort = new AbortController();
  readonly #deframer: MessageDeframer;
  readonly #requests: MessageQueue<unknown>;
  readonly #deadline: number;
  readonly #cancelTimer: (() => void) | undefined;
  readonly #stream: ServerStream;
  #wake: (() => void) | undefined;
  #initial = new Metadata();
  #trailing = new Metadata();
  #hasResponded = false;
  #isOver = false;

  constructor(incoming: IncomingStream, route: Route, options: ServerCallOptions) {
    this.path = route.path;
    this.authority = options.authority;
    this.peer = incoming.peer;
    this.metadata = options.metadata;
    this.#route = route;
    this.#options = options;
    this.#deframer = new MessageDeframer(options.maxReceiveMessageBytes);
    this.#requests = new MessageQueue((bytes) => this.#decode(bytes));
    this.#deadline = options.clock.now() + options.timeoutMs;
    if (options.timeoutMs !== Infinity) {
      this.#cancelTimer = options.clock.after(options.timeoutMs, () =>
        this.#fail(new RpcError("DEADLINE_EXCEEDED", this.path, "the client's deadline passed")),
      );
    }
    this.#stream = incoming.accept(this);
    this.#requests.attach(this.#stream);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  remainingMs(): number {
    return this.#deadline - this.#options.clock.now();
  }

  setHeaders(metadata: MetadataInit): void {
    if (this.#hasResponded) throw new TypeError("headers cannot be set: the response has begun");
    this.#initial = new Metadata(metadata);
  }

  setTrailers(metadata: MetadataInit): void {
    this.#trailing = new Metadata(metadata);
  }

  /** Run the handler to its end. Never rejects: a failure becomes the status of the call. */
  async run(): Promise<void> {
    try {
      const requests = { [Symbol.asyncIterator]: () => ({ next: () => this.#requests.next() }) };
      for await (const response of this.#route.run(requests, this)) {
        if (this.#isOver) return;
        this.#respond();
        const hasRoom = this.#stream.write(frameMessage(this.#route.output.encode(response)));
        if (!hasRoom) await this.#room();
        if (this.signal.aborted) return;
      }
      this.#end("0", "");
    } catch (error) {
      this.#fail(error);
    }
  }

  onHeaders(): void {
    // The listener took the headers before there was a call.
  }

  onData(chunk: Uint8Array): void {
    try {
      for (const message of this.#deframer.push(chunk)) {
        if (message.compressed) {
          throw new RpcError("INTERNAL", this.path, "the request is compressed, but names no encoding");
        }
        this.#requests.push(message.bytes);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  onTrailers(): void {
    // Clients send none; gRPC gives them no meaning.
  }

  onEnd(): void {
    try {
      this.#deframer.end();
      this.#requests.end();
    } catch (error) {
      this.#fail(error);
    }
  }

  onFailure(error: StreamResetError | TransportError): void {
    this.#finish(new RpcError("CANCELLED", this.path, "the client went away", { cause: error }));
  }

  /** Wait until the client takes more, or the call is over: past the deadline nobody waits for a client that does not read. */
  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      void this.#stream.drained().then(resolve);
    });
  }

  #decode(bytes: Uint8Array): unknown {
    try {
      return this.#route.input.decode(bytes);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RpcError("INTERNAL", this.path, `the request does not decode: ${why}`, { cause });
    }
  }

  #respond(): void {
    if (this.#hasResponded) return;
    const initial = this.#initial.toHeaderFields();
    // If the transport refuses the handler's metadata, the error that tells so must not carry it again.
    this.#initial = new Metadata();
    this.#stream.respond({ ":status": "200", "content-type": CONTENT_TYPE, ...initial });
    this.#hasResponded = true;
  }

  #fail(cause: unknown): void {
    const error = asRpcError(cause, this.path);
    for (const [key, value] of error.metadata) this.#trailing.append(key, value);
    this.#end(String(error.statusCode), error.detail, error);
  }

  #end(status: string, message: string, error?: RpcError): void {
    if (this.#isOver) return;
    const trailers: HeaderFields = {
      "grpc-status": status,
      ...(message === "" ? {} : { "grpc-message": encodeStatusMessage(message) }),
      ...this.#trailing.toHeaderFields(),
    };
    try {
      this.#sendStatus(status, trailers);
    } catch (cause) {
      // Metadata that the transport refuses. The client must not wait for ever, nor the process end.
      this.#stream.reset(ResetCode.INTERNAL_ERROR);
      this.#finish(error ?? asRpcError(cause, this.path));
      return;
    }
    this.#finish(error);
  }

  #sendStatus(status: string, trailers: HeaderFields): void {
    // A status without messages goes as Trailers-Only, except OK: C-core sends headers first, and so do we.
    if (this.#hasResponded || status === "0") {
      this.#respond();
      this.#stream.endWithTrailers(trailers);
    } else {
      this.#stream.respondOnly({
        ":status": "200",
        "content-type": CONTENT_TYPE,
        ...this.#initial.toHeaderFields(),
        ...trailers,
      });
    }
  }

  /** The call is over; whoever still works on it is told through the signal and the request stream. */
  #finish(reason: RpcError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimer?.();
    this.#requests.end(reason);
    this.#wake?.();
    if (reason !== undefined) this.#abort.abort(reason);
  }
}

function asRpcError(cause: unknown, path: string): RpcError {
  if (cause instanceof RpcError) return cause;
  if (cause instanceof FramingError) {
    // C-core answers a request cut short with UNIMPLEMENTED (12).
    const status = cause.code === "FRAMING_TRUNCATED" ? "UNIMPLEMENTED" : cause.status;
    return new RpcError(status as "INTERNAL", path, cause.message, { cause });
  }
  // The words of C-core's servers, which Spot's clients look for.
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RpcError("UNKNOWN", path, `Exception calling application: ${why}`, { cause });
}
