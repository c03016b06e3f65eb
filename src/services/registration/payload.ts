/** The payloads that a robot carries. */
import { PayloadServiceCalls } from "../../messages/bosdyn/api/payload_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Lists payloads. Needs a login. */
export const PayloadClient: ClientClass<typeof PayloadServiceCalls> = /* @__PURE__ */ defineClient(
  PayloadServiceCalls,
  {
    serviceName: "payload",
  },
);
/** Lists payloads. Needs a login. */
export type PayloadClient = InstanceType<typeof PayloadClient>;
