/** The robot's licence. */
import { LicenseService } from "../../messages/bosdyn/api/license_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads the robot's licence, and which features it covers. Needs a login. */
export const LicenseClient: ClientClass<typeof LicenseService> = /* @__PURE__ */ defineClient(LicenseService, {
  serviceName: "license",
});
/** Reads the robot's licence, and which features it covers. Needs a login. */
export type LicenseClient = InstanceType<typeof LicenseClient>;
