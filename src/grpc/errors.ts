/**
 * How a call or a connection fails. `RpcError` is what callers see; its `cause` is the smaller fact below it
 * (a `TransportError`, a `FramingError`, a `WireError`), and `cause` of that goes down to the socket.
 */
import { SpotError } from "../errors.ts";
import { Metadata } from "./metadata.ts";
import { Status, type StatusName } from "./status.ts";

/** Why there is no session, or no longer one. */
export type TransportErrorCode =
  /** No connection came about; `cause` says at which floor (name, TCP, TLS, trust, HTTP/2). */
  | "TRANSPORT_CONNECT_FAILED"
  /** An established connection broke. */
  | "TRANSPORT_LOST"
  /** The peer told us to go away, with an HTTP/2 error code. */
  | "TRANSPORT_GOAWAY"
  /** The peer does not keep to HTTP/2. */
  | "TRANSPORT_PROTOCOL"
  /** We closed it. */
  | "TRANSPORT_CLOSED";

/** No session: refused, TLS failed, GOAWAY, lost. In a call it is the `cause` of UNAVAILABLE. */
export class TransportError extends SpotError {
  readonly code: TransportErrorCode;
  /** `host:port`, or the caller's own name for the link. */
  readonly address: string;
  readonly retryable: boolean;
  /** HTTP/2 error code of the GOAWAY that ended the session (RFC 9113 §7), if one did. */
  readonly http2Code: number | undefined;

  constructor(
    code: TransportErrorCode,
    address: string,
    detail: string,
    options?: ErrorOptions & { readonly http2Code?: number },
  ) {
    // What comes from a floor below names the address already.
    super(detail.startsWith(`${address}: `) ? detail : `${address}: ${detail}`, options);
    this.code = code;
    this.address = address;
    this.http2Code = options?.http2Code;
    // A refused certificate stays refused; a broken or refused connection may come back.
    this.retryable =
      options?.cause instanceof SpotError
        ? options.cause.retryable
        : code !== "TRANSPORT_CLOSED" && code !== "TRANSPORT_PROTOCOL";
  }
}

/** One stream was reset by the peer (RFC 9113 §6.4); the session lives on. Never leaves this room unwrapped. */
export class StreamResetError extends SpotError {
  readonly code = "STREAM_RESET";
  readonly retryable: boolean = false;
  /** HTTP/2 error code of the RST_STREAM frame (RFC 9113 §7). */
  readonly resetCode: number;

  constructor(resetCode: number) {
    super(`stream reset with HTTP/2 error code ${resetCode}`);
    this.resetCode = resetCode;
  }
}

/** Why bytes are not gRPC framing. */
export type FramingErrorCode = "FRAMING_BAD_FLAG" | "FRAMING_TOO_LARGE" | "FRAMING_TRUNCATED" | "FRAMING_DAMAGED";

/** The bytes of a stream are not length-prefixed messages (gRPC over HTTP/2, "Length-Prefixed-Message"). */
export class FramingError extends SpotError {
  readonly code: FramingErrorCode;
  /** The status this becomes for the call. */
  readonly status: StatusName;
  readonly retryable: boolean = false;

  constructor(code: FramingErrorCode, status: StatusName, detail: string) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

/** What an `RpcError` may carry besides its status. */
export interface RpcErrorOptions extends ErrorOptions {
  /** Who decided the status: the peer's trailers, or this side (deadline, lost connection, bad bytes). Default `"client"`. */
  origin?: "server" | "client";
  /** Trailing metadata (or Trailers-Only headers) that came with the status. */
  metadata?: Metadata;
  /** `:status` when the peer answered in HTTP rather than gRPC, for example 502 of a robot's proxy. */
  httpStatus?: number;
}

const RETRYABLE: ReadonlySet<StatusName> = new Set<StatusName>([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "ABORTED",
]);

/** A call that ended with any status but OK, DEADLINE_EXCEEDED and CANCELLED included. */
export class RpcError extends SpotError {
  readonly code: string = "RPC_FAILED";
  readonly status: StatusName;
  /** The number of `status`, as `grpc-status` carries it. */
  readonly statusCode: number;
  /** `:path` of the call, for example `/bosdyn.api.RobotIdService/GetRobotId`. */
  readonly method: string;
  /** The status message alone, without method and status. */
  readonly detail: string;
  readonly origin: "server" | "client";
  readonly metadata: Metadata;
  readonly httpStatus: number | undefined;
  readonly retryable: boolean;

  constructor(status: Exclude<StatusName, "OK">, method: string, detail: string, options: RpcErrorOptions = {}) {
    super(`${method}: ${status}: ${detail}`, options);
    this.status = status;
    this.statusCode = Status[status];
    this.method = method;
    this.detail = detail;
    this.origin = options.origin ?? "client";
    this.metadata = options.metadata ?? new Metadata();
    this.httpStatus = options.httpStatus;
    this.retryable = RETRYABLE.has(status) && (options.cause instanceof SpotError ? options.cause.retryable : true);
  }
}
