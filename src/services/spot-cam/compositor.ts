/** What the Spot CAM shows: screens, streams, infrared colours. */
import { CompositorServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Chooses screens and how infrared is drawn. Needs a login. */
export const SpotCamCompositorClient: ClientClass<typeof CompositorServiceCalls> = /* @__PURE__ */ defineClient(
  CompositorServiceCalls,
  {
    serviceName: "spot-cam-compositor",
  },
);
/** Chooses screens and how infrared is drawn. Needs a login. */
export type SpotCamCompositorClient = InstanceType<typeof SpotCamCompositorClient>;
