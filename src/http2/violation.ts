/**
 * What a peer did against HTTP/2, where it costs the whole connection (RFC 9113 §5.4.1). What costs one stream alone
 * (§5.4.2) is no exception here: the stream is reset and the connection reads on.
 */
import { SpotError } from "../errors.ts";
import type { ErrorCode } from "./error-code.ts";

/** A connection error: the cause of a `TransportError` with the code `TRANSPORT_PROTOCOL`. */
export class Http2Violation extends SpotError {
  readonly code = "TRANSPORT_VIOLATION";
  readonly retryable: boolean = false;
  /** What our GOAWAY told the peer (RFC 9113 §7). */
  readonly http2Code: ErrorCode;

  constructor(http2Code: ErrorCode, detail: string) {
    super(detail);
    this.http2Code = http2Code;
  }
}
