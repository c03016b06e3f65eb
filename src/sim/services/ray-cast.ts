/** The simulator's `bosdyn.api.RayCastService`: what a ray meets in the room. */
import {
  RayIntersection_Type as Type,
  type RayIntersectionInit,
  RaycastResponse_Status as Status,
} from "../../messages/bosdyn/api/ray_cast.ts";
import { RayCastService } from "../../messages/bosdyn/api/ray_cast_service.ts";
import { add, composePoses, type Pose, rotate, scale, type Vector } from "../body/vector.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import { type Capture, cameraFrames, framesWith, type Shutter } from "../perception/capture.ts";
import { frameInFrame } from "../perception/frame-lookup.ts";
import { length, unit } from "../perception/tag-detector.ts";
import { FLOOR } from "../world/traced.ts";
import { answering } from "./response-header.ts";

/** What can be met: the plane under the feet, and everything that the depth cameras know. */
const TYPES = [Type.TYPE_GROUND_PLANE, Type.TYPE_TERRAIN_MAP, Type.TYPE_VOXEL_MAP] as const;
/** Where hits are reported. */
const HIT_FRAME = "vision";

/** Make the service. */
export function rayCastService(clock: SimClock, shutter: Shutter): HostedService {
  return {
    name: "ray-cast",
    type: RayCastService.typeName,
    authority: "ray-cast.spot.robot",
    needsToken: true,
    install: (server) =>
      server.handle(
        RayCastService.raycast,
        answering(clock, ({ ray, rayFrameName, minIntersectionDistance, intersectionTypes }) => {
          const direction = ray?.direction;
          if (direction === undefined || !(length(direction) > 0) || !Number.isFinite(length(direction))) {
            return { status: Status.STATUS_INVALID_REQUEST, message: "the ray has no direction" };
          }
          const unknown = intersectionTypes.find((type) => !TYPES.some((known) => known === type));
          if (unknown !== undefined) {
            return {
              status: Status.STATUS_INVALID_INTERSECTION_TYPE,
              message: `nothing of type ${unknown} can be met`,
            };
          }
          const capture = shutter.capture();
          const transformsSnapshot = framesWith(capture.body, cameraFrames());
          const rayFrame = frameInFrame(transformsSnapshot, HIT_FRAME, rayFrameName);
          if (rayFrame === undefined) {
            return {
              status: Status.STATUS_UNKNOWN_FRAME,
              message: `there is no frame ${JSON.stringify(rayFrameName)}`,
            };
          }
          const origin = composePoses(rayFrame, pointPose(ray?.origin)).position;
          const types = intersectionTypes.length === 0 ? TYPES : [...new Set(intersectionTypes)];
          const hits = types
            .flatMap((type) => intersect(capture, type, origin, unit(rotate(rayFrame.rotation, direction))))
            .filter(({ distanceMeters = 0 }) => distanceMeters >= minIntersectionDistance)
            .sort((a, b) => (a.distanceMeters ?? 0) - (b.distanceMeters ?? 0));
          return { status: Status.STATUS_OK, hits, hitFrameName: HIT_FRAME, transformsSnapshot };
        }),
      ),
  };
}

function pointPose(point: Partial<Vector> | undefined): Pose {
  return {
    position: { x: point?.x ?? 0, y: point?.y ?? 0, z: point?.z ?? 0 },
    rotation: { w: 1, x: 0, y: 0, z: 0 },
  };
}

/** The ground plane goes on below all things; of the rest the first in the way counts. */
function intersect({ room }: Capture, type: Type, origin: Vector, direction: Vector): RayIntersectionInit[] {
  const floor = FLOOR.meet(origin.x, origin.y, origin.z, direction.x, direction.y, direction.z);
  const hit = room.castRay(origin, direction);
  const isTerrain = hit !== undefined && hit.normal.z > 0.5;
  const distance =
    type === Type.TYPE_GROUND_PLANE
      ? floor
      : type === Type.TYPE_TERRAIN_MAP && !isTerrain
        ? Infinity
        : (hit?.distance ?? Infinity);
  if (distance === Infinity) return [];
  return [{ type, distanceMeters: distance, hitPositionInHitFrame: add(origin, scale(direction, distance)) }];
}
