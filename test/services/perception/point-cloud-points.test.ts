import { describe, expect, it } from "vitest";
import { pointCloudPoints } from "../../../src/services/perception/point-cloud-points.ts";
import { hex } from "../../support/hex.ts";

describe("pointCloudPoints", () => {
  it("reads three little-endian floats a point, at whatever offset they lie", () => {
    const data = hex("ff 0000803f 000000c0 0000003f 00000000 00000000 00008040").subarray(1);
    expect([...pointCloudPoints({ data, encoding: 1, numPoints: 2 })]).toEqual([1, -2, 0.5, 0, 0, 4]);
    expect([...pointCloudPoints({ data: new Uint8Array(0), encoding: 1, numPoints: 0 })]).toEqual([]);
  });

  it("refuses other encodings, and bytes that are not so many points", () => {
    expect(() => pointCloudPoints({ data: new Uint8Array(12), encoding: 2, numPoints: 1 })).toThrow(TypeError);
    for (const numPoints of [0, 2, -1, 2 ** 31 - 1]) {
      expect(() => pointCloudPoints({ data: new Uint8Array(12), encoding: 1, numPoints })).toThrow(RangeError);
    }
    expect(() => pointCloudPoints({ data: new Uint8Array(11), encoding: 1, numPoints: 1 })).toThrow(RangeError);
  });
});
