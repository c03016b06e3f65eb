/** Lights of the Spot CAM. */
import { LightingServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Sets the four lights, 0 to 3, to between 0 and 1. Needs a login. */
export const SpotCamLightingClient: ClientClass<typeof LightingServiceCalls> = /* @__PURE__ */ defineClient(
  LightingServiceCalls,
  {
    serviceName: "spot-cam-lighting",
  },
);
/** Sets the four lights, 0 to 3, to between 0 and 1. Needs a login. */
export type SpotCamLightingClient = InstanceType<typeof SpotCamLightingClient>;
