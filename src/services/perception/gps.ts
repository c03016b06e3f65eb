/** GPS: measurements in, the robot's place on Earth out. */
import { AggregatorService } from "../../messages/bosdyn/api/gps/aggregator_service.ts";
import { RegistrationService } from "../../messages/bosdyn/api/gps/registration_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Takes measurements of a GPS receiver. Needs a login. */
export const GpsAggregatorClient: ClientClass<typeof AggregatorService> = /* @__PURE__ */ defineClient(
  AggregatorService,
  {
    serviceName: "gps-aggregator",
  },
);
/** Takes measurements of a GPS receiver. Needs a login. */
export type GpsAggregatorClient = InstanceType<typeof GpsAggregatorClient>;

/** Says where the robot is on Earth. The status of a location is for the caller to read. Needs a login. */
export const GpsRegistrationClient: ClientClass<typeof RegistrationService> = /* @__PURE__ */ defineClient(
  RegistrationService,
  {
    serviceName: "gps-registration",
  },
);
/** Says where the robot is on Earth. The status of a location is for the caller to read. Needs a login. */
export type GpsRegistrationClient = InstanceType<typeof GpsRegistrationClient>;
