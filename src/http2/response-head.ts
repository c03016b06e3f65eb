/** What the header block that begins a response means for what follows (RFC 9113 §8.1). */
import { headerValue } from "../grpc/headers.ts";
import type { ResponseFields } from "./response-fields.ts";

/** A final response's head. */
export interface ResponseHead {
  /** Bytes of DATA that are to follow, where the head says so. */
  readonly contentLength: number | undefined;
}

/** Responses without content, whose `content-length` speaks of another (RFC 9110 §8.6). */
const WITHOUT_CONTENT: ReadonlySet<string | undefined> = /* @__PURE__ */ new Set(["204", "304"]);

/** Read a head whose fields keep to the rules. */
export function readHeadBlock(
  { status, fields }: ResponseFields,
  endsStream: boolean,
): ResponseHead | "informational" | "malformed" {
  if (status?.startsWith("1") === true) {
    // There is no final response to come after the end, and no other protocol to switch to (§8.1, §8.6).
    return endsStream || status === "101" ? "malformed" : "informational";
  }
  const length = fields["content-length"];
  if (length === undefined || WITHOUT_CONTENT.has(status)) return { contentLength: undefined };
  const digits = typeof length === "string" ? length : (headerValue(fields, "content-length") ?? "");
  const isOne = typeof length === "string" || length.every((each) => each === digits);
  return isOne && /^[0-9]{1,15}$/.test(digits) ? { contentLength: Number(digits) } : "malformed";
}
