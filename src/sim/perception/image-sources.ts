/** The fifteen image sources of the body: for each corner a fisheye picture, a depth image, and that one as the fisheye sees it. */
import {
  Image_Format,
  Image_PixelFormat,
  ImageSource_ImageType,
  type ImageSourceInit,
} from "../../messages/bosdyn/api/image.ts";
import type { Pose } from "../body/vector.ts";
import { bodyTformVisual, type Camera, CAMERA_PAIRS, DEPTH_SCALE } from "./cameras.ts";

/** One source. */
export interface BodyImageSource {
  readonly name: string;
  readonly isDepth: boolean;
  readonly camera: Camera;
  readonly bodyTformCamera: Pose;
  /** As the service describes it. */
  readonly message: ImageSourceInit;
}

/** By name. */
export const IMAGE_SOURCES: ReadonlyMap<string, BodyImageSource> = new Map(
  CAMERA_PAIRS.flatMap((pair) => {
    const asVisual = bodyTformVisual(pair);
    return [
      source(`${pair.name}_fisheye_image`, pair.visual, asVisual, false),
      source(`${pair.name}_depth`, pair.depth, pair.bodyTformDepth, true),
      source(`${pair.name}_depth_in_visual_frame`, pair.visual, asVisual, true),
    ];
  }).map((each) => [each.name, each]),
);

function source(name: string, camera: Camera, bodyTformCamera: Pose, isDepth: boolean): BodyImageSource {
  const { columns: cols, rows, focalLength, centreX, centreY } = camera;
  return {
    name,
    isDepth,
    camera,
    bodyTformCamera,
    message: {
      name,
      cols,
      rows,
      depthScale: isDepth ? DEPTH_SCALE : 0,
      pinhole: {
        intrinsics: {
          focalLength: { x: focalLength, y: focalLength },
          principalPoint: { x: centreX, y: centreY },
          skew: { x: 0, y: 0 },
        },
      },
      imageType: isDepth ? ImageSource_ImageType.IMAGE_TYPE_DEPTH : ImageSource_ImageType.IMAGE_TYPE_VISUAL,
      pixelFormats: [isDepth ? Image_PixelFormat.PIXEL_FORMAT_DEPTH_U16 : Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U8],
      imageFormats: isDepth ? [Image_Format.FORMAT_RAW] : [Image_Format.FORMAT_JPEG, Image_Format.FORMAT_RAW],
    },
  };
}
