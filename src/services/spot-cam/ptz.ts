/** The camera that turns, tilts and zooms. */
import { PtzServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Moves and focuses the camera. Needs a login. */
export const SpotCamPtzClient: ClientClass<typeof PtzServiceCalls> = /* @__PURE__ */ defineClient(PtzServiceCalls, {
  serviceName: "spot-cam-ptz",
});
/** Moves and focuses the camera. Needs a login. */
export type SpotCamPtzClient = InstanceType<typeof SpotCamPtzClient>;
