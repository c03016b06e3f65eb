/** The simulator's `bosdyn.api.LocalGridService`: maps of the ground around the robot. */
import {
  LocalGridResponse_Status as Status,
  type LocalGridResponseInit,
} from "../../messages/bosdyn/api/local_grid.ts";
import { LocalGridService } from "../../messages/bosdyn/api/local_grid_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import type { Shutter } from "../perception/capture.ts";
import { GRID_NAMES, type LocalGrids } from "../perception/local-grids.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** As many grids as one request may ask for. */
const MAX_REQUESTS = 20;

/** Make the service. */
export function localGridService(clock: SimClock, shutter: Shutter, grids: LocalGrids): HostedService {
  return {
    name: "local-grid-service",
    type: LocalGridService.typeName,
    authority: "localgrid.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          LocalGridService.getLocalGridTypes,
          answering(clock, () => ({ localGridType: GRID_NAMES.map((name) => ({ name })) })),
        )
        .handle(
          LocalGridService.getLocalGrids,
          answering(clock, ({ localGridRequests }) => {
            if (localGridRequests.length > MAX_REQUESTS)
              throw invalidRequest(`more than ${MAX_REQUESTS} grids at once`);
            const capture = shutter.capture();
            const localGridResponses = localGridRequests.map(({ localGridTypeName }): LocalGridResponseInit => {
              const name = GRID_NAMES.find((each) => each === localGridTypeName);
              if (name === undefined) return { localGridTypeName, status: Status.STATUS_NO_SUCH_GRID };
              return { localGridTypeName, status: Status.STATUS_OK, localGrid: grids.grid(capture, name) };
            });
            const failed = localGridResponses.filter(({ status }) => status !== Status.STATUS_OK);
            return { localGridResponses, numLocalGridErrors: failed.length };
          }),
        ),
  };
}
