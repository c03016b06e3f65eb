/** What a header list counts against the limit that a peer announces (RFC 9113 §6.5.2). */
import { RpcError } from "./errors.ts";
import { headerValue } from "./headers.ts";
import type { HeaderFields } from "./header-fields.ts";

/** Added to name and value of each field. */
const FIELD_OVERHEAD_BYTES = 32;

/** What fields count. */
export function headerListSize(fields: HeaderFields): number {
  let bytes = 0;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (typeof value === "string") bytes += name.length + value.length + FIELD_OVERHEAD_BYTES;
    else for (const each of value ?? []) bytes += name.length + each.length + FIELD_OVERHEAD_BYTES;
  }
  return bytes;
}

/**
 * Hold the fields of a request against a limit. What a peer will not take is not sent: it would reset the stream, and say
 * nothing of why. The words are C-core's.
 * @param bytes what they count
 * @throws {RpcError} RESOURCE_EXHAUSTED: they are more
 */
export function checkHeaderListSize(fields: HeaderFields, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  const detail = `to-be-sent initial metadata size exceeds peer limit (${bytes} vs. ${limit})`;
  throw new RpcError("RESOURCE_EXHAUSTED", headerValue(fields, ":path") ?? "", detail);
}
