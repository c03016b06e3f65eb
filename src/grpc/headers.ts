/** The header fields of a request and of a response (gRPC over HTTP/2, "Requests" and "Responses"). */
import type { Metadata } from "./metadata.ts";
import { formatTimeout } from "./timeout.ts";
import type { HeaderFields } from "./header-fields.ts";

/** The content type we send; `application/grpc+…` is accepted too. */
export const CONTENT_TYPE = "application/grpc";

/** What varies from call to call. */
export interface RequestHeaderInit {
  readonly authority: string;
  readonly path: string;
  readonly scheme: "https" | "http";
  readonly userAgent: string;
  /** Value of `grpc-accept-encoding`. */
  readonly acceptEncoding: string;
  /** `grpc-encoding` of the requests; `undefined` where none of them will be compressed. */
  readonly encoding?: string | undefined;
  /** Attempts at the same call before this one; sent as `grpc-previous-rpc-attempts` unless 0. */
  readonly previousAttempts?: number | undefined;
  /** Milliseconds left; `Infinity` sends no `grpc-timeout`. */
  readonly timeoutMs: number;
  readonly metadata: readonly (Metadata | undefined)[];
}

/** The fields of a request in the order in which gRPC C-core was seen to send them. */
export function requestHeaders(init: RequestHeaderInit): HeaderFields {
  const headers: Record<string, string | string[]> = {
    ":path": init.path,
    ":authority": init.authority,
    ":method": "POST",
    ":scheme": init.scheme,
    "content-type": CONTENT_TYPE,
    te: "trailers",
  };
  if (init.encoding !== undefined) headers["grpc-encoding"] = init.encoding;
  headers["grpc-accept-encoding"] = init.acceptEncoding;
  if (Number.isFinite(init.timeoutMs)) headers["grpc-timeout"] = formatTimeout(init.timeoutMs);
  if (init.previousAttempts) headers["grpc-previous-rpc-attempts"] = String(init.previousAttempts);
  headers["user-agent"] = init.userAgent;
  for (const metadata of init.metadata) Object.assign(headers, metadata?.toHeaderFields());
  return headers;
}

/** Whether a content type is gRPC: `application/grpc`, alone or followed by `+format` or parameters. */
export function isGrpcContentType(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc(?:[+;]|$)/i.test(contentType);
}

/** The single value of a field; of a repeated one, the first. */
export function headerValue(fields: HeaderFields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "object" ? value[0] : value;
}
