/** Local grids as numbers. */
import { describe, expect, it } from "vitest";
import { LocalGrid, type LocalGridInit } from "../../../src/messages/bosdyn/api/local_grid.ts";
import { localGridValues } from "../../../src/services/index.ts";
import { hex } from "../../support/hex.ts";

/** Three by two cells of five centimetres. */
const EXTENT = { numCellsX: 3, numCellsY: 2, cellSize: 0.05 };

function values(init: LocalGridInit, extent: object = EXTENT): number[] {
  const grid = LocalGrid.decode(LocalGrid.encode({ localGridTypeName: "terrain", encoding: 1, extent, ...init }));
  return [...localGridValues(grid).values];
}

describe("a local grid", () => {
  it.each([
    [1, hex("0000803f 000000c0"), [1, -2]],
    [2, hex("000000000000f03f 00000000000000c0"), [1, -2]],
    [3, hex("01 fe"), [1, -2]],
    [4, hex("01 fe"), [1, 254]],
    [5, hex("0100 feff"), [1, -2]],
    [6, hex("0100 feff"), [1, 65_534]],
  ])("has cells of format %i", (cellFormat, data, expected) => {
    expect(values({ cellFormat, data }, { numCellsX: 2, numCellsY: 1 })).toEqual(expected);
  });

  it("goes row by row, scaled, and with unknown cells as such", () => {
    const cells = { cellFormat: 5, data: hex("0100 0200 0300 0400 0500 0600"), unknownCells: hex("00 01 00 00 00 00") };
    const grid = LocalGrid.decode(
      LocalGrid.encode({ ...cells, encoding: 1, extent: EXTENT, cellValueScale: 0.5, cellValueOffset: 10 }),
    );
    expect(localGridValues(grid)).toEqual({
      columns: 3,
      rows: 2,
      cellMeters: 0.05,
      values: Float64Array.of(10.5, NaN, 11.5, 12, 12.5, 13),
    });
    expect(values(cells)).toEqual([1, NaN, 3, 4, 5, 6]);
  });

  it("may be run-length encoded", () => {
    expect(values({ encoding: 2, cellFormat: 4, data: hex("07 08"), rleCounts: [4, 2] })).toEqual([7, 7, 7, 7, 8, 8]);
  });

  it("has four million cells at most, however few bytes say so", () => {
    const run = (numCellsX: number, numCellsY: number): LocalGridInit => ({
      encoding: 2,
      cellFormat: 4,
      data: hex("07"),
      rleCounts: [numCellsX * numCellsY],
      extent: { numCellsX, numCellsY, cellSize: 1 },
    });
    expect(values(run(2048, 2048), run(2048, 2048).extent)).toHaveLength(4_194_304);
    expect(() => values(run(2049, 2048), run(2049, 2048).extent)).toThrow(/more than 4194304/);
    expect(() => values(run(-2, -2), run(-2, -2).extent)).toThrow(RangeError);
    expect(() => values(run(10_000, 10_000), run(10_000, 10_000).extent)).toThrow(RangeError);
  });

  it("is whole, and of a kind that is known", () => {
    for (const init of [
      { cellFormat: 4, data: hex("01") },
      { cellFormat: 6, data: hex("01 02 03") },
      { encoding: 2, cellFormat: 4, data: hex("01"), rleCounts: [5] },
      { encoding: 2, cellFormat: 4, data: hex("01 02"), rleCounts: [6] },
      { encoding: 2, cellFormat: 4, data: hex("01 02"), rleCounts: [7, -1] },
    ])
      expect(() => values(init)).toThrow(RangeError);
    for (const init of [{ cellFormat: 9 }, { encoding: 9, cellFormat: 4 }])
      expect(() => values(init)).toThrow(TypeError);
  });
});
