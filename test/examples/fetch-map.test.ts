import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkMapFolder, MapFolder } from "../../src/maps/index.ts";
import { startExample } from "./example-process.ts";
import { expectAtRest, folder, PATIENCE, scene } from "./scene.ts";

describe("fetch-map", PATIENCE, () => {
  it("records a walk and fetches it, and the second time has it already", async () => {
    const path = join(await folder(), "map");
    const { example, robot, simulator } = await scene("fetch-map.ts", path, "--record");
    expect(await example.ends()).toBe(0);
    expect(example.said).toMatch(/\d+ waypoints and \d+ edges are in /);
    const { graph, missing, corrupt, graphProblems } = await checkMapFolder(new MapFolder(path));
    expect(graph.waypoints.length).toBeGreaterThanOrEqual(3);
    expect([missing, corrupt, graphProblems]).toEqual([[], [], []]);
    await expectAtRest(robot);

    const again = await startExample("fetch-map.ts", simulator, path);
    expect(await again.ends()).toBe(0);
    expect(again.said).toContain(", 0.0 MB");
  });
});
