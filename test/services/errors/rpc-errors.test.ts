/** Every row of the network-error taxonomy that our stack can signal, from the signal itself to the class. */
import { describe, expect, it } from "vitest";
import { RpcError, StreamResetError, TransportError } from "../../../src/grpc/errors.ts";
import { Metadata } from "../../../src/grpc/metadata.ts";
import { checkResponseHeaders, checkTrailers, failureError } from "../../../src/grpc/response-status.ts";
import { Status, type StatusName } from "../../../src/grpc/status.ts";
import { ResetCode } from "../../../src/grpc/reset-code.ts";
import * as classes from "../../../src/services/errors/rpc-errors.ts";
import { connectFailure } from "../../../src/tls/connect-failure.ts";
import { ConnectError, TrustError } from "../../../src/tls/errors.ts";

const METHOD = "/bosdyn.api.RobotIdService/GetRobotId";
const ADDRESS = "192.0.2.1:443";

/** A status in the peer's own trailers. */
function trailers(status: StatusName, message = ""): RpcError {
  const error = checkTrailers(METHOD, { "grpc-status": String(Status[status]), "grpc-message": message });
  return error as RpcError;
}

/** A plain HTTP answer of a proxy. */
function http(status: number): RpcError {
  return checkResponseHeaders(METHOD, { ":status": String(status), "content-type": "text/plain" }) as RpcError;
}

/** A session that never came about, for the reason that a socket reported. */
function socketFailure(code: string, phase: "tcp" | "tls" = "tcp"): RpcError {
  return unconnected(connectFailure(Object.assign(new Error(code), { code }), ADDRESS, phase));
}

function unconnected(cause: Error): RpcError {
  return failureError(METHOD, new TransportError("TRANSPORT_CONNECT_FAILED", ADDRESS, cause.message, { cause }));
}

function sessionEnds(
  code: "TRANSPORT_LOST" | "TRANSPORT_GOAWAY" | "TRANSPORT_PROTOCOL" | "TRANSPORT_CLOSED",
): RpcError {
  return failureError(METHOD, new TransportError(code, ADDRESS, "it ended"));
}

function reset(code: number): RpcError {
  return failureError(METHOD, new StreamResetError(code));
}

const distrust = new TrustError(
  { reason: "self-signed", explanation: "not pinned", subject: "CN=x" } as never,
  ADDRESS,
);

const ROWS: readonly (readonly [signal: string, error: RpcError, className: keyof typeof classes, code: string])[] = [
  ["HTTP 401 of the proxy", http(401), "UnauthenticatedError", "RPC_UNAUTHENTICATED"],
  ["HTTP 403 of the proxy", http(403), "PermissionDeniedError", "RPC_PERMISSION_DENIED"],
  ["HTTP 404 of the proxy", http(404), "NotFoundError", "RPC_NOT_FOUND"],
  ["HTTP 429 of the proxy", http(429), "TooManyRequestsError", "RPC_TOO_MANY_REQUESTS"],
  ["HTTP 502 of the proxy", http(502), "ServiceUnavailableError", "RPC_SERVICE_UNAVAILABLE"],
  ["HTTP 503 of the proxy", http(503), "UnableToConnectToRobotError", "RPC_UNABLE_TO_CONNECT"],
  ["HTTP 504 of the proxy", http(504), "TimedOutError", "RPC_TIMED_OUT"],
  [
    "CANCELLED with 401 in its text",
    trailers("CANCELLED", "http2 header with status: 401"),
    "UnauthenticatedError",
    "RPC_UNAUTHENTICATED",
  ],
  ["CANCELLED with 404 in its text", trailers("CANCELLED", "status: 404"), "NotFoundError", "RPC_NOT_FOUND"],
  [
    "CANCELLED with 429 in its text",
    trailers("CANCELLED", "status: 429"),
    "TooManyRequestsError",
    "RPC_TOO_MANY_REQUESTS",
  ],
  [
    "CANCELLED with 502 in its text",
    trailers("CANCELLED", "status: 502"),
    "ServiceUnavailableError",
    "RPC_SERVICE_UNAVAILABLE",
  ],
  ["CANCELLED with 504 in its text", trailers("CANCELLED", "status: 504"), "TimedOutError", "RPC_TIMED_OUT"],
  [
    "CANCELLED with another number in its text",
    trailers("CANCELLED", "14012 items"),
    "ClientCancelledOperationError",
    "RPC_CANCELLED",
  ],
  ["CANCELLED of the peer", trailers("CANCELLED"), "ClientCancelledOperationError", "RPC_CANCELLED"],
  [
    "CANCELLED of this side, whatever its text",
    new RpcError("CANCELLED", METHOD, "saw 404"),
    "ClientCancelledOperationError",
    "RPC_CANCELLED",
  ],
  ["a stream reset with CANCEL", reset(ResetCode.CANCEL), "ClientCancelledOperationError", "RPC_CANCELLED"],
  [
    "DEADLINE_EXCEEDED of this side",
    new RpcError("DEADLINE_EXCEEDED", METHOD, "5 ms passed"),
    "TimedOutError",
    "RPC_TIMED_OUT",
  ],
  ["DEADLINE_EXCEEDED of the peer", trailers("DEADLINE_EXCEEDED"), "TimedOutError", "RPC_TIMED_OUT"],
  ["UNIMPLEMENTED", trailers("UNIMPLEMENTED"), "UnimplementedError", "RPC_UNIMPLEMENTED"],
  ["PERMISSION_DENIED", trailers("PERMISSION_DENIED"), "PermissionDeniedError", "RPC_PERMISSION_DENIED"],
  ["UNAUTHENTICATED", trailers("UNAUTHENTICATED"), "UnauthenticatedError", "RPC_UNAUTHENTICATED"],
  [
    "a response over our limit",
    new RpcError("RESOURCE_EXHAUSTED", METHOD, "Received message larger than max (9 vs. 4)"),
    "ResponseTooLargeError",
    "RPC_RESPONSE_TOO_LARGE",
  ],
  [
    "a certificate that does not lead to the root",
    unconnected(distrust),
    "InvalidCertificateError",
    "RPC_INVALID_CERTIFICATE",
  ],
  [
    "a TLS handshake that fails",
    socketFailure("ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "tls"),
    "InvalidCertificateError",
    "RPC_INVALID_CERTIFICATE",
  ],
  [
    "a port that does not speak TLS",
    socketFailure("ERR_SSL_WRONG_VERSION_NUMBER", "tls"),
    "InvalidCertificateError",
    "RPC_INVALID_CERTIFICATE",
  ],
  [
    "TLS without HTTP/2",
    socketFailure("ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "tls"),
    "InvalidCertificateError",
    "RPC_INVALID_CERTIFICATE",
  ],
  ["ECONNREFUSED", socketFailure("ECONNREFUSED"), "ProxyConnectionError", "RPC_PROXY_CONNECTION"],
  ["EHOSTUNREACH", socketFailure("EHOSTUNREACH"), "ProxyConnectionError", "RPC_PROXY_CONNECTION"],
  ["ENETUNREACH", socketFailure("ENETUNREACH"), "ProxyConnectionError", "RPC_PROXY_CONNECTION"],
  ["ETIMEDOUT", socketFailure("ETIMEDOUT"), "ProxyConnectionError", "RPC_PROXY_CONNECTION"],
  ["ECONNRESET while connecting", socketFailure("ECONNRESET"), "UnableToConnectToRobotError", "RPC_UNABLE_TO_CONNECT"],
  ["ENOTFOUND", socketFailure("ENOTFOUND"), "UnknownDnsNameError", "RPC_UNKNOWN_DNS_NAME"],
  ["EAI_AGAIN", socketFailure("EAI_AGAIN"), "UnknownDnsNameError", "RPC_UNKNOWN_DNS_NAME"],
  [
    "a handler of the server that threw",
    trailers("UNKNOWN", "Exception calling application: list index"),
    "ServiceFailedDuringExecutionError",
    "RPC_SERVICE_FAILED",
  ],
  ["a session that breaks", sessionEnds("TRANSPORT_LOST"), "RetryableUnavailableError", "RPC_CONNECTION_LOST"],
  [
    "a session that ends with GOAWAY",
    sessionEnds("TRANSPORT_GOAWAY"),
    "RetryableUnavailableError",
    "RPC_CONNECTION_LOST",
  ],
  [
    "a peer that does not keep to HTTP/2",
    sessionEnds("TRANSPORT_PROTOCOL"),
    "UnableToConnectToRobotError",
    "RPC_UNABLE_TO_CONNECT",
  ],
  [
    "a channel that this side closed",
    sessionEnds("TRANSPORT_CLOSED"),
    "ClientCancelledOperationError",
    "RPC_CANCELLED",
  ],
  [
    "a connection that this side gave up",
    unconnected(new ConnectError("CONNECT_ABORTED", ADDRESS, "tcp", "gave up")),
    "ClientCancelledOperationError",
    "RPC_CANCELLED",
  ],
  [
    "a stream reset with REFUSED_STREAM",
    reset(ResetCode.REFUSED_STREAM),
    "UnableToConnectToRobotError",
    "RPC_UNABLE_TO_CONNECT",
  ],
  [
    "UNAVAILABLE with 502 in its text",
    trailers("UNAVAILABLE", "status: 502"),
    "ServiceUnavailableError",
    "RPC_SERVICE_UNAVAILABLE",
  ],
  [
    "UNAVAILABLE with 429 in its text",
    trailers("UNAVAILABLE", "status: 429"),
    "TooManyRequestsError",
    "RPC_TOO_MANY_REQUESTS",
  ],
  [
    "UNAVAILABLE with 401 in its text",
    trailers("UNAVAILABLE", "status: 401"),
    "UnableToConnectToRobotError",
    "RPC_UNABLE_TO_CONNECT",
  ],
  ["UNAVAILABLE otherwise", trailers("UNAVAILABLE"), "UnableToConnectToRobotError", "RPC_UNABLE_TO_CONNECT"],
];

const PERSISTENT: readonly (keyof typeof classes)[] = [
  "ClientCancelledOperationError",
  "InvalidCertificateError",
  "NotFoundError",
  "PermissionDeniedError",
  "UnauthenticatedError",
  "UnimplementedError",
  "UnknownDnsNameError",
];
const RETRYABLE: readonly (keyof typeof classes)[] = [
  "ProxyConnectionError",
  "ResponseTooLargeError",
  "RetryableUnavailableError",
  "ServiceFailedDuringExecutionError",
  "ServiceUnavailableError",
  "TimedOutError",
  "TooManyRequestsError",
  "UnableToConnectToRobotError",
];

describe("classifyRpcError", () => {
  for (const [signal, error, className, code] of ROWS) {
    it(`makes ${signal} ${className}`, () => {
      const classified = classes.classifyRpcError(error);
      expect(classified.constructor.name).toBe(className);
      const { status, statusCode, method, detail, origin, httpStatus, message, cause } = error;
      expect(classified).toMatchObject({ name: className, code, status, statusCode, method, detail, origin, message });
      expect(classified.httpStatus).toBe(httpStatus);
      expect(classified.cause).toBe(cause);
    });

    it(`says of ${signal} whether to try again, as its family does`, () => {
      const classified = classes.classifyRpcError(error);
      const isRetryable = RETRYABLE.includes(className);
      expect(classified.retryable).toBe(isRetryable);
      expect(classified instanceof classes.RetryableRpcError).toBe(isRetryable);
      expect(classified instanceof classes.PersistentRpcError).toBe(!isRetryable);
    });
  }

  it("has a row for every class but the two families", () => {
    const all = Object.keys(classes).filter((name) => name.endsWith("Error") && name !== "classifyRpcError");
    const leaves = all.filter((name) => name !== "RetryableRpcError" && name !== "PersistentRpcError");
    expect([...new Set(ROWS.map(([, , className]) => className as string))].sort()).toEqual(leaves.sort());
    expect([...PERSISTENT, ...RETRYABLE].sort()).toEqual(leaves.sort());
  });

  it("counts a lost connection among those that could not be made", () => {
    expect(classes.classifyRpcError(sessionEnds("TRANSPORT_LOST"))).toBeInstanceOf(classes.UnableToConnectToRobotError);
  });

  it("keeps the chain of causes down to the socket", () => {
    const socketError = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const connectError = connectFailure(socketError, ADDRESS, "tcp");
    const classified = classes.classifyRpcError(unconnected(connectError));
    const transportError = classified.cause as TransportError;
    expect(transportError).toBeInstanceOf(TransportError);
    expect(transportError.cause).toBe(connectError);
    expect(connectError.cause).toBe(socketError);
  });

  it("keeps the peer's metadata", () => {
    const metadata = new Metadata({ "x-why": "tired" });
    const error = new RpcError("UNAVAILABLE", METHOD, "tired", { origin: "server", metadata });
    expect(classes.classifyRpcError(error).metadata.get("x-why")).toBe("tired");
  });

  it("lets the deepest cause that has a meaning decide", () => {
    const deep = connectFailure(Object.assign(new Error("x"), { code: "ENOTFOUND" }), ADDRESS, "tcp");
    const lost = new TransportError("TRANSPORT_LOST", ADDRESS, "lost", { cause: deep });
    expect(classes.classifyRpcError(failureError(METHOD, lost))).toBeInstanceOf(classes.UnknownDnsNameError);
  });

  it("does not read causes where the status is not UNAVAILABLE", () => {
    const cause = new TransportError("TRANSPORT_LOST", ADDRESS, "lost");
    const error = new RpcError("INTERNAL", METHOD, "odd", { cause });
    expect(classes.classifyRpcError(error)).toBe(error);
  });

  for (const error of [
    trailers("UNKNOWN", "?"),
    trailers("INTERNAL", "an answer of 404 words"),
    trailers("NOT_FOUND"),
    trailers("FAILED_PRECONDITION"),
    trailers("RESOURCE_EXHAUSTED", "disk full"),
    trailers("DATA_LOSS"),
    http(200),
    http(418),
    reset(ResetCode.INTERNAL_ERROR),
    new RpcError("UNKNOWN", METHOD, "Exception calling application: said by this side"),
  ]) {
    it(`leaves ${error.origin}'s ${error.status} (${error.detail.slice(0, 30)}) a plain RpcError`, () => {
      expect(classes.classifyRpcError(error)).toBe(error);
      expect(error.constructor).toBe(RpcError);
      expect(error.code).toBe("RPC_FAILED");
    });
  }

  it("leaves what has a class already as it is", () => {
    const classified = classes.classifyRpcError(http(401));
    expect(classes.classifyRpcError(classified)).toBe(classified);
  });

  it("never puts an HTTP status on what had none", () => {
    expect(Object.hasOwn(classes.classifyRpcError(trailers("UNIMPLEMENTED")), "httpStatus")).toBe(true);
    expect(classes.classifyRpcError(trailers("UNIMPLEMENTED")).httpStatus).toBeUndefined();
  });
});
