/** The robot's licence. */
import { LicenseServiceCalls } from "../../messages/bosdyn/api/license_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads the robot's licence, and which features it covers. Needs a login. */
export const LicenseClient: ClientClass<typeof LicenseServiceCalls> = /* @__PURE__ */ defineClient(
  LicenseServiceCalls,
  {
    serviceName: "license",
  },
);
/** Reads the robot's licence, and which features it covers. Needs a login. */
export type LicenseClient = InstanceType<typeof LicenseClient>;
