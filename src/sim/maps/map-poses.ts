/** Poses of maps: level ones, and poses as the ground sees them. */
import { fromYawPitchRoll, type Pose, yawOf } from "../body/vector.ts";
import type { GroundPose } from "../parts.ts";

/** A pose without its roll and pitch: as the frames of waypoints are. */
export function levelled({ position, rotation }: Pose): Pose {
  return { position, rotation: fromYawPitchRoll(yawOf(rotation), 0, 0) };
}

/** Place and heading of a pose. */
export function onGround({ position, rotation }: Pose): GroundPose {
  return { x: position.x, y: position.y, yaw: yawOf(rotation) };
}

/** A pose of the plane as one of space. */
export function fromGround({ x, y, yaw }: GroundPose): Pose {
  return { position: { x, y, z: 0 }, rotation: fromYawPitchRoll(yaw, 0, 0) };
}

/** How far two poses are apart along the ground, metres. */
export function groundDistance(a: Pose, b: Pose): number {
  return Math.hypot(a.position.x - b.position.x, a.position.y - b.position.y);
}

/** How far two poses are apart, metres. */
export function distanceBetween(a: Pose, b: Pose): number {
  return Math.hypot(groundDistance(a, b), a.position.z - b.position.z);
}
