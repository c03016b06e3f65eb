/** A stream that a client opened, in memory: a test plays the client and looks at what the server answers. */
import { StreamResetError } from "../../src/grpc/errors.ts";
import type { GrpcServer } from "../../src/grpc/server/server.ts";
import type { IncomingStream, ServerStream } from "../../src/grpc/server/incoming.ts";
import type { HeaderFields } from "../../src/grpc/header-fields.ts";
import type { StreamListener } from "../../src/grpc/transport.ts";
import { Echo } from "./echo-service.ts";
import { ScriptedStream, textFrame } from "./scripted-transport.ts";

/** What the server has answered. */
export class ScriptedServerStream extends ScriptedStream implements ServerStream {
  response: HeaderFields | undefined;
  trailers: HeaderFields | undefined;
  httpBody: string | undefined;
  /** Thrown by `respond` and `respondOnly` for headers that have this field. */
  refusedField: string | undefined;
  readonly #over: () => void;

  constructor(headers: HeaderFields, listener: StreamListener, over: () => void) {
    super(headers, listener);
    this.#over = over;
  }

  respond(headers: HeaderFields): void {
    this.#check(headers);
    this.response = headers;
  }

  respondOnly(headers: HeaderFields): void {
    this.#check(headers);
    this.response = headers;
    this.trailers = headers;
    this.#over();
  }

  respondHttp(headers: HeaderFields, body: Uint8Array): void {
    this.response = headers;
    this.httpBody = new TextDecoder().decode(body);
    this.#over();
  }

  endWithTrailers(trailers: HeaderFields): void {
    this.trailers = trailers;
    this.#over();
  }

  override reset(code: number): void {
    super.reset(code);
    this.#over();
  }

  #check(headers: HeaderFields): void {
    if (this.refusedField !== undefined && this.refusedField in headers) {
      throw new TypeError(`the transport refuses ${this.refusedField}`);
    }
  }
}

/** One call of a scripted client. */
export class ScriptedClientCall implements IncomingStream {
  readonly headers: HeaderFields;
  readonly peer = "127.0.0.1:50000";
  /** Resolves when the server has given its whole answer, or reset the stream. */
  readonly answered: Promise<void>;
  /** Applied to the stream before the server sees it. */
  prepare: (stream: ScriptedServerStream) => void = () => undefined;
  #stream: ScriptedServerStream | undefined;
  #over: () => void = () => undefined;

  constructor(headers: HeaderFields) {
    this.headers = headers;
    this.answered = new Promise((resolve) => (this.#over = resolve));
  }

  accept(listener: StreamListener): ScriptedServerStream {
    this.#stream = new ScriptedServerStream(this.headers, listener, this.#over);
    this.prepare(this.#stream);
    return this.#stream;
  }

  get stream(): ScriptedServerStream {
    if (this.#stream === undefined) throw new Error("the server did not take the stream");
    return this.#stream;
  }

  /** Send messages of text. */
  send(...texts: readonly string[]): void {
    for (const text of texts) this.stream.listener.onData(textFrame(text));
  }

  /** Half-close. */
  end(): void {
    this.stream.listener.onEnd();
  }

  /** Send RST_STREAM CANCEL. */
  cancel(): void {
    this.stream.listener.onFailure(new StreamResetError(8));
  }

  /** The status and message the server ended with. */
  get status(): { code: string | undefined; message: string | undefined } {
    const { trailers } = this.stream;
    return {
      code: trailers?.["grpc-status"] as string | undefined,
      message: trailers?.["grpc-message"] as string | undefined,
    };
  }
}

/** Headers of a good request. */
export function goodHeaders(path: string = Echo.once.path): HeaderFields {
  return {
    ":path": path,
    ":authority": "echo.test",
    ":method": "POST",
    ":scheme": "http",
    "content-type": "application/grpc",
    te: "trailers",
  };
}

/** Open a stream to a server. */
export function openCall(
  server: GrpcServer,
  headers: HeaderFields = goodHeaders(),
  prepare: (stream: ScriptedServerStream) => void = () => undefined,
): ScriptedClientCall {
  const call = new ScriptedClientCall(headers);
  call.prepare = prepare;
  server.accept(call);
  return call;
}
