/** Software updates of payloads: the robot's side, and the side that a payload hosts. */
import { PayloadSoftwareUpdateInitiationServiceCalls } from "../../messages/bosdyn/api/payload_software_update_initiation_service.ts";
import { PayloadSoftwareUpdateServiceCalls } from "../../messages/bosdyn/api/payload_software_update_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/**
 * Tells the robot what a payload runs, and asks it what there is to install. The header of the responses is looked at,
 * which the reference client leaves out. Needs a login.
 */
export const PayloadSoftwareUpdateClient: ClientClass<typeof PayloadSoftwareUpdateServiceCalls> =
  /* @__PURE__ */ defineClient(PayloadSoftwareUpdateServiceCalls, {
    serviceName: "payload-software-update",
  });
/** Tells the robot what a payload runs, and asks it what there is to install. Needs a login. */
export type PayloadSoftwareUpdateClient = InstanceType<typeof PayloadSoftwareUpdateClient>;

/** Asks a payload to report its software or to update it. Its messages have no header. */
export const PayloadSoftwareUpdateInitiationClient: ClientClass<typeof PayloadSoftwareUpdateInitiationServiceCalls> =
  /* @__PURE__ */ defineClient(PayloadSoftwareUpdateInitiationServiceCalls, {
    serviceName: "payload-software-update-initiation",
    rpcs: {
      triggerSendPayloadSoftwareInfo: { headerless: true },
      triggerInitiateUpdate: { headerless: true },
    },
  });
/** Asks a payload to report its software or to update it. Its messages have no header. */
export type PayloadSoftwareUpdateInitiationClient = InstanceType<typeof PayloadSoftwareUpdateInitiationClient>;
