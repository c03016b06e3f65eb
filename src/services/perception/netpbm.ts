/**
 * Images as Netpbm files, which every viewer reads and no codec is needed for: PGM for grey and depth, PPM for colour.
 * Netpbm has its 16-bit numbers big-endian; depth images are little-endian, and 16-bit grey ones are not.
 */
import { type Image, Image_PixelFormat } from "../../messages/bosdyn/api/image.ts";
import { rawPixels } from "./run-length.ts";

/** A Netpbm file. */
export interface NetpbmFile {
  /** What its name ends in: `pgm` for grey and depth, `ppm` for colour. */
  readonly extension: "pgm" | "ppm";
  readonly bytes: Uint8Array;
}

interface Layout {
  readonly extension: "pgm" | "ppm";
  readonly pixelBytes: number;
  readonly maxValue: number;
  /** Whether the two bytes of each number change places. */
  readonly isSwapped?: boolean;
}

const LAYOUTS: Readonly<Partial<Record<Image_PixelFormat, Layout>>> = {
  [Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U8]: { extension: "pgm", pixelBytes: 1, maxValue: 255 },
  [Image_PixelFormat.PIXEL_FORMAT_GREYSCALE_U16]: { extension: "pgm", pixelBytes: 2, maxValue: 65_535 },
  [Image_PixelFormat.PIXEL_FORMAT_DEPTH_U16]: { extension: "pgm", pixelBytes: 2, maxValue: 65_535, isSwapped: true },
  [Image_PixelFormat.PIXEL_FORMAT_RGB_U8]: { extension: "ppm", pixelBytes: 3, maxValue: 255 },
};

/**
 * Make a Netpbm file of an image that is raw or run-length encoded. A JPEG is a file already.
 * @throws {TypeError} the image is compressed otherwise, or has pixels that Netpbm does not: RGBA, or a newer format
 * @throws {RangeError} it has no pixels, or its bytes do not make `cols` times `rows` of them
 * @example
 * ```ts
 * const { extension, bytes } = netpbmFile(image);
 * await writeFile(`left.${extension}`, bytes);
 * ```
 */
export function netpbmFile(image: Pick<Image, "cols" | "rows" | "data" | "format" | "pixelFormat">): NetpbmFile {
  const { cols, rows, pixelFormat } = image;
  const layout = LAYOUTS[pixelFormat];
  if (layout === undefined)
    throw new TypeError(`Netpbm has no pixel format ${pixelFormat}: ask for grey, depth or RGB`);
  const { extension, pixelBytes, maxValue, isSwapped = false } = layout;
  if (cols < 1 || rows < 1) throw new RangeError(`the image has ${cols} by ${rows} pixels`);
  const pixels = rawPixels(image, pixelBytes, "the image");
  const header = new TextEncoder().encode(`${extension === "pgm" ? "P5" : "P6"}\n${cols} ${rows}\n${maxValue}\n`);
  const bytes = new Uint8Array(header.length + pixels.length);
  bytes.set(header);
  bytes.set(pixels, header.length);
  if (isSwapped) swapPairs(bytes.subarray(header.length));
  return { extension, bytes };
}

function swapPairs(bytes: Uint8Array): void {
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const low = bytes[at] ?? 0;
    bytes[at] = bytes[at + 1] ?? 0;
    bytes[at + 1] = low;
  }
}
