/**
 * The first class of error, in the robot's own terms: why a call to a Spot brought no answer. Each is an `RpcError`
 * with its status, and belongs to one of two families: the same request may succeed later, or it will keep failing.
 */
import { SpotError } from "../../errors.ts";
import { RpcError } from "../../grpc/index.ts";

/** An `RpcError` with a more telling class. */
class ClassifiedRpcError extends RpcError {
  constructor(error: RpcError) {
    const { origin, metadata, httpStatus, cause } = error;
    super(error.status as "UNKNOWN", error.method, error.detail, {
      origin,
      metadata,
      ...(httpStatus === undefined ? {} : { httpStatus }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** The same request may succeed later. */
export class RetryableRpcError extends ClassifiedRpcError {
  override readonly code: string = "RPC_RETRYABLE";
  override readonly retryable: boolean = true;
}

/** The same request will keep failing until something else changes. */
export class PersistentRpcError extends ClassifiedRpcError {
  override readonly code: string = "RPC_PERSISTENT";
  override readonly retryable: boolean = false;
}

/** The caller cancelled the call, or closed the channel. */
export class ClientCancelledOperationError extends PersistentRpcError {
  override readonly code: string = "RPC_CANCELLED";
}

/** The TLS handshake failed, or the peer's certificates do not lead to a pinned root; `cause` says why. */
export class InvalidCertificateError extends PersistentRpcError {
  override readonly code: string = "RPC_INVALID_CERTIFICATE";
}

/** The user may not call this. */
export class PermissionDeniedError extends PersistentRpcError {
  override readonly code: string = "RPC_PERMISSION_DENIED";
}

/** The token is missing, expired, or for another robot. */
export class UnauthenticatedError extends PersistentRpcError {
  override readonly code: string = "RPC_UNAUTHENTICATED";
}

/** The robot's name did not resolve. */
export class UnknownDnsNameError extends PersistentRpcError {
  override readonly code: string = "RPC_UNKNOWN_DNS_NAME";
}

/** The robot's proxy has no such authority or path (HTTP 404). */
export class NotFoundError extends PersistentRpcError {
  override readonly code: string = "RPC_NOT_FOUND";
}

/** The service does not have this method: an older robot, or the wrong service. */
export class UnimplementedError extends PersistentRpcError {
  override readonly code: string = "RPC_UNIMPLEMENTED";
}

/** No connection to the robot's proxy: refused, unreachable or silent. */
export class ProxyConnectionError extends RetryableRpcError {
  override readonly code: string = "RPC_PROXY_CONNECTION";
}

/** The response is longer than this client accepts. */
export class ResponseTooLargeError extends RetryableRpcError {
  override readonly code: string = "RPC_RESPONSE_TOO_LARGE";
}

/** The proxy cannot reach the service (HTTP 502): it may not have registered yet. */
export class ServiceUnavailableError extends RetryableRpcError {
  override readonly code: string = "RPC_SERVICE_UNAVAILABLE";
}

/** The proxy limits the rate of calls (HTTP 429). */
export class TooManyRequestsError extends RetryableRpcError {
  override readonly code: string = "RPC_TOO_MANY_REQUESTS";
}

/** The service's handler threw. */
export class ServiceFailedDuringExecutionError extends RetryableRpcError {
  override readonly code: string = "RPC_SERVICE_FAILED";
}

/** The deadline passed, here or at the proxy (HTTP 504). */
export class TimedOutError extends RetryableRpcError {
  override readonly code: string = "RPC_TIMED_OUT";
}

/** The robot is offline or cannot be reached. */
export class UnableToConnectToRobotError extends RetryableRpcError {
  override readonly code: string = "RPC_UNABLE_TO_CONNECT";
}

/** An established connection broke in mid call; usually transient. */
export class RetryableUnavailableError extends UnableToConnectToRobotError {
  override readonly code: string = "RPC_CONNECTION_LOST";
}

type ErrorClass = new (error: RpcError) => RpcError;

/** What a proxy's plain HTTP answer means. */
const BY_HTTP_STATUS: Readonly<Record<number, ErrorClass>> = {
  401: UnauthenticatedError,
  404: NotFoundError,
  429: TooManyRequestsError,
  502: ServiceUnavailableError,
  504: TimedOutError,
};

/** What the floor below a failed connection means, by the `code` of the deepest cause that has an entry. */
const BY_CAUSE: Readonly<Record<string, ErrorClass>> = {
  NAME_NOT_FOUND: UnknownDnsNameError,
  TRUST_REJECTED: InvalidCertificateError,
  TLS_HANDSHAKE_FAILED: InvalidCertificateError,
  TLS_NOT_SPOKEN: InvalidCertificateError,
  TLS_NO_H2: InvalidCertificateError,
  CONNECT_REFUSED: ProxyConnectionError,
  CONNECT_UNREACHABLE: ProxyConnectionError,
  CONNECT_TIMEOUT: ProxyConnectionError,
  TRANSPORT_LOST: RetryableUnavailableError,
  TRANSPORT_GOAWAY: RetryableUnavailableError,
  // Our own doing: whoever closed the channel will not be helped by trying again.
  TRANSPORT_CLOSED: ClientCancelledOperationError,
  CONNECT_ABORTED: ClientCancelledOperationError,
};

const BY_STATUS: Readonly<Partial<Record<string, ErrorClass>>> = {
  CANCELLED: ClientCancelledOperationError,
  DEADLINE_EXCEEDED: TimedOutError,
  UNIMPLEMENTED: UnimplementedError,
  PERMISSION_DENIED: PermissionDeniedError,
  UNAUTHENTICATED: UnauthenticatedError,
};

/**
 * Give an `RpcError` its class. Signals of our own stack stand where the reference client reads debug text; the order
 * of the decisions is the same. An error that fits no class, or has one already, comes back as it is.
 */
export function classifyRpcError(error: RpcError): RpcError {
  if (error instanceof ClassifiedRpcError) return error;
  const found = classOf(error);
  return found === undefined ? error : new found(error);
}

function classOf(error: RpcError): ErrorClass | undefined {
  const { status, detail, origin } = error;
  const proxied = BY_HTTP_STATUS[error.httpStatus ?? httpStatusInText(error)];
  if (proxied !== undefined) return proxied;
  const byStatus = BY_STATUS[status];
  if (byStatus !== undefined) return byStatus;
  if (status === "RESOURCE_EXHAUSTED" && detail.includes("Received message larger than max"))
    return ResponseTooLargeError;
  if (origin === "server" && detail.includes("Exception calling application")) return ServiceFailedDuringExecutionError;
  if (status === "UNAVAILABLE") return classOfCause(error) ?? UnableToConnectToRobotError;
  return undefined;
}

function classOfCause(error: Error): ErrorClass | undefined {
  let found: ErrorClass | undefined;
  for (let cause = error.cause; cause instanceof SpotError; cause = cause.cause) found = BY_CAUSE[cause.code] ?? found;
  return found;
}

/** The HTTP statuses that a gRPC proxy may pass on in the text of a status of its own. */
const HTTP_STATUS_IN_TEXT: Readonly<Partial<Record<string, RegExp>>> = {
  CANCELLED: /\b(?:401|404|429|502|504)\b/,
  UNAVAILABLE: /\b(?:429|502)\b/,
};

function httpStatusInText({ status, detail, origin }: RpcError): number {
  if (origin !== "server") return 0;
  return Number(HTTP_STATUS_IN_TEXT[status]?.exec(detail)?.[0] ?? 0);
}
