/** Point clouds of the room: what the depth cameras see all around, as a message and back. */
import { type PointCloud, PointCloud_Encoding, type PointCloudInit } from "../../messages/bosdyn/api/point_cloud.ts";
import { composePoses, fromYawPitchRoll, inversePose, rotate, type Vector } from "../body/vector.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import { type Capture, framesWith } from "../perception/capture.ts";
import { levelled } from "./map-poses.ts";

/** Rays around, and up and down. */
const AZIMUTHS = 120;
const ELEVATIONS: readonly number[] = [-0.45, -0.3, -0.15, 0, 0.12, 0.25];
/** Nothing farther is kept, metres. */
const MAX_RANGE = 8;
const POINT_BYTES = 12;
/** The cloud's own frame: at the body, level, as a waypoint's is. */
const SENSOR_FRAME = "flat_body";

/** The cloud of an instant, in the level frame of the body. */
export function cloudOf(capture: Capture): PointCloudInit {
  const worldTformSensor = levelled(capture.body.visionTformBody);
  const sensorTformWorld = inversePose(worldTformSensor);
  const points: Vector[] = [];
  for (const elevation of ELEVATIONS) {
    for (let i = 0; i < AZIMUTHS; i++) {
      const azimuth = (2 * Math.PI * i) / AZIMUTHS;
      const way = rotate(fromYawPitchRoll(azimuth, -elevation, 0), { x: 1, y: 0, z: 0 });
      const hit = capture.room.castRay(worldTformSensor.position, rotate(worldTformSensor.rotation, way));
      if (hit === undefined || hit.distance > MAX_RANGE) continue;
      points.push(composePoses(sensorTformWorld, { ...worldTformSensor, position: hit.point }).position);
    }
  }
  const data = new Uint8Array(points.length * POINT_BYTES);
  const view = new DataView(data.buffer);
  for (const [index, { x, y, z }] of points.entries()) {
    for (const [axis, value] of [x, y, z].entries()) view.setFloat32(index * POINT_BYTES + axis * 4, value, true);
  }
  return {
    source: {
      name: "body",
      frameNameSensor: SENSOR_FRAME,
      acquisitionTime: toTimestamp(capture.time),
      transformsSnapshot: framesWith(capture.body, []),
    },
    numPoints: points.length,
    encoding: PointCloud_Encoding.ENCODING_XYZ_32F,
    data,
  };
}

/** The points of a cloud in its sensor's frame; none of one that is packed in a way this robot does not know. */
export function pointsOf({ encoding, data }: PointCloud): readonly Vector[] {
  if (encoding !== PointCloud_Encoding.ENCODING_XYZ_32F) return [];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: Math.floor(data.length / POINT_BYTES) }, (_, i) => ({
    x: view.getFloat32(i * POINT_BYTES, true),
    y: view.getFloat32(i * POINT_BYTES + 4, true),
    z: view.getFloat32(i * POINT_BYTES + 8, true),
  }));
}
