/** Software of the Spot CAM. */
import { VersionServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads the version. Needs a login. */
export const SpotCamVersionClient: ClientClass<typeof VersionServiceCalls> = /* @__PURE__ */ defineClient(
  VersionServiceCalls,
  {
    serviceName: "spot-cam-version",
  },
);
/** Reads the version. Needs a login. */
export type SpotCamVersionClient = InstanceType<typeof SpotCamVersionClient>;
