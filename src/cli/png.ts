/** PNG files of grey and colour pictures (W3C PNG, third edition), for terminals that show them. */
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GREY = 0;
const RGB = 2;

/** A picture of 8-bit samples, row by row. */
export interface Pixels {
  readonly columns: number;
  readonly rows: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Make a PNG file. */
export function pngFile({ columns, rows, channels, data }: Pixels): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, columns);
  view.setUint32(4, rows);
  header.set([8, channels === 1 ? GREY : RGB, 0, 0, 0], 8);
  // Before each row stands how it is filtered: not at all.
  const lines = new Uint8Array(rows * (1 + columns * channels));
  for (let row = 0; row < rows; row++) {
    const length = columns * channels;
    lines.set(data.subarray(row * length, (row + 1) * length), row * (1 + length) + 1);
  }
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(lines)), chunk("IEND", new Uint8Array(0))];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
