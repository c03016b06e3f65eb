/** Where the joints must be for the hand to be somewhere. */
import { InverseKinematicsService } from "../../messages/bosdyn/api/spot/inverse_kinematics_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Solves for joint angles without moving. The status of a response is for the caller to read. Needs a login. */
export const InverseKinematicsClient: ClientClass<typeof InverseKinematicsService> = /* @__PURE__ */ defineClient(
  InverseKinematicsService,
  {
    serviceName: "inverse-kinematics",
  },
);
/** Solves for joint angles without moving. The status of a response is for the caller to read. Needs a login. */
export type InverseKinematicsClient = InstanceType<typeof InverseKinematicsClient>;
