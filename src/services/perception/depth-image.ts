/**
 * Depth images as distances and points. The numbers of a depth image are little-endian, 16 bits each; the pinhole model
 * of its source says which way each pixel looks.
 */
import {
  type Image,
  Image_PixelFormat,
  type ImageSource,
  type ImageSource_PinholeModel_CameraIntrinsics,
} from "../../messages/bosdyn/api/image.ts";
import { rawPixels } from "./run-length.ts";

/** Not measured, or too near. */
const NO_DEPTH = 0;
/** Not measured, or too far. */
const MAX_DEPTH = 65_535;
const DEPTH_BYTES = 2;

/** An image and what made it: the `shot.image` and `source` of an `ImageResponse`. */
export interface DepthImage {
  readonly image: Pick<Image, "cols" | "rows" | "data" | "format" | "pixelFormat">;
  readonly source: Pick<ImageSource, "name" | "depthScale" | "pinhole">;
}

/** Which distances to take, in metres along the line of sight of the camera. */
export interface DepthRange {
  /** Default: whatever was measured. */
  readonly minMeters?: number | undefined;
  /** Default: whatever was measured. */
  readonly maxMeters?: number | undefined;
}

/** A point in the frame of the sensor, in metres: x to the right, y down, z ahead. */
export type CameraPoint = readonly [x: number, y: number, z: number];

/**
 * The points that a depth image shows, row by row, as x, y, z, x, y, z and so on. Pixels that measured nothing are left
 * out.
 * @throws {TypeError} it is no depth image, is compressed otherwise than by RLE, or its source is not a pinhole camera
 * @throws {RangeError} its bytes do not make `cols` times `rows` pixels
 */
export function depthImagePoints({ image, source }: DepthImage, range: DepthRange = {}): Float64Array {
  const { cols, rows } = image;
  const model = pinholeOf(source);
  const depths = depthValues(image, source.name);
  const { min, max } = rawRange(range, source.depthScale);
  const points = new Float64Array(cols * rows * 3);
  let length = 0;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const raw = depths[row * cols + col] ?? NO_DEPTH;
      if (raw < min || raw > max) continue;
      points.set(along(model, col, row, raw / source.depthScale), length);
      length += 3;
    }
  }
  return points.slice(0, length);
}

/**
 * The point that a pixel shows at a distance.
 * @param column from the left edge, in pixels; may be between two
 * @param row from the top edge, in pixels
 * @param depthMeters along the line of sight of the camera
 * @throws {TypeError} the source is not a pinhole camera
 */
export function pixelToCameraPoint(
  source: Pick<ImageSource, "name" | "pinhole">,
  column: number,
  row: number,
  depthMeters = 1,
): CameraPoint {
  return along(pinholeOf(source), column, row, depthMeters);
}

interface Pinhole {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
}

function along({ fx, fy, cx, cy }: Pinhole, column: number, row: number, z: number): CameraPoint {
  return [((column - cx) / fx) * z, ((row - cy) / fy) * z, z];
}

function pinholeOf({ name, pinhole }: Pick<ImageSource, "name" | "pinhole">): Pinhole {
  const intrinsics: ImageSource_PinholeModel_CameraIntrinsics | undefined = pinhole?.intrinsics;
  const { focalLength, principalPoint } = intrinsics ?? {};
  if (focalLength === undefined || principalPoint === undefined) {
    throw new TypeError(`${name} has no pinhole model: only such cameras have straight lines of sight`);
  }
  return { fx: focalLength.x, fy: focalLength.y, cx: principalPoint.x, cy: principalPoint.y };
}

function depthValues({ cols, rows, data, format, pixelFormat }: DepthImage["image"], name: string): Uint16Array {
  if (pixelFormat !== Image_PixelFormat.PIXEL_FORMAT_DEPTH_U16) {
    throw new TypeError(`the image of ${name} has pixel format ${pixelFormat}, which is not depth`);
  }
  const bytes = rawPixels({ cols, rows, data, format }, DEPTH_BYTES, `the image of ${name}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: cols * rows }, (_, index) => view.getUint16(index * DEPTH_BYTES, true));
}

/** The range in the image's own units; the two values that mean nothing was measured are never in it. */
function rawRange({ minMeters, maxMeters }: DepthRange, scale: number): { min: number; max: number } {
  const clamp = (value: number): number => Math.min(Math.max(Math.round(value), NO_DEPTH + 1), MAX_DEPTH - 1);
  return {
    min: minMeters === undefined ? NO_DEPTH + 1 : clamp(minMeters * scale),
    max: maxMeters === undefined ? MAX_DEPTH - 1 : clamp(maxMeters * scale),
  };
}
