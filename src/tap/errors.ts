/** Why a tap does not listen, or a connection through it does not come about. */
import { SpotError } from "../errors.ts";

/** Stable codes of a {@link TapError}. */
export type TapErrorCode =
  | "TAP_LISTEN_FAILED"
  | "TAP_NOT_TLS"
  | "TAP_HELLO_MALFORMED"
  | "TAP_NO_PROTOCOL"
  | "TAP_CLIENT_TLS_FAILED"
  | "TAP_CLIENT_TIMEOUT"
  | "TAP_TOO_MANY_CONNECTIONS";

/** The tap's own side of things. What goes wrong on the way to the robot is a `ConnectError` or a `TrustError`. */
export class TapError extends SpotError {
  readonly code: TapErrorCode;
  readonly retryable = false;

  constructor(code: TapErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
