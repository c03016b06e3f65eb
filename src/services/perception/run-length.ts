/** Run-length encoded images: before the bytes of each pixel stands how often it comes. */
import { type Image, Image_Format } from "../../messages/bosdyn/api/image.ts";

/**
 * Count the pixels that runs make.
 * @throws {RangeError} the data end in the middle of a run
 */
function runPixels(data: Uint8Array, pixelBytes: number, name: string): number {
  const runBytes = 1 + pixelBytes;
  if (data.length % runBytes !== 0) throw new RangeError(`${name} ends in the middle of a run`);
  let pixels = 0;
  for (let at = 0; at < data.length; at += runBytes) pixels += data[at] ?? 0;
  return pixels;
}

/** Write the runs out. @param pixels how many they make, as `runPixels` counted them */
function expandRuns(data: Uint8Array, pixelBytes: number, pixels: number): Uint8Array {
  const runBytes = 1 + pixelBytes;
  const bytes = new Uint8Array(pixels * pixelBytes);
  let to = 0;
  for (let at = 0; at < data.length; at += runBytes) {
    const pixel = data.subarray(at + 1, at + runBytes);
    for (let run = data[at] ?? 0; run > 0; run--, to += pixelBytes) bytes.set(pixel, to);
  }
  return bytes;
}

/**
 * The pixels of a raw or run-length encoded image, written out. Counted before anything is made of them: a few bytes can
 * say that they are many pixels.
 * @returns a view on the image's data where they are raw
 * @throws {TypeError} the image is neither raw nor run-length encoded
 * @throws {RangeError} its bytes do not make `cols` times `rows` pixels
 */
export function rawPixels(
  { cols, rows, data, format }: Pick<Image, "cols" | "rows" | "data" | "format">,
  pixelBytes: number,
  name: string,
): Uint8Array {
  if (format !== Image_Format.FORMAT_RAW && format !== Image_Format.FORMAT_RLE) {
    throw new TypeError(`${name} has format ${format}: ask for raw or RLE`);
  }
  const isRle = format === Image_Format.FORMAT_RLE;
  const pixels = isRle ? runPixels(data, pixelBytes, name) : data.length / pixelBytes;
  if (cols < 0 || rows < 0 || pixels !== cols * rows) {
    throw new RangeError(`${name} has ${pixels} pixels, which are not ${cols} by ${rows}`);
  }
  return isRle ? expandRuns(data, pixelBytes, pixels) : data;
}
