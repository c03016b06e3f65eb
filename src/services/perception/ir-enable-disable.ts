/** The infrared emitters of the body cameras. */
import { IREnableDisableServiceCalls } from "../../messages/bosdyn/api/ir_enable_disable_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Switches the emitters, for other infrared sensors to see. Needs a login. */
export const IrEnableDisableClient: ClientClass<typeof IREnableDisableServiceCalls> = /* @__PURE__ */ defineClient(
  IREnableDisableServiceCalls,
  {
    serviceName: "ir-enable-disable-service",
  },
);
/** Switches the emitters, for other infrared sensors to see. Needs a login. */
export type IrEnableDisableClient = InstanceType<typeof IrEnableDisableClient>;
