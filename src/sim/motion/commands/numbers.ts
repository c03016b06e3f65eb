/** Numbers and times of a request, checked. */
import type { Quaternion, SE3Pose } from "../../../messages/bosdyn/api/geometry.ts";
import type { Duration } from "../../../messages/google/protobuf/duration.ts";
import type { Timestamp } from "../../../messages/google/protobuf/timestamp.ts";
import type { Pose, Rotation } from "../../body/vector.ts";
import { fromTimestamp } from "../../clock/timestamps.ts";
import { invalidRequest } from "../../services/response-header.ts";

/** Points that a trajectory may have at most: it is kept for as long as it is followed. */
const MAX_POINTS = 1000;

/** Let numbers pass that are numbers. @throws {HeaderError} one is not finite */
export function checkFinite(field: string, ...values: readonly number[]): void {
  if (!values.every(Number.isFinite)) throw invalidRequest(`${field} holds a number that is not finite`);
}

/** Let a trajectory pass that has points, and not too many. @throws {HeaderError} */
export function checkPoints(field: string, points: readonly unknown[]): void {
  if (points.length === 0) throw invalidRequest(`${field} has no points`);
  if (points.length > MAX_POINTS) throw invalidRequest(`${field} has more than ${MAX_POINTS} points`);
}

/** A timestamp that may be absent as nanoseconds. */
export function instant(timestamp: Timestamp | undefined): bigint | undefined {
  return timestamp && fromTimestamp(timestamp);
}

/** A duration in seconds; an absent one is 0. */
export function secondsOf(duration: Duration | undefined): number {
  return duration === undefined ? 0 : Number(duration.seconds) + duration.nanos / 1e9;
}

/** A pose, absent parts of which are no offset and no turn. @throws {HeaderError} it holds a number that is not finite */
export function poseOf(field: string, pose: SE3Pose | undefined): Pose {
  const { x = 0, y = 0, z = 0 } = pose?.position ?? {};
  checkFinite(field, x, y, z);
  return { position: { x, y, z }, rotation: rotationOf(field, pose?.rotation) };
}

function rotationOf(field: string, rotation: Quaternion | undefined): Rotation {
  if (rotation === undefined) return { w: 1, x: 0, y: 0, z: 0 };
  const { w, x, y, z } = rotation;
  checkFinite(field, w, x, y, z);
  const length = Math.hypot(w, x, y, z);
  if (length < 1e-6) throw invalidRequest(`${field} has a rotation that is no rotation`);
  return { w: w / length, x: x / length, y: y / length, z: z / length };
}
