/** PRIORITY: a scheme that HTTP/2 has given up (RFC 9113 §5.3.2). A client has nothing to do for it. */
import { requireLength, requireStream } from "./check.ts";
import type { Frame } from "./frame.ts";

/**
 * Check a frame and forget it.
 * @throws {Http2Violation} it is on no stream, or of a wrong length; the latter could be left to the stream alone (§6.3),
 *   but there may be none
 */
export function readPriority(frame: Frame): void {
  requireStream(frame, "PRIORITY");
  requireLength(frame, "PRIORITY", 5);
}
