/** Spot's images and frames in the shapes that Foxglove shows. */
import type { FrameTreeSnapshot } from "../messages/bosdyn/api/geometry.ts";
import { Image_Format, Image_PixelFormat, type ImageCapture } from "../messages/bosdyn/api/image.ts";
import { DynamicCodecs, apiSchema, SchemaRegistry } from "../reflect/index.ts";
import { FOXGLOVE, FOXGLOVE_SCHEMA } from "./foxglove-schema.ts";

/** A message of one of Foxglove's types. */
export interface FoxgloveMessage {
  readonly typeName: string;
  readonly bytes: Uint8Array;
}

interface Encoding {
  readonly encoding: string;
  readonly bytesPerPixel: number;
}

/** Pixels that Foxglove knows; 16-bit grey is big-endian on the wire, which it does not. */
const ENCODINGS: Readonly<Record<number, Encoding>> = {
  [Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U8]: { encoding: "mono8", bytesPerPixel: 1 },
  [Image_PixelFormat.PIXEL_FORMAT_RGB_U8]: { encoding: "rgb8", bytesPerPixel: 3 },
  [Image_PixelFormat.PIXEL_FORMAT_RGBA_U8]: { encoding: "rgba8", bytesPerPixel: 4 },
  [Image_PixelFormat.PIXEL_FORMAT_DEPTH_U16]: { encoding: "16UC1", bytesPerPixel: 2 },
};

let codecs: DynamicCodecs | undefined;

function encode(typeName: string, message: Readonly<Record<string, unknown>>): FoxgloveMessage {
  codecs ??= new DynamicCodecs(new SchemaRegistry(apiSchema(), FOXGLOVE_SCHEMA));
  return { typeName, bytes: codecs.codec(typeName).encode(message) };
}

/**
 * An image as Foxglove shows it: JPEG as it is, raw pixels that it knows; `undefined` for others.
 * @param atNanos its time, by the clock of the recording
 */
export function foxgloveImage(
  { image, frameNameImageSensor: frameId }: ImageCapture,
  atNanos: bigint,
): FoxgloveMessage | undefined {
  if (image === undefined) return undefined;
  const { format, data, cols: width, rows: height } = image;
  const timestamp = timestampOf(atNanos);
  if (format === Image_Format.FORMAT_JPEG) {
    return encode(FOXGLOVE.compressedImage, { timestamp, frameId, data, format: "jpeg" });
  }
  const pixels = ENCODINGS[image.pixelFormat];
  if (format !== Image_Format.FORMAT_RAW || pixels === undefined) return undefined;
  const step = width * pixels.bytesPerPixel;
  return encode(FOXGLOVE.rawImage, { timestamp, frameId, width, height, encoding: pixels.encoding, step, data });
}

/** A tree of frames as transforms from each child to its parent. */
export function foxgloveTransforms(tree: FrameTreeSnapshot, atNanos: bigint): FoxgloveMessage {
  const timestamp = timestampOf(atNanos);
  const transforms = [...tree.childToParentEdgeMap].flatMap(([childFrameId, { parentFrameName, parentTformChild }]) =>
    // The root names no parent.
    parentFrameName === ""
      ? []
      : {
          timestamp,
          parentFrameId: parentFrameName,
          childFrameId,
          translation: parentTformChild?.position ?? {},
          rotation: parentTformChild?.rotation ?? { w: 1 },
        },
  );
  return encode(FOXGLOVE.frameTransforms, { transforms });
}

function timestampOf(nanos: bigint): { readonly seconds: bigint; readonly nanos: number } {
  return { seconds: nanos / 1_000_000_000n, nanos: Number(nanos % 1_000_000_000n) };
}
