/** What a request's header fields must be before anything is done for it, with the statuses C-core was seen to use. */
import { RpcError } from "../errors.ts";
import type { HeaderFields } from "../header-fields.ts";
import { headerValue, isGrpcContentType } from "../headers.ts";
import { parseTimeout } from "../timeout.ts";

/** Refuse what is not a gRPC request (gRPC over HTTP/2, "Requests"), with the statuses C-core was seen to use. */
export function checkRequest(headers: HeaderFields): RpcError | { httpStatus: number } | undefined {
  const path = headerValue(headers, ":path") ?? "";
  if (!isGrpcContentType(headerValue(headers, "content-type"))) return { httpStatus: 415 };
  if (headerValue(headers, ":method") !== "POST") return new RpcError("UNKNOWN", path, "a call is a POST");
  if (headerValue(headers, "te") !== "trailers") return new RpcError("UNKNOWN", path, "the request lacks te: trailers");
  const timeout = headerValue(headers, "grpc-timeout");
  if (timeout !== undefined && parseTimeout(timeout) === undefined) {
    return new RpcError("INTERNAL", path, "grpc-timeout is not a timeout");
  }
  return undefined;
}

/** What a field costs beside its name and value (RFC 9113 §6.5.2). */
const FIELD_OVERHEAD_BYTES = 32;

/** Refuse more metadata than is wanted, in C-core's words. */
export function checkMetadataSize(headers: HeaderFields, maxBytes: number): RpcError | undefined {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    const values = typeof value === "object" ? value : [value ?? ""];
    for (const each of values) bytes += name.length + each.length + FIELD_OVERHEAD_BYTES;
  }
  if (bytes <= maxBytes) return undefined;
  const detail = `received initial metadata size exceeds limit (${bytes} vs. ${maxBytes})`;
  return new RpcError("RESOURCE_EXHAUSTED", headerValue(headers, ":path") ?? "", detail);
}
