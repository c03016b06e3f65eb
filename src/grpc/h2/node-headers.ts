/** Between node:http2's header objects and ours: ours know no numbers, symbols or prototypes. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import type { HeaderFields } from "../header-fields.ts";

/** What arrived, as header fields. */
export function fromNodeHeaders(headers: IncomingHttpHeaders): HeaderFields {
  const status: unknown = headers[":status"];
  if (typeof status !== "number") return headers;
  return { ...headers, ":status": String(status) };
}

/** What to send; node:http2 keeps the order of the keys. */
export function toNodeHeaders(fields: HeaderFields): OutgoingHttpHeaders {
  return fields;
}
