/** What the snapshot of a waypoint says, in the waypoint's own frame: points around it, and fiducials. */
import type { Waypoint, WaypointSnapshot } from "../../messages/bosdyn/api/graph_nav/map.ts";
import type { Pose, Vector } from "../body/vector.ts";
import { add, composePoses, rotate } from "../body/vector.ts";
import { frameInFrame } from "../perception/frame-lookup.ts";
import { isSoundPose, poseOf } from "../perception/pose-message.ts";
import { pointsOf } from "./cloud.ts";

/** The frame in which a waypoint was recorded. */
const KO = "odom";

/** The points seen from a waypoint, in its frame; none if its snapshot holds no cloud that can be read. */
export function pointsAround(waypoint: Waypoint, { pointCloud }: WaypointSnapshot): readonly Vector[] {
  const { source } = pointCloud ?? {};
  const koTformSensor = frameInFrame(source?.transformsSnapshot, KO, source?.frameNameSensor ?? "");
  if (pointCloud === undefined || koTformSensor === undefined || !isSoundPose(waypoint.waypointTformKo)) return [];
  const waypointTformSensor = composePoses(poseOf(waypoint.waypointTformKo), koTformSensor);
  return pointsOf(pointCloud).map((point) =>
    add(waypointTformSensor.position, rotate(waypointTformSensor.rotation, point)),
  );
}

/** The fiducials seen from a waypoint, in its frame, by their numbers. */
export function fiducialsAround(waypoint: Waypoint, { objects }: WaypointSnapshot): ReadonlyMap<number, Pose> {
  const found = new Map<number, Pose>();
  if (!isSoundPose(waypoint.waypointTformKo)) return found;
  for (const { apriltagProperties: tag, transformsSnapshot } of objects) {
    if (tag === undefined) continue;
    const koTformTag =
      frameInFrame(transformsSnapshot, KO, tag.frameNameFiducialFiltered) ??
      frameInFrame(transformsSnapshot, KO, tag.frameNameFiducial);
    if (koTformTag !== undefined) found.set(tag.tagId, composePoses(poseOf(waypoint.waypointTformKo), koTformTag));
  }
  return found;
}
