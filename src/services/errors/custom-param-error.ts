/** The service did not accept its custom parameters. */
import type { CustomParamError as CustomParamErrorMessage } from "../../messages/bosdyn/api/service_customization.ts";
import { ResponseError, type ResponseErrorInit } from "./response-errors.ts";

/** What the service has against the parameters. */
export interface CustomParamErrorInit extends ResponseErrorInit {
  /** Default: those of the response, if it has any. */
  readonly errorMessages?: readonly string[];
}

/** A custom parameter is unknown to the service, of the wrong type, out of range, or does not go with another. */
export class CustomParamError extends ResponseError {
  override readonly code = "CUSTOM_PARAM_REJECTED";
  /** One sentence per parameter, with its path. May be empty. */
  readonly errorMessages: readonly string[];

  constructor({ errorMessages, ...init }: CustomParamErrorInit) {
    super(init);
    const { customParamError } = init.response as { readonly customParamError?: CustomParamErrorMessage };
    this.errorMessages = errorMessages ?? customParamError?.errorMessages ?? [];
  }
}
