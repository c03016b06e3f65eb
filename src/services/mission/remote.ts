/** Mission callbacks: what a mission asks of a service while it runs. Users host the service; this calls it. */
import {
  EstablishSessionResponse_Status,
  StopResponse_Status,
  TeardownSessionResponse_Status,
  TickResponse_Status,
} from "../../messages/bosdyn/api/mission/remote.ts";
import { RemoteMissionServiceCalls } from "../../messages/bosdyn/api/mission/remote_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { CustomParamError } from "../errors/custom-param-error.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The service needs leases that it did not get. */
export class MissingLeasesError extends ResponseError {
  override readonly code = "REMOTE_MISSION_MISSING_LEASES";
}

/** The service needs inputs that it did not get. */
export class MissingInputsError extends ResponseError {
  override readonly code = "REMOTE_MISSION_MISSING_INPUTS";
}

/** The service does not know the session. */
export class InvalidSessionIdError extends ResponseError {
  override readonly code = "REMOTE_MISSION_INVALID_SESSION_ID";
}

const ESTABLISH: StatusTable<typeof EstablishSessionResponse_Status> = {
  names: EstablishSessionResponse_Status,
  errors: {
    STATUS_MISSING_LEASES: [MissingLeasesError, "see missingLeaseResources of the response"],
    STATUS_MISSING_INPUTS: [MissingInputsError, "see missingInputs of the response"],
  },
};

const TICK: StatusTable<typeof TickResponse_Status> = {
  names: TickResponse_Status,
  // Failure, running, and success: what the mission goes by.
  ok: [1, 2, 3],
  errors: {
    STATUS_INVALID_SESSION_ID: [InvalidSessionIdError, "establish one first"],
    STATUS_MISSING_LEASES: [MissingLeasesError, "see missingLeaseResources of the response"],
    STATUS_MISSING_INPUTS: [MissingInputsError, "see missingInputs of the response"],
    STATUS_CUSTOM_PARAMS_ERROR: [CustomParamError, "the service rejects its custom parameters"],
  },
};

const STOP: StatusTable<typeof StopResponse_Status> = {
  names: StopResponse_Status,
  errors: {
    STATUS_INVALID_SESSION_ID: [InvalidSessionIdError, "establish one first"],
  },
};

const TEARDOWN: StatusTable<typeof TeardownSessionResponse_Status> = {
  names: TeardownSessionResponse_Status,
  errors: {
    STATUS_INVALID_SESSION_ID: [InvalidSessionIdError, "establish one first"],
  },
};

/** Calls a mission callback, as the robot does. The service has no usual name. Needs a login. */
export const RemoteMissionClient: ClientClass<typeof RemoteMissionServiceCalls> = /* @__PURE__ */ defineClient(
  RemoteMissionServiceCalls,
  {
    serviceName: "",
    rpcs: {
      establishSession: { lease: "leases", leaseResult: "leaseUseResults", statuses: ESTABLISH },
      tick: { lease: "leases", leaseResult: "leaseUseResults", customParams: true, statuses: TICK },
      stop: { statuses: STOP },
      teardownSession: { statuses: TEARDOWN },
    },
  },
);
/** Calls a mission callback, as the robot does. The service has no usual name. Needs a login. */
export type RemoteMissionClient = InstanceType<typeof RemoteMissionClient>;
