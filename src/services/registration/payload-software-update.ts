/** Software updates of payloads: the robot's side, and the side that a payload hosts. */
import { PayloadSoftwareUpdateInitiationService } from "../../messages/bosdyn/api/payload_software_update_initiation_service.ts";
import { PayloadSoftwareUpdateService } from "../../messages/bosdyn/api/payload_software_update_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Tells the robot what a payload runs, and asks it what there is to install. Needs a login. */
export const PayloadSoftwareUpdateClient: ClientClass<typeof PayloadSoftwareUpdateService> =
  /* @__PURE__ */ defineClient(PayloadSoftwareUpdateService, {
    serviceName: "payload-software-update",
  });
/** Tells the robot what a payload runs, and asks it what there is to install. Needs a login. */
export type PayloadSoftwareUpdateClient = InstanceType<typeof PayloadSoftwareUpdateClient>;

/** Asks a payload to report its software or to update it. Its messages have no header. */
export const PayloadSoftwareUpdateInitiationClient: ClientClass<typeof PayloadSoftwareUpdateInitiationService> =
  /* @__PURE__ */ defineClient(PayloadSoftwareUpdateInitiationService, {
    serviceName: "payload-software-update-initiation",
    rpcs: {
      triggerSendPayloadSoftwareInfo: { headerless: true },
      triggerInitiateUpdate: { headerless: true },
    },
  });
/** Asks a payload to report its software or to update it. Its messages have no header. */
export type PayloadSoftwareUpdateInitiationClient = InstanceType<typeof PayloadSoftwareUpdateInitiationClient>;
