/**
 * What goes wrong before there is anywhere to connect to.
 */
import { SpotError } from "../errors.ts";

/** Why there is no robot to connect to. */
export type DiscoveryErrorCode =
  /** The text is no address. */
  | "ADDRESS_INVALID"
  /** Nobody answers to what is looked for. */
  | "DISCOVERY_NOT_FOUND"
  /** The network cannot be searched. */
  | "DISCOVERY_SOCKET_FAILED"
  /** The service that knows where robots are does not say. */
  | "DISCOVERY_LOOKUP_FAILED";

/** An address that is none, a network that cannot be searched, a robot that is not there. */
export class DiscoveryError extends SpotError {
  readonly code: DiscoveryErrorCode;
  readonly retryable: boolean;

  constructor(code: DiscoveryErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
    this.retryable = code !== "ADDRESS_INVALID";
  }
}
