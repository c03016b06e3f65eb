/** What hosting throws on purpose, and what a handler may throw to refuse a request. */
import { SpotError } from "../errors.ts";

/**
 * Throw it in a handler: the request is malformed, which is the client's mistake. The client is answered with
 * CODE_INVALID_REQUEST and this text in the response header, and sees an `InvalidRequestError`.
 */
export class RefusedRequestError extends SpotError {
  readonly code = "HOSTING_REQUEST_REFUSED";
  readonly retryable = false;
}

/** No address of this machine leads to the robot, as far as its routes tell. */
export class NoRouteError extends SpotError {
  readonly code = "HOSTING_NO_ROUTE";
  readonly retryable = true;
}
