/** The simulator's `bosdyn.api.DirectoryService`. */
import {
  GetServiceEntryResponse_Status as Status,
  type ServiceEntryInit,
} from "../../messages/bosdyn/api/directory.ts";
import { DirectoryService } from "../../messages/bosdyn/api/directory_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering } from "./response-header.ts";

/** Make the service over the robot's others; it lists itself too. */
export function directoryService(clock: SimClock, others: readonly HostedService[]): HostedService {
  const directory: HostedService = {
    name: "directory",
    type: DirectoryService.typeName,
    authority: "api.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          DirectoryService.listServiceEntries,
          answering(clock, () => ({ serviceEntries: all.map(entry) })),
        )
        .handle(
          DirectoryService.getServiceEntry,
          answering(clock, ({ serviceName }) => {
            const found = all.find(({ name }) => name === serviceName);
            if (found === undefined) return { status: Status.STATUS_NONEXISTENT_SERVICE };
            return { status: Status.STATUS_OK, serviceEntry: entry(found) };
          }),
        ),
  };
  const all = [...others, directory];
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
