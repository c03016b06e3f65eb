/** The software e-stop: endpoints that must keep checking in for the motors to have power. */
import {
  DeregisterEstopEndpointResponse_Status,
  EstopCheckInResponse_Status,
  RegisterEstopEndpointResponse_Status,
  SetEstopConfigResponse_Status,
} from "../../messages/bosdyn/api/estop.ts";
import { EstopServiceCalls } from "../../messages/bosdyn/api/estop_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The robot does not know the endpoint that checks in. */
export class EndpointUnknownError extends ResponseError {
  override readonly code = "ESTOP_ENDPOINT_UNKNOWN";
}

/** The answer to the challenge is wrong. */
export class IncorrectChallengeResponseError extends ResponseError {
  override readonly code = "ESTOP_INCORRECT_CHALLENGE_RESPONSE";
}

/** The configuration to replace is not the active one. */
export class EstopInvalidIdError extends ResponseError {
  override readonly code = "ESTOP_INVALID_ID";
}

/** Not while the motors have power. */
export class MotorsOnError extends ResponseError {
  override readonly code = "ESTOP_MOTORS_ON";
}

/** The target endpoint is not the one in the configuration. */
export class EndpointMismatchError extends ResponseError {
  override readonly code = "ESTOP_ENDPOINT_MISMATCH";
}

/** The target configuration is not the active one. */
export class ConfigMismatchError extends ResponseError {
  override readonly code = "ESTOP_CONFIG_MISMATCH";
}

/** The new endpoint is not acceptable. */
export class InvalidEndpointError extends ResponseError {
  override readonly code = "ESTOP_INVALID_ENDPOINT";
}

const REGISTER: StatusTable<typeof RegisterEstopEndpointResponse_Status> = {
  names: RegisterEstopEndpointResponse_Status,
  errors: {
    STATUS_ENDPOINT_MISMATCH: [EndpointMismatchError, "compare role and unique id with the configuration"],
    STATUS_CONFIG_MISMATCH: [ConfigMismatchError, "read the active configuration and use its id"],
    STATUS_INVALID_ENDPOINT: [InvalidEndpointError, "give it a role and a timeout (at most 65 530 s for PDB_rooted)"],
  },
};

const DEREGISTER: StatusTable<typeof DeregisterEstopEndpointResponse_Status> = {
  names: DeregisterEstopEndpointResponse_Status,
  errors: {
    STATUS_ENDPOINT_MISMATCH: [EndpointMismatchError, "compare role and unique id with the configuration"],
    STATUS_CONFIG_MISMATCH: [ConfigMismatchError, "read the active configuration and use its id"],
    STATUS_MOTORS_ON: [MotorsOnError, "power the motors off first"],
  },
};

const CHECK_IN: StatusTable<typeof EstopCheckInResponse_Status> = {
  names: EstopCheckInResponse_Status,
  errors: {
    STATUS_ENDPOINT_UNKNOWN: [EndpointUnknownError, "register it again: the configuration has changed"],
    STATUS_INCORRECT_CHALLENGE_RESPONSE: [
      IncorrectChallengeResponseError,
      "expected at the first check-in; then answer the challenge of the last response, with check-ins one at a time",
    ],
  },
};

const SET_CONFIG: StatusTable<typeof SetEstopConfigResponse_Status> = {
  names: SetEstopConfigResponse_Status,
  errors: {
    STATUS_INVALID_ID: [EstopInvalidIdError, "read the active configuration and use its id"],
    STATUS_MOTORS_ON: [MotorsOnError, "power the motors off first"],
  },
};

/** Configures the e-stop, registers endpoints and checks in. Every check-in response, an error's too, has the next challenge. Needs a login. */
export const EstopClient: ClientClass<typeof EstopServiceCalls> = /* @__PURE__ */ defineClient(EstopServiceCalls, {
  serviceName: "estop",
  rpcs: {
    registerEstopEndpoint: { statuses: REGISTER },
    deregisterEstopEndpoint: { statuses: DEREGISTER },
    estopCheckIn: { statuses: CHECK_IN },
    setEstopConfig: { statuses: SET_CONFIG },
  },
});
/** Configures the e-stop, registers endpoints and checks in. Every check-in response, an error's too, has the next challenge. Needs a login. */
export type EstopClient = InstanceType<typeof EstopClient>;
