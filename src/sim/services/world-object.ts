/** The simulator's `bosdyn.api.WorldObjectService`: what the robot saw lately, and what clients tell it of. */
import {
  MutateWorldObjectRequest_Action as Action,
  type WorldObjectInit,
  WorldObjectType,
} from "../../messages/bosdyn/api/world_object.ts";
import { WorldObjectService } from "../../messages/bosdyn/api/world_object_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { fromTimestamp } from "../clock/timestamps.ts";
import type { HostedService } from "../hosted-service.ts";
import type { ClientObjects } from "../perception/client-objects.ts";
import type { SeenObjects } from "../perception/seen-objects.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** Make the service. */
export function worldObjectService(clock: SimClock, seen: SeenObjects, made: ClientObjects): HostedService {
  const all = (): { readonly message: WorldObjectInit; readonly acquiredAt: bigint }[] => {
    const now = clock.now();
    return [...seen.list(now).map(({ message, seenAt }) => ({ message, acquiredAt: seenAt })), ...made.list(now)];
  };
  return {
    name: "world-objects",
    type: WorldObjectService.typeName,
    authority: "world-objects.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          WorldObjectService.listWorldObjects,
          answering(clock, ({ objectType, timestampFilter }) => {
            seen.look();
            const since = timestampFilter === undefined ? 0n : fromTimestamp(timestampFilter);
            const objects = all().filter(
              ({ message, acquiredAt }) =>
                acquiredAt >= since && (objectType.length === 0 || objectType.some((type) => isOf(message, type))),
            );
            return { worldObjects: objects.map(({ message }) => message) };
          }),
        )
        .handle(
          WorldObjectService.mutateWorldObjects,
          answering(clock, ({ mutation }) => {
            const { action = Action.ACTION_UNKNOWN, object } = mutation ?? {};
            const isKnown = action >= Action.ACTION_ADD && action <= Action.ACTION_DELETE;
            if (!isKnown) throw invalidRequest(`mutation has no action ${action}`);
            return made.mutate(action, object, clock.now());
          }),
        ),
  };
}

function isOf(object: WorldObjectInit, type: WorldObjectType): boolean {
  switch (type) {
    case WorldObjectType.WORLD_OBJECT_DRAWABLE:
      return (object.drawableProperties ?? []).length > 0;
    case WorldObjectType.WORLD_OBJECT_APRILTAG:
      return object.apriltagProperties !== undefined;
    case WorldObjectType.WORLD_OBJECT_IMAGE_COORDINATES:
      return object.imageProperties !== undefined;
    case WorldObjectType.WORLD_OBJECT_DOCK:
      return object.dockProperties !== undefined;
    case WorldObjectType.WORLD_OBJECT_TRACKED_ENTITY:
      return object.trackedEntityProperties !== undefined;
    case WorldObjectType.WORLD_OBJECT_USER_NOGO:
      return object.nogoRegionProperties !== undefined;
    case WorldObjectType.WORLD_OBJECT_STAIRCASE:
      return object.staircaseProperties !== undefined;
    default:
      return false;
  }
}
