/** Power of the parts of the Spot CAM. */
import { PowerServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Switches parts on and off; a part that the request leaves out stays as it is. Needs a login. */
export const SpotCamPowerClient: ClientClass<typeof PowerServiceCalls> = /* @__PURE__ */ defineClient(
  PowerServiceCalls,
  {
    serviceName: "spot-cam-power",
  },
);
/** Switches parts on and off; a part that the request leaves out stays as it is. Needs a login. */
export type SpotCamPowerClient = InstanceType<typeof SpotCamPowerClient>;
