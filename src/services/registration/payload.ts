/** The payloads that a robot carries. */
import { PayloadService } from "../../messages/bosdyn/api/payload_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Lists payloads. Needs a login. */
export const PayloadClient: ClientClass<typeof PayloadService> = /* @__PURE__ */ defineClient(PayloadService, {
  serviceName: "payload",
});
/** Lists payloads. Needs a login. */
export type PayloadClient = InstanceType<typeof PayloadClient>;
