/** Takes the pictures that are asked for, each once an instant. */
import {
  Image_Format,
  Image_PixelFormat,
  type ImageCaptureInit,
  type ImageInit,
} from "../../messages/bosdyn/api/image.ts";
import { toDuration, toTimestamp } from "../clock/timestamps.ts";
import { type Capture, cameraFrames, framesWith } from "./capture.ts";
import type { BodyImageSource } from "./image-sources.ts";
import { encodeJpeg } from "./jpeg.ts";
import { type Picture, render } from "./render.ts";

/** How long the shutter is open, nanoseconds; and how much the sensor amplifies. */
const EXPOSURE_NANOS = 5_000_000n;
const GAIN = 1;

/** The cameras of one robot. */
export class Imager {
  readonly #pictures = new Map<string, Picture>();
  readonly #encoded = new Map<string, Uint8Array>();
  #capture: Capture | undefined;

  /**
   * The picture of a source.
   * @param format JPEG, of visual sources only, or RAW
   * @param qualityPercent of a JPEG, 1 to 100
   */
  take(capture: Capture, source: BodyImageSource, format: Image_Format, qualityPercent: number): ImageCaptureInit {
    if (capture !== this.#capture) {
      this.#capture = capture;
      this.#pictures.clear();
      this.#encoded.clear();
    }
    return {
      image: this.#image(capture, source, format, qualityPercent),
      captureParams: { exposureDuration: toDuration(EXPOSURE_NANOS), gain: GAIN },
      frameNameImageSensor: source.camera.frame,
      acquisitionTime: toTimestamp(capture.time),
      transformsSnapshot: framesWith(capture.body, cameraFrames()),
    };
  }

  #image(capture: Capture, source: BodyImageSource, format: Image_Format, qualityPercent: number): ImageInit {
    const { columns: cols, rows } = source.camera;
    const picture = this.#picture(capture, source);
    if (source.isDepth) {
      const data = littleEndian(picture.depth);
      return { cols, rows, data, format, pixelFormat: Image_PixelFormat.PIXEL_FORMAT_DEPTH_U16 };
    }
    const pixelFormat = Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U8;
    if (format === Image_Format.FORMAT_RAW) return { cols, rows, data: picture.grey, format, pixelFormat };
    const quality = Math.max(1, Math.min(100, Math.round(qualityPercent)));
    const key = `${source.name} ${quality}`;
    let data = this.#encoded.get(key);
    if (data === undefined) {
      data = encodeJpeg({ columns: cols, rows, pixels: picture.grey }, quality);
      this.#encoded.set(key, data);
    }
    return { cols, rows, data, format, pixelFormat };
  }

  /** The two sources that look through the same lens share its picture. */
  #picture({ body, room }: Capture, { camera, bodyTformCamera }: BodyImageSource): Picture {
    let picture = this.#pictures.get(camera.frame);
    if (picture === undefined) {
      picture = render(camera, body.visionTformBody, bodyTformCamera, room);
      this.#pictures.set(camera.frame, picture);
    }
    return picture;
  }
}

function littleEndian(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint16(index * 2, value, true);
  return bytes;
}
