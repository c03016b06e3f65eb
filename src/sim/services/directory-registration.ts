/** The simulator's `bosdyn.api.DirectoryRegistrationService`. It lists what is registered; it passes no calls on. */
import { isIP } from "node:net";
import {
  type RegisterServiceRequest,
  RegisterServiceResponse_Status,
  UnregisterServiceResponse_Status,
  UpdateServiceResponse_Status,
} from "../../messages/bosdyn/api/directory_registration.ts";
import { DirectoryRegistrationService } from "../../messages/bosdyn/api/directory_registration_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { RegisteredServices, Registration } from "../directory/registered-services.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering, invalidRequest } from "./response-header.ts";

const DOMAIN = ".spot.robot";
/** RFC 1035 §2.3.4, for authorities; names and types have no reason to be longer. */
const MAX_CHARACTERS = 255;

/** Make the service. */
export function directoryRegistrationService(clock: SimClock, registered: RegisteredServices): HostedService {
  return {
    name: "directory-registration",
    type: DirectoryRegistrationService.typeName,
    authority: "api.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          DirectoryRegistrationService.registerService,
          answering(clock, (request) => {
            const result = registered.register(readRegistration(request));
            if (result === "too-many") throw invalidRequest("the directory is full");
            if (result !== "ok") return { status: RegisterServiceResponse_Status.STATUS_ALREADY_EXISTS };
            return { status: RegisterServiceResponse_Status.STATUS_OK };
          }),
        )
        .handle(
          DirectoryRegistrationService.updateService,
          answering(clock, (request) => {
            const result = registered.update(readRegistration(request));
            if (result === "authority-taken") throw invalidRequest("authority is another service's");
            if (result !== "ok") return { status: UpdateServiceResponse_Status.STATUS_NONEXISTENT_SERVICE };
            return { status: UpdateServiceResponse_Status.STATUS_OK };
          }),
        )
        .handle(
          DirectoryRegistrationService.unregisterService,
          answering(clock, ({ serviceName }) => ({
            status: registered.unregister(serviceName)
              ? UnregisterServiceResponse_Status.STATUS_OK
              : UnregisterServiceResponse_Status.STATUS_NONEXISTENT_SERVICE,
          })),
        ),
  };
}

/** What a request says of a service, checked. What the robot fills in itself is left out. */
function readRegistration({
  serviceEntry,
  endpoint,
}: Pick<RegisterServiceRequest, "serviceEntry" | "endpoint">): Registration {
  if (serviceEntry === undefined || endpoint === undefined)
    throw invalidRequest("service_entry or endpoint is missing");
  const { name, type, userTokenRequired, permissionRequired, livenessTimeoutSecs } = serviceEntry;
  for (const [field, value] of Object.entries({ name, type, authority: serviceEntry.authority })) {
    if (value === undefined || value === "") throw invalidRequest(`service_entry lacks ${field}`);
    if (value.length > MAX_CHARACTERS)
      throw invalidRequest(`service_entry.${field} is over ${MAX_CHARACTERS} characters`);
  }
  if (permissionRequired.length > MAX_CHARACTERS) throw invalidRequest("service_entry.permission_required is too long");
  if (!(livenessTimeoutSecs >= 0)) throw invalidRequest("service_entry.liveness_timeout_secs is negative");
  const { hostIp, port } = endpoint;
  if (isIP(hostIp) === 0) throw invalidRequest("endpoint.host_ip is no IP address");
  if (port < 1 || port > 65_535) throw invalidRequest("endpoint.port is not within 1 to 65535");
  const authority = serviceEntry.authority.includes(".") ? serviceEntry.authority : serviceEntry.authority + DOMAIN;
  return {
    entry: { name, type, authority, userTokenRequired, permissionRequired, livenessTimeoutSecs },
    endpoint: { hostIp, port },
  };
}
