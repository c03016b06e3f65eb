/** Reading the data buffer: what is in it, and its pages. */
import { DataServiceCalls } from "../../messages/bosdyn/api/data_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Queries and deletes what the data buffer holds. Needs a login. */
export const DataServiceClient: ClientClass<typeof DataServiceCalls> = /* @__PURE__ */ defineClient(DataServiceCalls, {
  serviceName: "data",
});
/** Queries and deletes what the data buffer holds. Needs a login. */
export type DataServiceClient = InstanceType<typeof DataServiceClient>;
