/** Depth images as points. */
import { describe, expect, it } from "vitest";
import { ImageSource } from "../../../src/messages/bosdyn/api/image.ts";
import { type DepthImage, depthImagePoints, pixelToCameraPoint } from "../../../src/services/index.ts";
import { hex } from "../../support/hex.ts";

const SOURCE = ImageSource.decode(
  ImageSource.encode({
    name: "left_depth",
    depthScale: 1000,
    pinhole: { intrinsics: { focalLength: { x: 2, y: 4 }, principalPoint: { x: 1, y: 0.5 } } },
  }),
);
/** 2 by 2, little-endian: 1000, 0 (nothing), 2000, 65535 (nothing). */
const RAW = hex("e803 0000 d007 ffff");

function depth(data: Uint8Array, format = 2, changes: object = {}): DepthImage {
  return { image: { cols: 2, rows: 2, data, format, pixelFormat: 5, ...changes }, source: SOURCE };
}

describe("a depth image", () => {
  it("shows points where something was measured", () => {
    // Pixel 0, 0 at 1 m and pixel 0, 1 at 2 m.
    expect([...depthImagePoints(depth(RAW))]).toEqual([-0.5, -0.125, 1, -1, 0.25, 2]);
  });

  it("shows those within a range, which is rounded to its own units and never takes in what was not measured", () => {
    const points = (range: object): number => depthImagePoints(depth(RAW), range).length / 3;
    expect(points({ minMeters: 1.0004 })).toBe(2);
    expect(points({ minMeters: 1.0006 })).toBe(1);
    expect(points({ maxMeters: 1.9996 })).toBe(2);
    expect(points({ maxMeters: 1.9994 })).toBe(1);
    expect(points({ minMeters: -1, maxMeters: 1e6 })).toBe(2);
    expect(points({ minMeters: 2.1 })).toBe(0);
  });

  it("may be run-length encoded", () => {
    const runs = hex("03 e803 01 d007");
    expect([...depthImagePoints(depth(runs, 3))].filter((_, index) => index % 3 === 2)).toEqual([1, 1, 1, 2]);
  });

  it("is one, and whole, and of a pinhole camera", () => {
    expect(() => depthImagePoints(depth(RAW, 1))).toThrow(TypeError);
    expect(() => depthImagePoints(depth(RAW, 2, { pixelFormat: 1 }))).toThrow(TypeError);
    expect(() => depthImagePoints(depth(RAW.subarray(1)))).toThrow(RangeError);
    expect(() => depthImagePoints(depth(hex("03 e803 01"), 3))).toThrow(RangeError);
    expect(() => depthImagePoints(depth(hex("03 e803"), 3))).toThrow(RangeError);
    const source = { ...SOURCE, pinhole: undefined };
    expect(() => depthImagePoints({ ...depth(RAW), source })).toThrow(TypeError);
  });
});

describe("a pixel", () => {
  it("shows a point at a distance", () => {
    expect(pixelToCameraPoint(SOURCE, 1, 0.5)).toEqual([0, 0, 1]);
    expect(pixelToCameraPoint(SOURCE, 5, 2.5, 3)).toEqual([6, 1.5, 3]);
  });
});
