/** Pictures of the room: one ray for each pixel. */
import { composePoses, type Pose, rotate } from "../body/vector.ts";
import type { Instant } from "../world/scene.ts";
import { type Camera, DEPTH_RANGE, DEPTH_SCALE, pixelDirection } from "./cameras.ts";

/** What a camera sees. */
export interface Picture {
  /** Brightness, row by row: 0 black to 255 white. */
  readonly grey: Uint8Array;
  /** Depth along the camera's axis, row by row, in units of `DEPTH_SCALE` to a metre; 0 where nothing was measured. */
  readonly depth: Uint16Array;
}

/** The sky that there is not: where a ray meets nothing. */
const NOTHING = 0;

/** Take a picture. */
export function render(camera: Camera, worldTformBody: Pose, bodyTformCamera: Pose, room: Instant): Picture {
  const { position, rotation } = composePoses(worldTformBody, bodyTformCamera);
  const right = rotate(rotation, { x: 1, y: 0, z: 0 });
  const down = rotate(rotation, { x: 0, y: 1, z: 0 });
  const ahead = rotate(rotation, { x: 0, y: 0, z: 1 });
  const grey = new Uint8Array(camera.columns * camera.rows);
  const depth = new Uint16Array(camera.columns * camera.rows);
  for (let row = 0, pixel = 0; row < camera.rows; row++) {
    for (let column = 0; column < camera.columns; column++, pixel++) {
      const { x, y } = pixelDirection(camera, column, row);
      const perDepth = 1 / Math.hypot(x, y, 1);
      const direction = {
        x: (right.x * x + down.x * y + ahead.x) * perDepth,
        y: (right.y * x + down.y * y + ahead.y) * perDepth,
        z: (right.z * x + down.z * y + ahead.z) * perDepth,
      };
      const hit = room.castRay(position, direction);
      grey[pixel] = hit?.shade ?? NOTHING;
      const metres = (hit?.distance ?? 0) * perDepth;
      if (metres >= DEPTH_RANGE.min && metres <= DEPTH_RANGE.max) depth[pixel] = Math.round(metres * DEPTH_SCALE);
    }
  }
  return { grey, depth };
}
