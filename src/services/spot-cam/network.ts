/** How the Spot CAM is reached by WebRTC. */
import { NetworkServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads and sets the ICE servers. Needs a login. */
export const SpotCamNetworkClient: ClientClass<typeof NetworkServiceCalls> = /* @__PURE__ */ defineClient(
  NetworkServiceCalls,
  {
    serviceName: "spot-cam-network",
  },
);
/** Reads and sets the ICE servers. Needs a login. */
export type SpotCamNetworkClient = InstanceType<typeof SpotCamNetworkClient>;
