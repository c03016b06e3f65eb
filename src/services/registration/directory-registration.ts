/** Entering services of one's own into the robot's directory. */
import {
  RegisterServiceResponse_Status,
  UnregisterServiceResponse_Status,
  UpdateServiceResponse_Status,
} from "../../messages/bosdyn/api/directory_registration.ts";
import { DirectoryRegistrationServiceCalls } from "../../messages/bosdyn/api/directory_registration_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The directory has a service of that name already. */
export class ServiceAlreadyExistsError extends ResponseError {
  override readonly code = "DIRECTORY_REGISTRATION_ALREADY_EXISTS";
}

/** The directory has no service of that name to update or remove. */
export class ServiceDoesNotExistError extends ResponseError {
  override readonly code = "DIRECTORY_REGISTRATION_NONEXISTENT_SERVICE";
}

const REGISTER: StatusTable<typeof RegisterServiceResponse_Status> = {
  names: RegisterServiceResponse_Status,
  errors: {
    STATUS_ALREADY_EXISTS: [ServiceAlreadyExistsError, "update it instead, or unregister it first"],
  },
};

const UNREGISTER: StatusTable<typeof UnregisterServiceResponse_Status> = {
  names: UnregisterServiceResponse_Status,
  errors: {
    STATUS_NONEXISTENT_SERVICE: [ServiceDoesNotExistError, "register it first"],
  },
};

const UPDATE: StatusTable<typeof UpdateServiceResponse_Status> = {
  names: UpdateServiceResponse_Status,
  errors: {
    STATUS_NONEXISTENT_SERVICE: [ServiceDoesNotExistError, "register it first"],
  },
};

/** Registers services that a payload hosts. Registering and updating both count as a heartbeat. Needs a login. */
export const DirectoryRegistrationClient: ClientClass<typeof DirectoryRegistrationServiceCalls> =
  /* @__PURE__ */ defineClient(DirectoryRegistrationServiceCalls, {
    serviceName: "directory-registration",
    authority: "api.spot.robot",
    rpcs: {
      registerService: { statuses: REGISTER },
      unregisterService: { statuses: UNREGISTER },
      updateService: { statuses: UPDATE },
    },
  });
/** Registers services that a payload hosts. Registering and updating both count as a heartbeat. Needs a login. */
export type DirectoryRegistrationClient = InstanceType<typeof DirectoryRegistrationClient>;
