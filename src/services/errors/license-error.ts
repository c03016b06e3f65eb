/** The robot's licence does not allow the request. */
import { ResponseError, type ResponseErrorInit } from "./response-errors.ts";

/** There is no valid licence for what was asked. */
export class LicenseError extends ResponseError {
  override readonly code = "LICENSE_INVALID";
  /** `LicenseInfo_Status`: 2 expired, 3 not yet valid, 4 malformed, 5 for another robot, 6 none; 0 if not said. */
  readonly licenseStatus: number;

  constructor(init: ResponseErrorInit) {
    super(init);
    this.licenseStatus = (init.response as { readonly licenseStatus?: number }).licenseStatus ?? 0;
  }
}
