/** PUSH_PROMISE: a response that nobody asked for (RFC 9113 §6.6). */
import type { Http2Violation } from "../violation.ts";
import { protocolError } from "./check.ts";

/** Our SETTINGS refuse it; "a client that has set this parameter to 0 [...] MUST treat the receipt of a PUSH_PROMISE frame as a connection error" (§6.5.2). */
export function refusePush(): Http2Violation {
  return protocolError("a PUSH_PROMISE frame, though our SETTINGS refuse pushes");
}
