/**
 * A listening socket of `node:http2` that hands every stream to a gRPC server. With TLS material it listens on any
 * address; without, on loopback only: cleartext exists for tests, and for a proxy on the same machine.
 */
import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { IncomingStream, ServerStream } from "../server/incoming.ts";
import type { HeaderFields } from "../header-fields.ts";
import type { LinkCounters, StreamListener } from "../transport.ts";
import { TransportError } from "../errors.ts";
import { fromNodeHeaders, toNodeHeaders } from "./node-headers.ts";
import { NodeStream } from "./node-stream.ts";

/** TLS material of a server, PEM. */
export interface ServerCredentials {
  /** The end-entity certificate, then any intermediates. */
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Where and how to listen. */
export interface NodeListenerOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Without them the server speaks cleartext and refuses any address but loopback. */
  readonly credentials?: ServerCredentials | undefined;
  /** Streams a client may have open at once, per connection. Default 128. */
  readonly maxConcurrentStreams?: number | undefined;
}

/** A listening socket. */
export interface NodeListener {
  readonly host: string;
  readonly port: number;
  /** Bytes over all connections, those gone and TLS records included. */
  counters(): LinkCounters;
  /** Stop accepting; let running streams finish for `graceMs` (default 0), then end every connection. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const WINDOW_BYTES = 1024 * 1024;
const MAX_HEADER_LIST_BYTES = 16 * 1024;

/**
 * Listen, and hand each stream to `accept`.
 * @throws {RangeError} cleartext was asked for on an address that is not loopback
 * @throws {TransportError} `TRANSPORT_CONNECT_FAILED`: the port is taken, or the address is not this machine's
 */
export async function listenNode(
  accept: (incoming: IncomingStream) => void,
  options: NodeListenerOptions = {},
): Promise<NodeListener> {
  const { host = "127.0.0.1", port = 0, credentials } = options;
  if (credentials === undefined && !isLoopback(host)) {
    throw new RangeError(`cleartext is for loopback alone: give credentials to listen on ${host}`);
  }
  const server = createNodeServer(credentials, options.maxConcurrentStreams ?? 128);
  const sessions = new Set<ServerHttp2Session>();
  const sockets = new SocketSet();
  // Sockets before sessions: one that never finishes its TLS handshake has no session, and must not outlive us either.
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("session", (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    // A client that breaks the protocol loses its connection; the others must not notice.
    session.on("error", () => session.destroy());
    if (!session.destroyed) session.setLocalWindowSize(WINDOW_BYTES);
  });
  server.on("sessionError", () => undefined);
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => accept(incoming(stream, headers)));
  await bind(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    host: address.address,
    port: address.port,
    counters: () => sockets.counters(),
    close: ({ graceMs = 0 } = {}) => closeServer(server, sessions, sockets, graceMs),
  };
}

function createNodeServer(
  credentials: ServerCredentials | undefined,
  maxConcurrentStreams: number,
): Http2Server | Http2SecureServer {
  const settings = {
    initialWindowSize: WINDOW_BYTES,
    maxConcurrentStreams,
    maxHeaderListSize: MAX_HEADER_LIST_BYTES,
  };
  if (credentials === undefined) return createServer({ settings });
  return createSecureServer({
    settings,
    cert: credentials.certificatePem,
    key: credentials.privateKeyPem,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["h2"],
  });
}

function bind(server: Http2Server | Http2SecureServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error): void =>
      reject(
        new TransportError("TRANSPORT_CONNECT_FAILED", `${host}:${port}`, `cannot listen: ${cause.message}`, {
          cause,
        }),
      );
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve();
    });
  });
}

async function closeServer(
  server: Http2Server | Http2SecureServer,
  sessions: ReadonlySet<ServerHttp2Session>,
  sockets: SocketSet,
  graceMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const session of sessions) session.close();
  const timer = setTimeout(() => {
    for (const session of sessions) session.destroy();
    sockets.destroy();
  }, graceMs);
  await closed;
  clearTimeout(timer);
}

/** The open sockets of a server, and the bytes that crossed those and all before them. */
class SocketSet {
  readonly #open = new Set<Socket>();
  #sent = 0;
  #received = 0;

  add(socket: Socket): void {
    this.#open.add(socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#sent += socket.bytesWritten;
      this.#received += socket.bytesRead;
    });
  }

  counters(): LinkCounters {
    let bytesSent = this.#sent;
    let bytesReceived = this.#received;
    for (const socket of this.#open) {
      bytesSent += socket.bytesWritten;
      bytesReceived += socket.bytesRead;
    }
    return { bytesSent, bytesReceived };
  }

  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

function incoming(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): IncomingStream {
  const socket = stream.session?.socket;
  // The default 'error' listener is set by accept(); between here and there nothing can be emitted.
  return {
    headers: fromNodeHeaders(headers),
    peer: `${socket?.remoteAddress ?? "?"}:${socket?.remotePort ?? "?"}`,
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

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
