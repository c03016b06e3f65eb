/** Maps of the ground around the robot. */
import { LocalGridServiceCalls } from "../../messages/bosdyn/api/local_grid_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Lists and reads grids. Each grid has a status of its own, for the caller to read. Needs a login. */
export const LocalGridClient: ClientClass<typeof LocalGridServiceCalls> = /* @__PURE__ */ defineClient(
  LocalGridServiceCalls,
  {
    serviceName: "local-grid-service",
  },
);
/** Lists and reads grids. Each grid has a status of its own, for the caller to read. Needs a login. */
export type LocalGridClient = InstanceType<typeof LocalGridClient>;
