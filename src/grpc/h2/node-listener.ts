/**
 * A listening socket of `node:http2` that hands every stream to a gRPC server. With TLS material it listens on any
 * address; without, on loopback, or for the peers that the user names. Who connects is looked at before anything is read.
 */
import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { type Clock, systemClock } from "../clock.ts";
import { TransportError } from "../errors.ts";
import type { IncomingStream } from "../server/incoming.ts";
import type { LinkCounters } from "../transport.ts";
import { cleartextGate } from "./cleartext-gate.ts";
import { type ConnectionLimits, type DropReason, type PeerDrop, resolveLimits } from "./connection-limits.ts";
import { ConnectionSet } from "./connection-set.ts";
import { incomingStream } from "./node-server-stream.ts";
import { MAX_SESSION_MEGABYTES } from "./session-memory.ts";

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
  /** Without them the server speaks cleartext, and refuses any address but loopback unless `cleartextFrom` is given. */
  readonly credentials?: ServerCredentials | undefined;
  /**
   * Speak cleartext on any address, with these peers alone: IP addresses (`192.168.50.3`) and CIDR ranges
   * (`192.168.50.0/24`). Whoever else connects, from loopback too, is cut off before a byte of theirs is read. An
   * address is no proof: use it on a network where nobody can take the peer's. Default: loopback alone.
   */
  readonly cleartextFrom?: readonly string[] | undefined;
  /** Asked at each new connection: on `false` it is closed before a byte of it is read. Default: all are let in. */
  readonly admits?: (() => boolean) | undefined;
  /** Streams a client may have open at once, per connection. Default 128. */
  readonly maxConcurrentStreams?: number | undefined;
  /** What clients may cost; what is left out is as `ConnectionLimits` says. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
  /** Hears of every client that is refused or dropped. It must not throw. Default: none. */
  readonly onDrop?: ((drop: PeerDrop) => void) | undefined;
  /** Runs the limits. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** Connections of a listener, since it began to listen. */
export interface ListenerStats {
  /** Open now. */
  readonly open: number;
  /** Let in. */
  readonly accepted: number;
  /** Refused or dropped, by reason; reasons that did not occur are missing. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** A listening socket. */
export interface NodeListener {
  readonly host: string;
  readonly port: number;
  /** Bytes over all connections, those gone and TLS records included. */
  counters(): LinkCounters;
  stats(): ListenerStats;
  /** Break every connection there is, as a cable that is pulled does; new ones are accepted. */
  breakConnections(): void;
  /**
   * Stop accepting; let running calls, and those on their way, finish for `graceMs` (default 0), then end every
   * connection. On cleartext in two GOAWAYs, with TLS in one.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const WINDOW_BYTES = 1024 * 1024;
const MAX_HEADER_LIST_BYTES = 16 * 1024;

/**
 * Listen, and hand each stream to `accept`.
 * @throws {RangeError} cleartext was asked for on an address that is not loopback without naming its peers, with
 * `cleartextFrom` beside credentials or open to everyone; a limit is not positive
 * @throws {TypeError} an entry of `cleartextFrom` is neither an address nor a range
 * @throws {TransportError} `TRANSPORT_CONNECT_FAILED`: the port is taken, or the address is not this machine's
 */
export async function listenNode(
  accept: (incoming: IncomingStream) => void,
  options: NodeListenerOptions = {},
): Promise<NodeListener> {
  const { host = "127.0.0.1", port = 0, credentials, admits = () => true, clock = systemClock } = options;
  if (credentials !== undefined && options.cleartextFrom !== undefined) {
    throw new RangeError("cleartextFrom is for servers without credentials: give one of the two");
  }
  const mayConnect = credentials === undefined ? cleartextGate(host, options.cleartextFrom) : () => true;
  const limits = resolveLimits(options.limits);
  const connections = new ConnectionSet({ limits, clock, onDrop: options.onDrop });
  // HTTP/2 without a socket of its own: it is handed those connections that pass.
  const http2 = createHttp2Server(options);
  http2.prependListener("secureConnection", (tls: Socket) => connections.find(tls)?.secured(tls));
  http2.on("session", (session: ServerHttp2Session) => {
    const connection = connections.find(session.socket);
    if (connection === undefined) session.destroy();
    else connection.begin(session);
  });
  http2.on("sessionError", () => undefined);
  http2.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) =>
    accept(incomingStream(stream, headers)),
  );
  const listening = createTcpServer({ noDelay: true }, (socket) => {
    if (!mayConnect(socket.remoteAddress)) connections.refuse(socket, "cleartext-from-stranger");
    else if (!admits()) connections.refuse(socket, "not-admitted");
    else if (connections.add(socket)) http2.emit("connection", socket);
  });
  await bind(listening, host, port);
  const address = listening.address() as AddressInfo;
  return {
    host: address.address,
    port: address.port,
    counters: () => connections.counters(),
    stats: () => connections.stats(),
    breakConnections() {
      for (const connection of connections) connection.destroy();
    },
    close: ({ graceMs = 0 } = {}) => closeAll(listening, connections, clock, graceMs),
  };
}

function createHttp2Server({
  credentials,
  maxConcurrentStreams = 128,
}: NodeListenerOptions): Http2Server | Http2SecureServer {
  const common = {
    maxSessionMemory: MAX_SESSION_MEGABYTES,
    settings: {
      initialWindowSize: WINDOW_BYTES,
      maxConcurrentStreams,
      maxHeaderListSize: MAX_HEADER_LIST_BYTES,
    },
  };
  if (credentials === undefined) return createServer(common);
  return createSecureServer({
    ...common,
    cert: credentials.certificatePem,
    key: credentials.privateKeyPem,
    minVersion: "TLSv1.2",
    ALPNProtocols: ["h2"],
  });
}

function bind(server: Server, host: string, port: number): Promise<void> {
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

async function closeAll(server: Server, connections: ConnectionSet, clock: Clock, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const destroyAll = (): void => {
    for (const connection of connections) connection.destroy();
  };
  for (const connection of connections) connection.retire();
  // Without grace there is none to measure, only the GOAWAY to be sent.
  if (!(graceMs > 0)) setImmediate(destroyAll);
  const cancel = clock.after(graceMs, destroyAll);
  await closed;
  cancel();
}
