/** Introducing a payload to the robot, and logging in as one. */
import type { CallOptions } from "../../grpc/index.ts";
import {
  GetPayloadAuthTokenResponse_Status,
  RegisterPayloadResponse_Status,
  UpdatePayloadAttachedResponse_Status,
  UpdatePayloadVersionResponse_Status,
} from "../../messages/bosdyn/api/payload_registration.ts";
import { PayloadRegistrationServiceCalls } from "../../messages/bosdyn/api/payload_registration_service.ts";
import type { SoftwareVersionInit } from "../../messages/bosdyn/api/robot_id.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** A payload with that GUID is registered already. */
export class PayloadAlreadyExistsError extends ResponseError {
  override readonly code = "PAYLOAD_ALREADY_EXISTS";
}

/** No payload with that GUID is registered. */
export class PayloadDoesNotExistError extends ResponseError {
  override readonly code = "PAYLOAD_DOES_NOT_EXIST";
}

/** The robot does not accept the GUID with that secret. */
export class InvalidPayloadCredentialsError extends ResponseError {
  override readonly code = "PAYLOAD_INVALID_CREDENTIALS";
}

/** No operator has authorised the payload yet. */
export class PayloadNotAuthorizedError extends ResponseError {
  override readonly code = "PAYLOAD_NOT_AUTHORIZED";
  override readonly retryable = true;
}

const REGISTER: StatusTable<typeof RegisterPayloadResponse_Status> = {
  names: RegisterPayloadResponse_Status,
  errors: {
    STATUS_ALREADY_EXISTS: [
      PayloadAlreadyExistsError,
      "harmless when registering again; a new version needs updatePayloadVersion",
    ],
  },
};

const UPDATE_VERSION: StatusTable<typeof UpdatePayloadVersionResponse_Status> = {
  names: UpdatePayloadVersionResponse_Status,
  errors: {
    STATUS_DOES_NOT_EXIST: [PayloadDoesNotExistError, "register it first"],
    STATUS_INVALID_CREDENTIALS: [InvalidPayloadCredentialsError, "use the secret that the payload was registered with"],
  },
};

const GET_TOKEN: StatusTable<typeof GetPayloadAuthTokenResponse_Status> = {
  names: GetPayloadAuthTokenResponse_Status,
  errors: {
    STATUS_INVALID_CREDENTIALS: [InvalidPayloadCredentialsError, "use the secret that the payload was registered with"],
    STATUS_PAYLOAD_NOT_AUTHORIZED: [
      PayloadNotAuthorizedError,
      "an operator must authorise the payload on the robot's web page; ask again later, once a second at most",
    ],
  },
};

const UPDATE_ATTACHED: StatusTable<typeof UpdatePayloadAttachedResponse_Status> = {
  names: UpdatePayloadAttachedResponse_Status,
  errors: {
    STATUS_DOES_NOT_EXIST: [PayloadDoesNotExistError, "register it first"],
    STATUS_INVALID_CREDENTIALS: [InvalidPayloadCredentialsError, "use the secret that the payload was registered with"],
    STATUS_PAYLOAD_NOT_AUTHORIZED: [
      PayloadNotAuthorizedError,
      "an operator must authorise the payload on the robot's web page; ask again later, once a second at most",
    ],
  },
};

const PayloadRegistrationRpcs: ClientClass<typeof PayloadRegistrationServiceCalls> = /* @__PURE__ */ defineClient(
  PayloadRegistrationServiceCalls,
  {
    serviceName: "payload-registration",
    authority: "payload-registration.spot.robot",
    rpcs: {
      registerPayload: { statuses: REGISTER },
      updatePayloadVersion: { statuses: UPDATE_VERSION },
      getPayloadAuthToken: { statuses: GET_TOKEN },
      updatePayloadAttached: { statuses: UPDATE_ATTACHED },
    },
  },
);

/** What a payload proves itself by. */
export interface PayloadCredentials {
  readonly guid: string;
  readonly secret: string;
}

/** Registers payloads and logs them in. Needs no login; the robot allows ten requests a second. */
export class PayloadRegistrationClient extends PayloadRegistrationRpcs {
  /**
   * Log in as a payload.
   * @returns a token (JWT), valid 12 hours, for login, directory, registration and robot state alone
   * @throws {PayloadNotAuthorizedError | InvalidPayloadCredentialsError | ResponseError | RpcError}
   */
  async login(credentials: PayloadCredentials, options?: CallOptions): Promise<string> {
    const response = await this.getPayloadAuthToken(twice(credentials), options);
    return response.token;
  }

  /** Tell the robot the payload's version. @throws {PayloadDoesNotExistError | ResponseError | RpcError} */
  async setVersion(
    credentials: PayloadCredentials,
    version: SoftwareVersionInit,
    options?: CallOptions,
  ): Promise<void> {
    await this.updatePayloadVersion({ ...twice(credentials), updatedVersion: version }, options);
  }
}

/** Older robots read the deprecated fields. */
function twice(credentials: PayloadCredentials): {
  readonly payloadCredentials: PayloadCredentials;
  readonly payloadGuid: string;
  readonly payloadSecret: string;
} {
  return { payloadCredentials: credentials, payloadGuid: credentials.guid, payloadSecret: credentials.secret };
}
