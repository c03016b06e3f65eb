/** The infrared emitters of the body cameras. */
import { IREnableDisableService } from "../../messages/bosdyn/api/ir_enable_disable_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Switches the emitters, for other infrared sensors to see. Needs a login. */
export const IrEnableDisableClient: ClientClass<typeof IREnableDisableService> = /* @__PURE__ */ defineClient(
  IREnableDisableService,
  {
    serviceName: "ir-enable-disable-service",
  },
);
/** Switches the emitters, for other infrared sensors to see. Needs a login. */
export type IrEnableDisableClient = InstanceType<typeof IrEnableDisableClient>;
