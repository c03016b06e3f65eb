/** Docking and undocking. */
import { DockingCommandResponse_Status } from "../../messages/bosdyn/api/docking/docking.ts";
import { DockingServiceCalls } from "../../messages/bosdyn/api/docking/docking_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import type { StatusTable } from "../rpc-facts.ts";

const DOCKING_COMMAND: StatusTable<typeof DockingCommandResponse_Status> = {
  names: DockingCommandResponse_Status,
  errors: {},
};

/** Request fields that take local time too. */
interface DockingTimes {
  readonly dockingCommand: "endTime";
  readonly dockingCommandFeedback: "updateDockingParams.endTime";
}

/** Docks and undocks. Docking ends with the motors off; undocking needs them on. Needs a login, a lease and time sync. */
export const DockingClient: ClientClass<typeof DockingServiceCalls, DockingTimes> = /* @__PURE__ */ defineClient(
  DockingServiceCalls,
  {
    serviceName: "docking",
    rpcs: {
      dockingCommand: {
        times: ["endTime"],
        clockIdentifier: true,
        lease: "lease",
        leaseResult: "leaseUseResult",
        statuses: DOCKING_COMMAND,
      },
      dockingCommandFeedback: { times: ["updateDockingParams.endTime"] },
    },
  },
);
/** Docks and undocks. Docking ends with the motors off; undocking needs them on. Needs a login, a lease and time sync. */
export type DockingClient = InstanceType<typeof DockingClient>;
