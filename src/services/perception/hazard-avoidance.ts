/** Hazards that the robot should keep away from. */
import { AddHazardResult_Status } from "../../messages/bosdyn/api/hazard_avoidance.ts";
import { HazardAvoidanceServiceCalls } from "../../messages/bosdyn/api/hazard_avoidance_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { InvalidRequestError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

const ADD_HAZARD: StatusTable<typeof AddHazardResult_Status> = {
  names: AddHazardResult_Status,
  // Updated, and ignored.
  ok: [1, 2],
  errors: {
    STATUS_INVALID_DATA: [InvalidRequestError, "the robot finds the request malformed"],
  },
};

/** Request fields that take local time too. */
interface HazardAvoidanceTimes {
  readonly addHazards: "hazards.acquisitionTime";
}

/** Adds hazards. Needs a login and time sync. */
export const HazardAvoidanceClient: ClientClass<typeof HazardAvoidanceServiceCalls, HazardAvoidanceTimes> =
  /* @__PURE__ */ defineClient(HazardAvoidanceServiceCalls, {
    serviceName: "hazard-avoidance-service",
    rpcs: {
      addHazards: { times: ["hazards.acquisitionTime"], elements: { list: "addHazardResults", statuses: ADD_HAZARD } },
    },
  });
/** Adds hazards. Needs a login and time sync. */
export type HazardAvoidanceClient = InstanceType<typeof HazardAvoidanceClient>;
