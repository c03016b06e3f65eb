import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isEstopped, RobotStateClient } from "../../src/index.ts";
import { expectAtRest, folder, PATIENCE, scene } from "./scene.ts";

describe("hello-spot", PATIENCE, () => {
  it("stands up, takes a picture, and leaves the robot sitting", async () => {
    const picture = join(await folder(), "picture.jpg");
    const { example, robot } = await scene("hello-spot.ts", picture);
    expect(await example.ends()).toBe(0);
    expect(example.said).toMatch(/motors on\nstanding\nlooked around\n.*picture of 320×240.*\nsitting, motors off\n$/s);
    expect([...(await readFile(picture)).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    await expectAtRest(robot);
  });

  it("has the robot sit down when it is ended in the middle", async () => {
    const { example, robot } = await scene("hello-spot.ts");
    await example.says(/standing\n/);
    example.kill("SIGTERM");
    expect(await example.ends()).toBe("SIGTERM");
    expect(await isEstopped(robot)).toBe(true);
    const client = robot.client(RobotStateClient);
    while ((await client.getRobotState()).powerState?.motorPowerState !== 1)
      await new Promise((next) => setImmediate(next));
    // It has sat down, and not fallen.
    expect((await client.getRobotState()).behaviorFaultState?.faults).toEqual([]);
  });
});
