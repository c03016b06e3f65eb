/** Finds the fiducials that the cameras see: in the picture, near, not from the side, with nothing in between. */
import { composePoses, inversePose, type Pose, rotate, scale, subtract, type Vector } from "../body/vector.ts";
import type { Fiducial } from "../world/solid.ts";
import { bodyTformVisual, CAMERA_PAIRS, type CameraPair, isInPicture } from "./cameras.ts";
import type { Capture } from "./capture.ts";

/** How far a marker is readable, metres. */
export const TAG_RANGE = 4;
/** Cosine of the steepest angle between a marker's normal and the line of sight: 65 degrees. */
const MIN_FACING = Math.cos((65 * Math.PI) / 180);
/** No camera is farther than this from the body's middle, metres. */
const CAMERA_REACH = 0.5;
/** Where the cameras are on the body, and the body from each of them: they are bolted to it. */
const MOUNTS = CAMERA_PAIRS.map((camera) => {
  const bodyTformCamera = bodyTformVisual(camera);
  return { camera, bodyTformCamera, cameraTformBody: inversePose(bodyTformCamera) };
});
/** The marker itself is the last thing on the way to it. */
const NEARLY = 0.02;

/** A marker that was seen. */
export interface TagSighting {
  readonly fiducial: Fiducial;
  /** The camera that sees it best. */
  readonly camera: CameraPair;
  readonly bodyTformTag: Pose;
  readonly cameraTformTag: Pose;
}

/** Look for markers in all pictures of an instant. */
export function detectTags({ body, room }: Capture, fiducials: readonly Fiducial[]): readonly TagSighting[] {
  const bodyTformWorld = inversePose(body.visionTformBody);
  return fiducials.flatMap((fiducial): TagSighting[] => {
    const bodyTformTag = composePoses(bodyTformWorld, fiducial.pose);
    if (length(bodyTformTag.position) > TAG_RANGE + CAMERA_REACH) return [];
    const seen = MOUNTS.map((mount) => ({
      ...mount,
      cameraTformTag: composePoses(mount.cameraTformBody, bodyTformTag),
    }))
      .filter(({ camera, bodyTformCamera, cameraTformTag }) => {
        if (!isInPicture(camera.visual, cameraTformTag.position) || !isReadable(cameraTformTag)) return false;
        const eye = composePoses(body.visionTformBody, bodyTformCamera).position;
        const hit = room.castRay(eye, unit(subtract(fiducial.pose.position, eye)));
        return hit !== undefined && Math.abs(hit.distance - length(cameraTformTag.position)) < NEARLY;
      })
      .sort((a, b) => offAxis(a.cameraTformTag.position) - offAxis(b.cameraTformTag.position));
    const [best] = seen;
    return best === undefined
      ? []
      : [{ fiducial, camera: best.camera, bodyTformTag, cameraTformTag: best.cameraTformTag }];
  });
}

/** Near enough, and not too much from the side. */
function isReadable({ position, rotation }: Pose): boolean {
  const distance = length(position);
  const normal = rotate(rotation, { x: 0, y: 0, z: 1 });
  const facing = -(position.x * normal.x + position.y * normal.y + position.z * normal.z) / distance;
  return distance <= TAG_RANGE && facing >= MIN_FACING;
}

function offAxis({ x, y, z }: Vector): number {
  return Math.hypot(x, y) / z;
}

/** Length of a vector. */
export function length({ x, y, z }: Vector): number {
  return Math.hypot(x, y, z);
}

/** The vector of length 1 that points the same way. */
export function unit(v: Vector): Vector {
  return scale(v, 1 / length(v));
}
