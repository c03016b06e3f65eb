/** A listening socket with a user's services behind it. */
import {
  type ConnectionLimits,
  GrpcServer,
  type GrpcServerOptions,
  listenNode,
  type PeerDrop,
  type ServerContext,
  type ServerCredentials,
} from "../grpc/server/index.ts";
import { wallClock } from "../services/wall-clock.ts";
import type { HostedService } from "./serve.ts";

/** Where to listen, and how to answer. */
export interface HostOptions {
  /** Address of the interface to listen on. Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** TLS material. Without it the host speaks cleartext, and listens on loopback only, unless `cleartextFrom` is given. */
  readonly credentials?: ServerCredentials | undefined;
  /**
   * The peers with whom to speak cleartext on any address, for a robot whose proxy reaches payloads so: IP addresses
   * (`192.168.50.3`) and CIDR ranges. Whoever else connects is cut off unread. An address is no proof of who sends; see
   * docs/hosting.md for what that asks of the network. Default: loopback alone.
   */
  readonly cleartextFrom?: readonly string[] | undefined;
  /** What clients may cost. Default as `ConnectionLimits` says of each. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
  /** Hears of every client that is refused or dropped, a stranger to `cleartextFrom` among them. It must not throw. */
  readonly onDrop?: ((drop: PeerDrop) => void) | undefined;
  /** Longest request accepted, in bytes. Default 100 MiB, as a robot's own services have it. */
  readonly maxReceiveMessageBytes?: number | undefined;
  /** Longest response sent, in bytes. Default 100 MiB. */
  readonly maxSendMessageBytes?: number | undefined;
  /** Milliseconds for the request of a unary or server-streaming call to be complete. Default 120 000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Encodings for compressed messages, from `spotwire/grpc/compression`. Default none. */
  readonly encodings?: GrpcServerOptions["encodings"];
  /** Whether responses go compressed to clients that accept it; a handler may say otherwise. Default `false`. */
  readonly compressResponses?: GrpcServerOptions["compressResponses"];
  /** Functions around every call, the first outermost; they see responses with their headers. Default none. */
  readonly interceptors?: GrpcServerOptions["interceptors"];
  /**
   * The clock that stamps response headers, in nanoseconds since 1970. Default: this machine's wall clock, which a
   * payload keeps in step with the robot by NTP. Give one that returns robot time where there is a better estimate.
   */
  readonly now?: (() => bigint) | undefined;
  /**
   * Whether response headers carry a copy of the request, for the robot's logs. Every `bytes` field is emptied in it;
   * text is not, so leave this off for requests that hold secrets. Default false.
   */
  readonly echoRequests?: boolean | undefined;
  /**
   * Hears of every error of a handler that it did not mean to answer with; the client sees it as an internal server
   * error all the same. It must not throw. Default: none.
   */
  readonly onHandlerError?: ((error: unknown, context: ServerContext) => void) | undefined;
  /** Asked before each call, for example to let in the robot alone. Default: every call is let in. */
  readonly admit?: GrpcServerOptions["admit"];
}

/** Services that are being served. */
export interface ServiceHost extends AsyncDisposable {
  /** Address it listens on. */
  readonly host: string;
  /** Port it listens on: the one to register with the robot. */
  readonly port: number;
  /** Full protobuf names of its services. */
  readonly typeNames: readonly string[];
  /**
   * Stop accepting, let running calls finish for `graceMs` (default 3000), then end them; resolves when every
   * connection is closed. A handler that ignores its context's `signal` may go on after that.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;
const GRACE_MS = 3000;

/**
 * Serve services on one port. Calls are told apart by path alone, so a host serves each service type once.
 * @throws {TypeError} two of the services are of one type
 * @throws {RangeError} no credentials and no `cleartextFrom`, and `host` is not loopback; both of them; a limit is not
 * positive
 * @throws {TypeError} an entry of `cleartextFrom` is neither an address nor a range
 * @throws {TransportError} `TRANSPORT_CONNECT_FAILED`: the port is taken, or the address is not this machine's
 * @example
 * ```ts
 * await using host = await hostServices([serve(ImageService, new MyCamera())], { port: 21_000 });
 * ```
 */
export async function hostServices(
  services: readonly HostedService[],
  options: HostOptions = {},
): Promise<ServiceHost> {
  const server = new GrpcServer({
    maxReceiveMessageBytes: options.maxReceiveMessageBytes ?? MAX_MESSAGE_BYTES,
    maxSendMessageBytes: options.maxSendMessageBytes ?? MAX_MESSAGE_BYTES,
    requestTimeoutMs: options.requestTimeoutMs,
    encodings: options.encodings,
    compressResponses: options.compressResponses,
    interceptors: options.interceptors,
    admit: options.admit,
  });
  for (const service of services) {
    service.install(server, {
      now: options.now ?? wallClock,
      echoRequests: options.echoRequests ?? false,
      onHandlerError: options.onHandlerError,
    });
  }
  const { host, port, credentials, cleartextFrom, limits, onDrop } = options;
  const listener = await listenNode(server.accept, { host, port, credentials, cleartextFrom, limits, onDrop });
  let closing: Promise<void> | undefined;
  const close: ServiceHost["close"] = ({ graceMs = GRACE_MS } = {}) => (closing ??= listener.close({ graceMs }));
  return {
    host: listener.host,
    port: listener.port,
    typeNames: services.map(({ typeName }) => typeName),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
