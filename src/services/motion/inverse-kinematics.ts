/** Where the joints must be for the hand to be somewhere. */
import { InverseKinematicsServiceCalls } from "../../messages/bosdyn/api/spot/inverse_kinematics_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Solves for joint angles without moving. The status of a response is for the caller to read. Needs a login. */
export const InverseKinematicsClient: ClientClass<typeof InverseKinematicsServiceCalls> = /* @__PURE__ */ defineClient(
  InverseKinematicsServiceCalls,
  {
    serviceName: "inverse-kinematics",
  },
);
/** Solves for joint angles without moving. The status of a response is for the caller to read. Needs a login. */
export type InverseKinematicsClient = InstanceType<typeof InverseKinematicsClient>;
