/** Quality of the Spot CAM's video. */
import { StreamQualityServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads and sets bit rate, exposure and the like. Needs a login. */
export const SpotCamStreamQualityClient: ClientClass<typeof StreamQualityServiceCalls> = /* @__PURE__ */ defineClient(
  StreamQualityServiceCalls,
  {
    serviceName: "spot-cam-stream-quality",
  },
);
/** Reads and sets bit rate, exposure and the like. Needs a login. */
export type SpotCamStreamQualityClient = InstanceType<typeof SpotCamStreamQualityClient>;
