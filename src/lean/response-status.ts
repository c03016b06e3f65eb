/**
 * From what a stream delivered to the status of the call: the mapping of `grpc/response-status.ts` in fewer words. Trailers
 * decide; where there are none, HTTP does (gRPC, "HTTP to gRPC Status Code Mapping"); a reset maps by its code.
 */
import { RpcError, StreamResetError, type TransportError } from "../grpc/errors.ts";
import type { HeaderFields } from "../grpc/header-fields.ts";
import { Metadata } from "../grpc/metadata.ts";
import { RESET_REFUSED_STREAM } from "../grpc/reset-code.ts";
import { statusName, type StatusName } from "../grpc/status.ts";

type Failure = Exclude<StatusName, "OK">;

const BY_HTTP_STATUS: Readonly<Partial<Record<number, Failure>>> = {
  400: "INTERNAL",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "UNIMPLEMENTED",
  429: "UNAVAILABLE",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "UNAVAILABLE",
};

/** CANCEL, ENHANCE_YOUR_CALM and INADEQUATE_SECURITY (RFC 9113 §7). */
const BY_RESET_CODE: Readonly<Partial<Record<number, Failure>>> = {
  [RESET_REFUSED_STREAM]: "UNAVAILABLE",
  8: "CANCELLED",
  11: "RESOURCE_EXHAUSTED",
  12: "PERMISSION_DENIED",
};

/** Judge the first header block; `undefined` if messages may follow. */
export function headersError(method: string, headers: HeaderFields): RpcError | undefined {
  const httpStatus = Number(headers[":status"]);
  const type = headers["content-type"];
  // A status of gRPC's own wins over whatever a proxy made of the rest
  if (headers["grpc-status"] !== undefined) return undefined;
  if (httpStatus === 200 && /^application\/grpc(?:[+;]|$)/i.test(String(type))) return undefined;
  const detail = `HTTP status ${httpStatus}, content-type ${JSON.stringify(type)}: not a gRPC answer`;
  return new RpcError(BY_HTTP_STATUS[httpStatus] ?? "UNKNOWN", method, detail, { origin: "server", httpStatus });
}

/** Judge the last header block of a stream that ended in order, if there was one; `undefined` means OK. */
export function trailersError(method: string, trailers: HeaderFields = {}): RpcError | undefined {
  const status = trailers["grpc-status"];
  const metadata = Metadata.fromHeaderFields(trailers);
  if (status === undefined) return new RpcError("UNKNOWN", method, "the response has no grpc-status", { metadata });
  if (status === "0") return undefined;
  const name = statusName(Number(status));
  const detail = decoded(String(trailers["grpc-message"] ?? `grpc-status ${String(status)}`));
  return new RpcError(name === "OK" ? "UNKNOWN" : name, method, detail, { origin: "server", metadata });
}

/** A bad message must not hide the status. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

/** The error of a stream that was reset or whose session is gone. */
export function failureError(method: string, cause: StreamResetError | TransportError): RpcError {
  if (!(cause instanceof StreamResetError)) return new RpcError("UNAVAILABLE", method, cause.message, { cause });
  const status = BY_RESET_CODE[cause.resetCode] ?? "INTERNAL";
  // Of a stream that was refused the cause would say that it is no use to try again
  return new RpcError(status, method, cause.message, {
    origin: "server",
    ...(status === "UNAVAILABLE" ? {} : { cause }),
  });
}
