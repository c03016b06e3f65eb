/**
 * From what a stream delivered to the status of the call: trailers decide; where there are none, HTTP does
 * (gRPC, "HTTP to gRPC Status Code Mapping"); a reset maps by its code (gRPC over HTTP/2, "Errors").
 */
import { type FramingError, RpcError, StreamResetError, type TransportError } from "./errors.ts";
import { headerValue, isGrpcContentType } from "./headers.ts";
import { Metadata } from "./metadata.ts";
import { decodeStatusMessage } from "./percent-encoding.ts";
import { statusName, type StatusName } from "./status.ts";
import type { HeaderFields } from "./header-fields.ts";
import {
  RESET_CANCEL,
  RESET_ENHANCE_YOUR_CALM,
  RESET_INADEQUATE_SECURITY,
  RESET_REFUSED_STREAM,
} from "./reset-code.ts";

type Failure = Exclude<StatusName, "OK">;

const BY_HTTP_STATUS: Readonly<Record<string, Failure>> = {
  "400": "INTERNAL",
  "401": "UNAUTHENTICATED",
  "403": "PERMISSION_DENIED",
  "404": "UNIMPLEMENTED",
  "429": "UNAVAILABLE",
  "502": "UNAVAILABLE",
  "503": "UNAVAILABLE",
  "504": "UNAVAILABLE",
};

const BY_RESET_CODE: Readonly<Record<number, Failure>> = {
  [RESET_REFUSED_STREAM]: "UNAVAILABLE",
  [RESET_CANCEL]: "CANCELLED",
  [RESET_ENHANCE_YOUR_CALM]: "RESOURCE_EXHAUSTED",
  [RESET_INADEQUATE_SECURITY]: "PERMISSION_DENIED",
};

/**
 * Judge the first header block. A peer that does not speak gRPC is told apart here, before its body is read as messages.
 * @returns the error the call ends with, or `undefined` if messages may follow
 */
export function checkResponseHeaders(method: string, headers: HeaderFields): RpcError | undefined {
  // A status of gRPC's own wins over whatever a proxy made of the rest.
  if (headers["grpc-status"] !== undefined) return undefined;
  const status = headerValue(headers, ":status") ?? "";
  const contentType = headerValue(headers, "content-type");
  if (status !== "200") {
    const hint = HTTP_HINTS[status] ?? "this is not a gRPC answer: check the address and port";
    return httpError(
      method,
      status,
      BY_HTTP_STATUS[status] ?? "UNKNOWN",
      `HTTP status ${status || "missing"}; ${hint}`,
    );
  }
  if (!isGrpcContentType(contentType)) {
    const what = contentType === undefined ? "no content-type" : `content-type ${JSON.stringify(contentType)}`;
    return httpError(
      method,
      status,
      "UNKNOWN",
      `the peer answered with ${what} instead of application/grpc: check the address and port, or what proxies the link`,
    );
  }
  return undefined;
}

const HTTP_HINTS: Readonly<Record<string, string>> = {
  "401": "the token is missing, expired or for another robot: log in again",
  "403": "this user may not call it: ask the robot's administrator for the permission",
  "404": "the robot's proxy knows no such authority or path: list the directory",
  "429": "too many requests: call less often",
  "502": "the service does not answer the robot's proxy: it may still be starting, try again",
  "503": "the service is not available: try again",
  "504": "the service did not answer the robot's proxy in time: try again",
};

function httpError(method: string, httpStatus: string, status: Failure, detail: string): RpcError {
  return new RpcError(status, method, detail, { origin: "server", httpStatus: Number(httpStatus) });
}

/**
 * Judge the end of a stream that ended in order.
 * @param trailers the trailing block, or the only block of a Trailers-Only response; `undefined` if there was none
 * @returns the error the call ends with, or `undefined` for OK
 */
export function checkTrailers(method: string, trailers: HeaderFields | undefined): RpcError | undefined {
  const status = trailers === undefined ? undefined : headerValue(trailers, "grpc-status");
  if (trailers === undefined || status === undefined) {
    return new RpcError(
      "UNKNOWN",
      method,
      `the response ended without a grpc-status${trailers === undefined ? " (no trailers)" : ""}: ` +
        "a proxy that drops trailers, or a server that is not gRPC, stands at this address",
      { metadata: Metadata.fromHeaderFields(trailers ?? {}) },
    );
  }
  if (status === "0") return undefined;
  // Numbers that a newer peer may send are UNKNOWN to us, but kept readable in the detail.
  const code = /^[0-9]{1,3}$/.test(status) ? Number(status) : Number.NaN;
  const name = statusName(code);
  const message = decodeStatusMessage(headerValue(trailers, "grpc-message") ?? "");
  const unknown = name === "UNKNOWN" && code !== 2 ? `grpc-status ${JSON.stringify(status)}: ` : "";
  return new RpcError(name === "OK" ? "UNKNOWN" : name, method, `${unknown}${message}` || "(no message)", {
    origin: "server",
    metadata: Metadata.fromHeaderFields(trailers),
  });
}

/** The error of a stream that was reset or whose session is gone. */
export function failureError(method: string, error: StreamResetError | TransportError): RpcError {
  if (error instanceof StreamResetError) {
    const status = BY_RESET_CODE[error.resetCode] ?? "INTERNAL";
    const detail = `the peer reset the stream (HTTP/2 error code ${error.resetCode})`;
    // REFUSED_STREAM promises that nothing was processed (RFC 9113 §8.7), so the same request may be sent again.
    const cause = status === "UNAVAILABLE" ? {} : { cause: error };
    return new RpcError(status, method, detail, { origin: "server", ...cause });
  }
  return new RpcError("UNAVAILABLE", method, error.message, { cause: error });
}

/** The error of a response whose bytes are not messages, or are messages longer than the caller takes. */
export function framingFailure(method: string, error: FramingError): RpcError {
  const remedy =
    error.code === "FRAMING_TOO_LARGE" ? "; raise maxReceiveMessageBytes if such messages are expected" : "";
  return new RpcError(error.status as Failure, method, error.message + remedy, { cause: error });
}
