/** Reading the data buffer: what is in it, and its pages. */
import { DataService } from "../../messages/bosdyn/api/data_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Queries and deletes what the data buffer holds. Needs a login. */
export const DataServiceClient: ClientClass<typeof DataService> = /* @__PURE__ */ defineClient(DataService, {
  serviceName: "data",
});
/** Queries and deletes what the data buffer holds. Needs a login. */
export type DataServiceClient = InstanceType<typeof DataServiceClient>;
