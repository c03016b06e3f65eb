/** The body's cameras: where they are, which way they look, and what their pixels see. */
import { compose, composePoses, fromYawPitchRoll, type Pose, type Vector } from "../body/vector.ts";

/** A pinhole camera. Its frame has x to the right of the picture, y down, z ahead. */
export interface Camera {
  /** Its frame. */
  readonly frame: string;
  readonly columns: number;
  readonly rows: number;
  /** Pixels, the same for both directions. */
  readonly focalLength: number;
  /** Pixels. */
  readonly centreX: number;
  readonly centreY: number;
}

/** The two cameras of one corner of the body. */
export interface CameraPair {
  /** `back`, `frontleft`, `frontright`, `left` or `right`: the frame of the depth camera, and the stem of names. */
  readonly name: string;
  readonly bodyTformDepth: Pose;
  readonly depthTformVisual: Pose;
  readonly depth: Camera;
  readonly visual: Camera;
}

/** Nearest and farthest that a depth camera measures, metres along its axis. */
export const DEPTH_RANGE = { min: 0.2, max: 6 } as const;
/** Raw units in a metre of a depth image. */
export const DEPTH_SCALE = 1000;

/** A camera's axes, seen from a body that looks the same way. */
const LOOKING_AHEAD = { w: 0.5, x: -0.5, y: 0.5, z: -0.5 } as const;
/** The visual camera sits beside the depth camera, as on a robot. */
const BESIDE: Pose = { position: { x: 0.03, y: 0, z: 0.01 }, rotation: { w: 1, x: 0, y: 0, z: 0 } };

/** The five pairs. Together they look all around. */
export const CAMERA_PAIRS: readonly CameraPair[] = [
  pair("back", { x: -0.42, y: 0, z: 0.01 }, Math.PI, 0.3),
  pair("frontleft", { x: 0.42, y: 0.04, z: 0.02 }, 0.45, 0.35),
  pair("frontright", { x: 0.42, y: -0.04, z: 0.02 }, -0.45, 0.35),
  pair("left", { x: -0.1, y: 0.11, z: 0.03 }, Math.PI / 2, 0.3),
  pair("right", { x: -0.1, y: -0.11, z: 0.03 }, -Math.PI / 2, 0.3),
];

/** Where the visual camera of a pair is on the body. */
export function bodyTformVisual({ bodyTformDepth, depthTformVisual }: CameraPair): Pose {
  return composePoses(bodyTformDepth, depthTformVisual);
}

/** The direction that a pixel looks, in the camera's frame, one metre deep. */
export function pixelDirection(camera: Camera, column: number, row: number): Vector {
  return {
    x: (column - camera.centreX) / camera.focalLength,
    y: (row - camera.centreY) / camera.focalLength,
    z: 1,
  };
}

/** Whether a point of the camera's frame is in the picture. */
export function isInPicture(camera: Camera, { x, y, z }: Vector): boolean {
  if (z <= 0) return false;
  const column = camera.centreX + (camera.focalLength * x) / z;
  const row = camera.centreY + (camera.focalLength * y) / z;
  return column >= 0 && row >= 0 && column <= camera.columns - 1 && row <= camera.rows - 1;
}

function pair(name: string, position: Vector, yaw: number, pitchDown: number): CameraPair {
  return {
    name,
    bodyTformDepth: { position, rotation: compose(fromYawPitchRoll(yaw, pitchDown, 0), LOOKING_AHEAD) },
    depthTformVisual: BESIDE,
    depth: { frame: name, columns: 212, rows: 120, focalLength: 110, centreX: 105.5, centreY: 59.5 },
    visual: {
      frame: `${name}_fisheye`,
      columns: 320,
      rows: 240,
      focalLength: 135,
      centreX: 159.5,
      centreY: 119.5,
    },
  };
}
