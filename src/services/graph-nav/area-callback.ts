/** Area callbacks: what GraphNav asks of a service at the edge of a region. Users host the service; this calls it. */
import {
  BeginCallbackResponse_Status,
  BeginControlResponse_Status,
  EndCallbackResponse_Status,
  RouteChangeResponse_Status,
  UpdateCallbackResponse_Status,
} from "../../messages/bosdyn/api/graph_nav/area_callback.ts";
import { AreaCallbackServiceCalls } from "../../messages/bosdyn/api/graph_nav/area_callback_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { CustomParamError } from "../errors/custom-param-error.ts";
import { LeaseUseError } from "../errors/lease-use-error.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The service does not accept the configuration of the region. */
export class InvalidConfigError extends ResponseError {
  override readonly code = "AREA_CALLBACK_INVALID_CONFIGURATION";
}

/** The end time had passed when the request arrived. */
export class ExpiredEndTimeError extends ResponseError {
  override readonly code = "AREA_CALLBACK_EXPIRED_END_TIME";
}

/** The service does not know the command. */
export class InvalidCommandIdError extends ResponseError {
  override readonly code = "AREA_CALLBACK_INVALID_COMMAND_ID";
}

/** The leases are not those that the service needs. */
export class MissingLeaseResourcesError extends ResponseError {
  override readonly code = "AREA_CALLBACK_MISSING_LEASE_RESOURCES";
}

/** The callback could not be ended. */
export class ShutdownCallbackFailedError extends ResponseError {
  override readonly code = "AREA_CALLBACK_SHUTDOWN_FAILED";
}

const BEGIN_CALLBACK: StatusTable<typeof BeginCallbackResponse_Status> = {
  names: BeginCallbackResponse_Status,
  errors: {
    STATUS_INVALID_CONFIGURATION: [InvalidConfigError],
    STATUS_EXPIRED_END_TIME: [ExpiredEndTimeError, "give it an end time in the future, in robot time"],
    STATUS_CUSTOM_PARAMS_ERROR: [CustomParamError, "the service rejects its custom parameters"],
  },
};

const BEGIN_CONTROL: StatusTable<typeof BeginControlResponse_Status> = {
  names: BeginControlResponse_Status,
  errors: {
    STATUS_INVALID_COMMAND_ID: [InvalidCommandIdError, "begin the callback first"],
    STATUS_MISSING_LEASE_RESOURCES: [
      MissingLeaseResourcesError,
      "lend it exactly the resources that its information names",
    ],
    STATUS_LEASE_ERROR: [LeaseUseError, "the robot did not accept the lease; acquire it anew"],
  },
};

const UPDATE_CALLBACK: StatusTable<typeof UpdateCallbackResponse_Status> = {
  names: UpdateCallbackResponse_Status,
  errors: {
    STATUS_INVALID_COMMAND_ID: [InvalidCommandIdError, "begin the callback first"],
    STATUS_EXPIRED_END_TIME: [ExpiredEndTimeError, "give it an end time in the future, in robot time"],
  },
};

const ROUTE_CHANGE: StatusTable<typeof RouteChangeResponse_Status> = {
  names: RouteChangeResponse_Status,
  errors: {
    STATUS_INVALID_COMMAND_ID: [InvalidCommandIdError, "begin the callback first"],
  },
};

const END_CALLBACK: StatusTable<typeof EndCallbackResponse_Status> = {
  names: EndCallbackResponse_Status,
  errors: {
    STATUS_INVALID_COMMAND_ID: [InvalidCommandIdError, "begin the callback first"],
    STATUS_SHUTDOWN_CALLBACK_FAILED: [ShutdownCallbackFailedError],
  },
};

/** Calls an area callback service, as GraphNav does. The service has no usual name. Needs a login. */
export const AreaCallbackClient: ClientClass<typeof AreaCallbackServiceCalls> = /* @__PURE__ */ defineClient(
  AreaCallbackServiceCalls,
  {
    serviceName: "",
    rpcs: {
      beginCallback: { customParams: true, statuses: BEGIN_CALLBACK },
      beginControl: { leaseResult: "leaseUseResults", statuses: BEGIN_CONTROL },
      updateCallback: { statuses: UPDATE_CALLBACK },
      routeChange: { statuses: ROUTE_CHANGE },
      endCallback: { statuses: END_CALLBACK },
    },
  },
);
/** Calls an area callback service, as GraphNav does. The service has no usual name. Needs a login. */
export type AreaCallbackClient = InstanceType<typeof AreaCallbackClient>;
