/** Walking back by itself when the connection is lost. */
import { ConfigureResponse_Status, StartResponse_Status } from "../../messages/bosdyn/api/auto_return/auto_return.ts";
import { AutoReturnServiceCalls } from "../../messages/bosdyn/api/auto_return/auto_return_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** A parameter is not acceptable; invalidParams of the response says which. */
export class AutoReturnInvalidParameterError extends ResponseError {
  override readonly code = "AUTO_RETURN_INVALID_PARAMETER";
}

const CONFIGURE: StatusTable<typeof ConfigureResponse_Status> = {
  names: ConfigureResponse_Status,
  errors: {
    STATUS_INVALID_PARAMS: [AutoReturnInvalidParameterError, "maxDisplacement must be above 0"],
  },
};

const START: StatusTable<typeof StartResponse_Status> = {
  names: StartResponse_Status,
  errors: {
    STATUS_INVALID_PARAMS: [AutoReturnInvalidParameterError, "maxDisplacement must be above 0"],
  },
};

/** Configures and starts the return. Its leases are explicit: newer than those used to drive. Needs a login. */
export const AutoReturnClient: ClientClass<typeof AutoReturnServiceCalls> = /* @__PURE__ */ defineClient(
  AutoReturnServiceCalls,
  {
    serviceName: "auto-return",
    // The reference client leaves out two checks: an unset status of `start`, and the header of `getConfiguration`.
    rpcs: {
      configure: { statuses: CONFIGURE },
      start: { statuses: START },
    },
  },
);
/** Configures and starts the return. Its leases are explicit: newer than those used to drive. Needs a login. */
export type AutoReturnClient = InstanceType<typeof AutoReturnClient>;
