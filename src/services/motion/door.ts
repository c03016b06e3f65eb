/** Opening doors with the arm. */
import { DoorServiceCalls } from "../../messages/bosdyn/api/spot/door_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Opens doors. The status of a response is for the caller to read. Needs a login and a lease. */
export const DoorClient: ClientClass<typeof DoorServiceCalls> = /* @__PURE__ */ defineClient(DoorServiceCalls, {
  serviceName: "door",
  rpcs: {
    openDoor: { lease: "lease", leaseResult: "leaseUseResult" },
  },
});
/** Opens doors. The status of a response is for the caller to read. Needs a login and a lease. */
export type DoorClient = InstanceType<typeof DoorClient>;
