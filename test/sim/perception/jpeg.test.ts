import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeJpeg } from "../../../src/sim/perception/jpeg.ts";

/** A slope with a bright square: columns and rows that are no multiple of eight. */
const COLUMNS = 45;
const ROWS = 27;
const pixels = Uint8Array.from({ length: COLUMNS * ROWS }, (_, i) => {
  const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
  return row > 8 && row < 16 && column > 20 && column < 30 ? 250 : row * 3 + column * 2;
});

/** The segments of a file by their markers, up to the scan. */
function segments(bytes: Uint8Array): [marker: number, content: Uint8Array][] {
  const found: [number, Uint8Array][] = [];
  let at = 2;
  while (at < bytes.length) {
    expect(bytes[at]).toBe(0xff);
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    found.push([bytes[at + 1] ?? 0, bytes.subarray(at + 4, at + 2 + length)]);
    at += 2 + length;
    if (found.at(-1)?.[0] === 0xda) return [...found, [0, bytes.subarray(at)]];
  }
  return found;
}

describe("the JPEG encoder", () => {
  it("writes the segments of a grey baseline file in order", () => {
    const bytes = encodeJpeg({ columns: COLUMNS, rows: ROWS, pixels }, 75);
    const all = segments(bytes);
    expect(all.map(([marker]) => marker)).toEqual([0xe0, 0xdb, 0xc0, 0xc4, 0xc4, 0xda, 0]);
    expect([...bytes.subarray(0, 2), ...bytes.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    expect([...(all[2]?.[1] ?? [])]).toEqual([8, 0, ROWS, 0, COLUMNS, 1, 1, 0x11, 0]);
    expect(String.fromCharCode(...(all[0]?.[1].subarray(0, 4) ?? []))).toBe("JFIF");
  });

  it("stuffs a zero after each 0xff of the scan", () => {
    const noise = Uint8Array.from({ length: 64 * 64 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 13) & 0xff);
    const scan = segments(encodeJpeg({ columns: 64, rows: 64, pixels: noise }, 100)).at(-1)?.[1] ?? new Uint8Array();
    const ffs = [...scan.subarray(0, -2).keys()].filter((i) => scan[i] === 0xff);
    expect(ffs.length).toBeGreaterThan(5);
    for (const i of ffs) expect(scan[i + 1]).toBe(0);
  });

  it("spends more bytes on more quality", () => {
    const sizes = [1, 25, 50, 75, 95, 100].map((q) => encodeJpeg({ columns: COLUMNS, rows: ROWS, pixels }, q).length);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(sizes).size).toBe(sizes.length);
  });

  it("makes the very file that libjpeg was seen to decode to within five grey levels of the picture", () => {
    const digest = createHash("sha256").update(encodeJpeg({ columns: COLUMNS, rows: ROWS, pixels }, 95));
    expect(digest.digest("hex")).toBe("a8b54367ab6fa1d1a705c52cd5f1a9119629031eb4ca3289612dbe059b0b56f5");
  });
});
