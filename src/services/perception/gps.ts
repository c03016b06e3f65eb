/** GPS: measurements in, the robot's place on Earth out. */
import { AggregatorServiceCalls } from "../../messages/bosdyn/api/gps/aggregator_service.ts";
import { RegistrationServiceCalls } from "../../messages/bosdyn/api/gps/registration_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Takes measurements of a GPS receiver. Needs a login. */
export const GpsAggregatorClient: ClientClass<typeof AggregatorServiceCalls> = /* @__PURE__ */ defineClient(
  AggregatorServiceCalls,
  {
    serviceName: "gps-aggregator",
  },
);
/** Takes measurements of a GPS receiver. Needs a login. */
export type GpsAggregatorClient = InstanceType<typeof GpsAggregatorClient>;

/** Says where the robot is on Earth. The status of a location is for the caller to read. Needs a login. */
export const GpsRegistrationClient: ClientClass<typeof RegistrationServiceCalls> = /* @__PURE__ */ defineClient(
  RegistrationServiceCalls,
  {
    serviceName: "gps-registration",
  },
);
/** Says where the robot is on Earth. The status of a location is for the caller to read. Needs a login. */
export type GpsRegistrationClient = InstanceType<typeof GpsRegistrationClient>;
