import { describe, expect, it } from "vitest";
import { LocalGridService } from "../../../src/messages/bosdyn/api/local_grid_service.ts";
import { LocalGrid_Encoding } from "../../../src/messages/bosdyn/api/local_grid.ts";
import { localGridValues } from "../../../src/services/index.ts";
import { frameInFrame } from "../../../src/sim/perception/frame-lookup.ts";
import { encodeCells } from "../../../src/sim/perception/grid-encoding.ts";
import { localGridService } from "../../../src/sim/services/local-grid.ts";
import { Scene } from "../../../src/sim/world/scene.ts";
import { Hosted } from "../hosted.ts";
import { FakeRobot } from "./fake-robot.ts";

const NAMES = ["terrain", "terrain_valid", "intensity", "no_step", "obstacle_distance"];
const scene = new Scene();

async function gridsAt(x: number, y: number, names: readonly string[] = NAMES) {
  const robot = new FakeRobot(scene).place(x, y, 1);
  const hosted = new Hosted(localGridService(robot.clock, robot.senses.shutter, robot.senses.grids));
  const localGridRequests = names.map((localGridTypeName) => ({ localGridTypeName }));
  return hosted.unary(LocalGridService.getLocalGrids, { localGridRequests });
}

describe("local grids", () => {
  it("hold each cell at x + columns × y, where their frame puts it", async () => {
    const { localGridResponses } = await gridsAt(2, -2);
    const values = new Map(
      localGridResponses.map(({ localGrid: grid }) => {
        if (grid === undefined) throw new Error("there is no grid");
        const corner = frameInFrame(grid.transformsSnapshot, "vision", grid.frameNameLocalGridData)?.position;
        return [grid.localGridTypeName, { ...localGridValues(grid), corner }];
      }),
    );
    const terrain = values.get("terrain");
    expect(terrain).toMatchObject({ columns: 128, rows: 128, cellMeters: 0.03 });
    let steps = 0;
    for (let j = 0; j < 128; j += 3) {
      for (let i = 0; i < 128; i += 3) {
        const x = (terrain?.corner?.x ?? NaN) + (i + 0.5) * 0.03;
        const y = (terrain?.corner?.y ?? NaN) + (j + 0.5) * 0.03;
        const height = terrain?.values[i + 128 * j] ?? NaN;
        const isValid = values.get("terrain_valid")?.values[i + 128 * j];
        expect(Number.isNaN(height)).toBe(isValid === 0);
        if (!Number.isNaN(height)) expect(height).toBeCloseTo(scene.heightAt(x, y), 2);
        if (height > 0.1) steps++;
        expect(values.get("obstacle_distance")?.values[i + 128 * j]).toBeCloseTo(scene.obstacleDistance(x, y), 2);
        expect((values.get("no_step")?.values[i + 128 * j] ?? NaN) > 0.001).toBe(scene.edgeDistance(x, y) > 0.031);
      }
    }
    expect(steps).toBeGreaterThan(20);
  });

  it("do not know what is behind an obstacle", async () => {
    const { localGridResponses } = await gridsAt(3.5, 1.1, ["terrain"]);
    const grid = localGridResponses[0]?.localGrid;
    expect(grid?.unknownCells).toHaveLength(128 * 128);
    expect(grid?.unknownCells.some((unknown) => unknown === 1)).toBe(true);
    // Right in front of the robot nothing is in the way.
    expect(grid?.unknownCells[64 + 128 * 64]).toBe(0);
  });

  it("answer an unknown type with its status, and count it", async () => {
    const response = await gridsAt(0, 0, ["terrain", "lava", "intensity"]);
    expect(response.localGridResponses.map(({ status }) => status)).toEqual([1, 2, 1]);
    expect(response.numLocalGridErrors).toBe(1);
  });

  it("come in runs where those are shorter, and plain where they are not", async () => {
    const { localGridResponses } = await gridsAt(4.4, -0.6);
    const encodings = localGridResponses.map(({ localGrid }) => localGrid?.encoding);
    expect(encodings).toContain(LocalGrid_Encoding.ENCODING_RLE);
    expect(encodings).toContain(LocalGrid_Encoding.ENCODING_RAW);
  });
});

describe("encodeCells", () => {
  const code = { format: "int16", scale: 0.5, offset: 10 } as const;

  it("writes little-endian numbers with scale and offset", () => {
    const { data, encoding } = encodeCells(Float64Array.of(10, 10.5, 9), code);
    expect([...(data ?? [])]).toEqual([0, 0, 1, 0, 0xfe, 0xff]);
    expect(encoding).toBe(LocalGrid_Encoding.ENCODING_RAW);
  });

  it("counts runs", () => {
    const { data, rleCounts, encoding } = encodeCells(Float64Array.of(...Array<number>(300).fill(11), 10), code);
    expect([...(data ?? [])]).toEqual([2, 0, 0, 0]);
    expect(rleCounts).toEqual([300, 1]);
    expect(encoding).toBe(LocalGrid_Encoding.ENCODING_RLE);
  });

  it("takes the nearest number where a value does not fit", () => {
    expect([...(encodeCells(Float64Array.of(-5, 300), { format: "uint8", scale: 1, offset: 0 }).data ?? [])]).toEqual([
      0, 255,
    ]);
  });
});
