import { describe, expect, it } from "vitest";
import { netpbmFile } from "../../../src/services/perception/netpbm.ts";
import { hex } from "../../support/hex.ts";

const image = (pixelFormat: number, data: string, more: object = {}) => ({
  cols: 2,
  rows: 1,
  format: 2,
  pixelFormat,
  data: hex(data),
  ...more,
});
const text = (characters: string): number[] => [...new TextEncoder().encode(characters)];

describe("netpbmFile", () => {
  const rows: readonly [string, ReturnType<typeof image>, string, string, string][] = [
    ["grey of 8 bits as PGM", image(1, "01 ff"), "pgm", "P5\n2 1\n255\n", "01 ff"],
    ["colour as PPM", image(3, "010203 040506"), "ppm", "P6\n2 1\n255\n", "010203 040506"],
    ["depth as PGM, its bytes turned round", image(5, "e803 0100"), "pgm", "P5\n2 1\n65535\n", "03e8 0001"],
    ["grey of 16 bits as PGM, its bytes as they are", image(6, "03e8 0001"), "pgm", "P5\n2 1\n65535\n", "03e8 0001"],
    ["runs written out", image(5, "02 e803", { format: 3 }), "pgm", "P5\n2 1\n65535\n", "03e8 03e8"],
    ["runs of colour", image(3, "02 010203", { format: 3 }), "ppm", "P6\n2 1\n255\n", "010203 010203"],
  ];
  for (const [name, source, extension, header, pixels] of rows) {
    it(`has ${name}`, () => {
      const before = [...source.data];
      const file = netpbmFile(source);
      expect(file.extension).toBe(extension);
      expect([...file.bytes]).toEqual([...text(header), ...hex(pixels)]);
      expect([...source.data]).toEqual(before);
    });
  }

  const bad: readonly [string, ReturnType<typeof image>, typeof TypeError | typeof RangeError][] = [
    ["RGBA", image(4, "00000000 00000000"), TypeError],
    ["a pixel format of a newer robot", image(99, "00 00"), TypeError],
    ["a JPEG", image(1, "ffd8", { format: 1 }), TypeError],
    ["too few bytes", image(1, "01"), RangeError],
    ["too many bytes", image(5, "0102 0304 0506"), RangeError],
    ["half a run", image(1, "02", { format: 3 }), RangeError],
    ["runs that make more than they should", image(1, "ff 00", { format: 3 }), RangeError],
    ["no pixels", image(1, "", { cols: 0 }), RangeError],
    ["negative sizes whose product fits", image(1, "01 02", { cols: -2, rows: -1 }), RangeError],
  ];
  for (const [name, source, errorClass] of bad) {
    it(`refuses ${name}`, () => {
      expect(() => netpbmFile(source)).toThrow(errorClass);
    });
  }
});
