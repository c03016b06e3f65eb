/** Software of the Spot CAM. */
import { VersionService } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads the version. Needs a login. */
export const SpotCamVersionClient: ClientClass<typeof VersionService> = /* @__PURE__ */ defineClient(VersionService, {
  serviceName: "spot-cam-version",
});
/** Reads the version. Needs a login. */
export type SpotCamVersionClient = InstanceType<typeof SpotCamVersionClient>;
