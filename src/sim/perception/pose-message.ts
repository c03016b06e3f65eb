/** Poses out of messages. */
import type { SE3PoseInit } from "../../messages/bosdyn/api/geometry.ts";
import type { Pose } from "../body/vector.ts";

/** A pose of a message; what is left out is zero, and no rotation. */
export function poseOf(message: SE3PoseInit | undefined): Pose {
  const { position, rotation } = message ?? {};
  return {
    position: { x: position?.x ?? 0, y: position?.y ?? 0, z: position?.z ?? 0 },
    rotation:
      rotation === undefined
        ? { w: 1, x: 0, y: 0, z: 0 }
        : { w: rotation.w ?? 0, x: rotation.x ?? 0, y: rotation.y ?? 0, z: rotation.z ?? 0 },
  };
}

/** Whether a message is a pose: finite numbers, and a quaternion of length 1. */
export function isSoundPose(message: SE3PoseInit | undefined): boolean {
  if (message === undefined) return false;
  const { position, rotation } = poseOf(message);
  const norm = Math.hypot(rotation.w, rotation.x, rotation.y, rotation.z);
  return [position.x, position.y, position.z].every(Number.isFinite) && Math.abs(norm - 1) < 1e-3;
}
