/** What the robot has seen around it, and what clients add to that. */
import { WorldObjectServiceCalls } from "../../messages/bosdyn/api/world_object_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Request fields that take local time too. */
interface WorldObjectTimes {
  readonly listWorldObjects: "timestampFilter";
  readonly mutateWorldObjects: "mutation.object.acquisitionTime";
}

/** Lists and changes world objects. The status of a change is for the caller to read. Needs a login. */
export const WorldObjectClient: ClientClass<typeof WorldObjectServiceCalls, WorldObjectTimes> =
  /* @__PURE__ */ defineClient(WorldObjectServiceCalls, {
    serviceName: "world-objects",
    rpcs: {
      listWorldObjects: { times: ["timestampFilter"] },
      mutateWorldObjects: { times: ["mutation.object.acquisitionTime"] },
    },
  });
/** Lists and changes world objects. The status of a change is for the caller to read. Needs a login. */
export type WorldObjectClient = InstanceType<typeof WorldObjectClient>;
