/** Camera and depth images as 8-bit pixels, for looking at. */
import { type Image, Image_Format, Image_PixelFormat } from "../messages/bosdyn/api/image.ts";
import { netpbmFile } from "../services/index.ts";
import type { Pixels } from "./png.ts";

/**
 * The pixels of an image that is not a JPEG. Sixteen bits are stretched to what the image holds, darkest to brightest;
 * what a depth image has not measured is black.
 * @returns `undefined` for a JPEG, and for pixels that cannot be shown
 */
export function imagePixels(image: Image): Pixels | undefined {
  if (image.format === Image_Format.FORMAT_JPEG || image.pixelFormat === Image_PixelFormat.PIXEL_FORMAT_RGBA_U8) {
    return undefined;
  }
  const { cols: columns, rows } = image;
  const { extension, bytes } = netpbmFile(image);
  const channels = extension === "ppm" ? 3 : 1;
  const isWide =
    image.pixelFormat === Image_PixelFormat.PIXEL_FORMAT_DEPTH_U16 ||
    image.pixelFormat === Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U16;
  const data = bytes.subarray(bytes.length - columns * rows * channels * (isWide ? 2 : 1));
  return { columns, rows, channels, data: isWide ? stretched(data) : data };
}

/** Big-endian sixteen bits, as Netpbm has them, to eight. */
function stretched(data: Uint8Array): Uint8Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = Uint16Array.from({ length: data.length / 2 }, (_, index) => view.getUint16(index * 2));
  return grey(Float64Array.from(values, (value) => (value === 0 || value === 0xffff ? NaN : value)));
}

/** Numbers as grey, the least 32 and the greatest 255; NaN is black. */
export function grey(values: Float64Array): Uint8Array {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const scale = greatest > least ? 223 / (greatest - least) : 0;
  return Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 32 + Math.round((value - least) * scale)));
}
