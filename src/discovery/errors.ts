/**
 * What goes wrong before there is anywhere to connect to.
 */
import { SpotError } from "../errors.ts";

/** An address that is none, or a network that cannot be searched. */
export class DiscoveryError extends SpotError {
  readonly code: "ADDRESS_INVALID";
  readonly retryable = false;

  constructor(code: DiscoveryError["code"], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
