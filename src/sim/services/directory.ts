/** The simulator's `bosdyn.api.DirectoryService`. */
import {
  GetServiceEntryResponse_Status as Status,
  type ServiceEntryInit,
} from "../../messages/bosdyn/api/directory.ts";
import { DirectoryService } from "../../messages/bosdyn/api/directory_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { RegisteredServices } from "../directory/registered-services.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering } from "./response-header.ts";

/** Make the service over the robot's others and what is registered with it; it lists itself too. */
export function directoryService(
  clock: SimClock,
  others: readonly HostedService[],
  registered?: RegisteredServices,
): HostedService {
  const directory: HostedService = {
    name: "directory",
    type: DirectoryService.typeName,
    authority: "api.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          DirectoryService.listServiceEntries,
          answering(clock, () => ({ serviceEntries: entries() })),
        )
        .handle(
          DirectoryService.getServiceEntry,
          answering(clock, ({ serviceName }) => {
            const serviceEntry = entries().find(({ name }) => name === serviceName);
            if (serviceEntry === undefined) return { status: Status.STATUS_NONEXISTENT_SERVICE };
            return { status: Status.STATUS_OK, serviceEntry };
          }),
        ),
  };
  const entries = (): ServiceEntryInit[] => [...[...others, directory].map(entry), ...(registered?.entries() ?? [])];
  const entry = ({ name, type, authority, needsToken }: HostedService): ServiceEntryInit => ({
    name,
    type,
    authority,
    userTokenRequired: needsToken,
    // Services on the robot itself keep their registration fresh all the time.
    lastUpdate: toTimestamp(clock.now()),
  });
  return directory;
}
