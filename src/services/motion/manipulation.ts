/** Grasping and walking to objects seen by a camera. */
import { ManipulationApiServiceCalls } from "../../messages/bosdyn/api/manipulation_api_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Grasps objects. Needs a login and a lease. */
export const ManipulationApiClient: ClientClass<typeof ManipulationApiServiceCalls> = /* @__PURE__ */ defineClient(
  ManipulationApiServiceCalls,
  {
    serviceName: "manipulation",
    rpcs: {
      manipulationApi: { lease: "lease", leaseResult: "leaseUseResult" },
    },
  },
);
/** Grasps objects. Needs a login and a lease. */
export type ManipulationApiClient = InstanceType<typeof ManipulationApiClient>;
