/** A stream that a client opened, as `node:http2` brings it, behind the interface that the server knows. */
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { HeaderFields } from "../header-fields.ts";
import type { IncomingStream, ServerStream } from "../server/incoming.ts";
import type { StreamListener } from "../transport.ts";
import { peerOf } from "./node-connection.ts";
import { fromNodeHeaders, toNodeHeaders } from "./node-headers.ts";
import { NodeStream } from "./node-stream.ts";

/** What a server is handed for a stream. */
export function incomingStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): IncomingStream {
  const socket = stream.session?.socket;
  // The default 'error' listener is set by accept(); between here and there nothing can be emitted.
  return {
    headers: fromNodeHeaders(headers),
    peer: socket === undefined ? "?:?" : peerOf(socket),
    accept: (listener) => new NodeServerStream(stream, listener),
  };
}

/** gRPC servers send no `date`: thirty bytes of every response. Node knows the option, its types do not. */
const WITHOUT_DATE = { sendDate: false };

class NodeServerStream extends NodeStream implements ServerStream {
  readonly #stream: ServerHttp2Stream;
  #trailers: HeaderFields | undefined;

  constructor(stream: ServerHttp2Stream, listener: StreamListener) {
    super(stream, listener, () => undefined);
    this.#stream = stream;
  }

  respond(headers: HeaderFields): void {
    if (this.#isGone) return;
    this.#stream.respond(toNodeHeaders(headers), { ...WITHOUT_DATE, waitForTrailers: true });
    this.#stream.once("wantTrailers", () => this.#sendTrailers());
  }

  respondOnly(headers: HeaderFields): void {
    if (this.#isGone) return;
    this.#stream.respond(toNodeHeaders(headers), { ...WITHOUT_DATE, endStream: true });
    this.#declineRest();
  }

  respondHttp(headers: HeaderFields, body: Uint8Array): void {
    if (this.#isGone) return;
    this.#stream.respond(toNodeHeaders(headers));
    this.#stream.once("finish", () => this.#declineRest());
    this.#stream.end(body);
    this.stopListening();
  }

  endWithTrailers(trailers: HeaderFields): void {
    if (this.#isGone) return;
    this.#trailers = trailers;
    this.stopListening();
    this.#stream.end();
  }

  #sendTrailers(): void {
    if (this.#isGone) return;
    try {
      this.#stream.sendTrailers(toNodeHeaders(this.#trailers ?? {}));
    } catch {
      // Node refuses some fields, such as two values of `authorization`. The client must not wait for a status for ever.
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      return;
    }
    this.#declineRest();
  }

  /** The response is complete; a client that is still sending is told to stop (RFC 9113 §8.1). */
  #declineRest(): void {
    this.stopListening();
    // Not at once: node would send RST_STREAM ahead of the trailers it was just given, and the status would be lost.
    setImmediate(() => {
      if (!this.#isGone && !this.#stream.readableEnded) this.#stream.close(constants.NGHTTP2_NO_ERROR);
    });
  }

  get #isGone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }
}
