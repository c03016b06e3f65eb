/** What a header list counts against the limit that a peer announces (RFC 9113 §6.5.2). */
import { RpcError } from "./errors.ts";
import { headerValue } from "./headers.ts";
import type { HeaderFields } from "./header-fields.ts";

/** Added to name and value of each field. */
const FIELD_OVERHEAD_BYTES = 32;

/**
 * Hold the fields of a request against a limit. What a peer will not take is not sent: it would reset the stream, and say
 * nothing of why. The words are C-core's.
 * @throws {RpcError} RESOURCE_EXHAUSTED: they are more
 */
export function checkHeaderListSize(headers: HeaderFields, limit: number): void {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    for (const each of typeof value === "string" ? [value] : (value ?? [])) {
      bytes += name.length + each.length + FIELD_OVERHEAD_BYTES;
    }
  }
  if (bytes <= limit) return;
  const detail = `to-be-sent initial metadata size exceeds peer limit (${bytes} vs. ${limit})`;
  throw new RpcError("RESOURCE_EXHAUSTED", headerValue(headers, ":path") ?? "", detail);
}
