/**
 * One call on the server's side: reads requests as the handler takes them, writes responses as the client takes them,
 * and ends with exactly one status, whatever happens on either side.
 */
import type { Clock } from "../clock.ts";
import { FramingError, RpcError, type StreamResetError, type TransportError } from "../errors.ts";
import { CONTENT_TYPE } from "../headers.ts";
import { acceptEncodingValue, chooseEncoding, type MessageEncoding } from "../message-encoding.ts";
import { Metadata, type MetadataInit } from "../metadata.ts";
import { encodeStatusMessage } from "../percent-encoding.ts";
import type { HeaderFields } from "../header-fields.ts";
import { RESET_INTERNAL_ERROR } from "../reset-code.ts";
import type { StreamListener } from "../transport.ts";
import type { ServerContext } from "./context.ts";
import type { Route } from "./handlers.ts";
import type { IncomingStream, ServerStream } from "./incoming.ts";
import { RequestReader } from "./request-reader.ts";
import { type CompressChoice, frameResponse } from "./response-framer.ts";

/** What the server tells each call. */
export interface ServerCallOptions {
  readonly clock: Clock;
  readonly maxReceiveMessageBytes: number;
  readonly maxSendMessageBytes: number;
  /** Milliseconds for the one request of a call that takes one. */
  readonly requestTimeoutMs: number;
  /** All that the server has. */
  readonly encodings: readonly MessageEncoding[];
  /** The one that the request names. */
  readonly requestEncoding: MessageEncoding | undefined;
  readonly compress: CompressChoice;
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
  compress: CompressChoice;
  readonly #route: Route;
  readonly #options: ServerCallOptions;
  readonly #abort = new AbortController();
  readonly #requests: RequestReader;
  readonly #acceptedEncoding: MessageEncoding | undefined;
  readonly #deadline: number;
  readonly #cancelTimer: (() => void) | undefined;
  readonly #stream: ServerStream;
  #cancelRequestTimer: (() => void) | undefined;
  #encoding: MessageEncoding | undefined;
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
    this.compress = options.compress;
    this.#requests = new RequestReader({
      path: route.path,
      codec: route.input,
      maxMessageBytes: options.maxReceiveMessageBytes,
      encoding: options.requestEncoding,
    });
    this.#acceptedEncoding = chooseEncoding(options.encodings, incoming.headers);
    this.#deadline = options.clock.now() + options.timeoutMs;
    if (options.timeoutMs !== Infinity) {
      this.#cancelTimer = options.clock.after(options.timeoutMs, () =>
        this.#fail(new RpcError("DEADLINE_EXCEEDED", this.path, "the client's deadline passed")),
      );
    }
    if (options.requestTimeoutMs !== Infinity && !takesManyRequests(route)) {
      this.#cancelRequestTimer = options.clock.after(options.requestTimeoutMs, () => {
        const detail = `the request was not complete within ${options.requestTimeoutMs} ms`;
        this.#fail(new RpcError("DEADLINE_EXCEEDED", this.path, detail));
      });
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
      for await (const response of this.#route.run(this.#requests, this)) {
        if (this.#isOver) return;
        const frame = this.#frame(response);
        const bytes = frame instanceof Promise ? await frame : frame;
        // Compressing takes time, in which the call may end.
        if (this.#hasEnded()) return;
        this.#respond();
        const hasRoom = this.#stream.write(bytes);
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
      this.#requests.push(chunk);
    } catch (error) {
      this.#fail(error);
    }
  }

  onTrailers(): void {
    // Clients send none; gRPC gives them no meaning.
  }

  onEnd(): void {
    this.#cancelRequestTimer?.();
    try {
      this.#requests.endOfStream();
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

  /** As a function, so that what an await may have changed is looked at anew. */
  #hasEnded(): boolean {
    return this.#isOver;
  }

  #frame(response: unknown): Uint8Array | Promise<Uint8Array> {
    // Named in the headers, so settled by the first response.
    if (!this.#hasResponded && this.compress !== false) this.#encoding = this.#acceptedEncoding;
    return frameResponse(response, this.compress, {
      path: this.path,
      codec: this.#route.output,
      maxMessageBytes: this.#options.maxSendMessageBytes,
      encoding: this.#encoding,
    });
  }

  #respond(): void {
    if (this.#hasResponded) return;
    const initial = this.#initial.toHeaderFields();
    // If the transport refuses the handler's metadata, the error that tells so must not carry it again.
    this.#initial = new Metadata();
    this.#stream.respond({
      ":status": "200",
      "content-type": CONTENT_TYPE,
      ...(this.#encoding === undefined ? {} : { "grpc-encoding": this.#encoding.name }),
      ...acceptEncoding(this.#options.encodings),
      ...initial,
    });
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
      this.#stream.reset(RESET_INTERNAL_ERROR);
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
    this.#cancelRequestTimer?.();
    this.#requests.end(reason);
    this.#wake?.();
    if (reason !== undefined) this.#abort.abort(reason);
  }
}

/** `grpc-accept-encoding`, where the server has more to offer than every peer takes for granted. */
function acceptEncoding(encodings: readonly MessageEncoding[]): HeaderFields {
  return encodings.length === 0 ? {} : { "grpc-accept-encoding": acceptEncodingValue(encodings) };
}

function takesManyRequests({ kind }: Route): boolean {
  return kind === "client-streaming" || kind === "bidi-streaming";
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
