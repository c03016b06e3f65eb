import { describe, expect, it, onTestFinished } from "vitest";
import { RobotStateClient } from "../../src/index.ts";
import { expectAtRest, PATIENCE, scene } from "./scene.ts";

describe("joystick", PATIENCE, () => {
  it("walks while a key is pressed, and leaves the robot sitting", async () => {
    const { example, robot } = await scene("joystick.ts");
    await example.says(/x ends\n/);
    const client = robot.client(RobotStateClient);
    const speed = async (): Promise<number> =>
      (await client.getRobotState()).kinematicState?.velocityOfBodyInOdom?.linear?.x ?? 0;
    const pressed = setInterval(() => example.type("w"), 50);
    onTestFinished(() => clearInterval(pressed));
    while ((await speed()) < 0.4);
    clearInterval(pressed);
    // Nothing is pressed any more: the last command ends by itself.
    while ((await speed()) > 0.01);
    example.type("x");
    expect(await example.ends()).toBe(0);
    expect(Number((await example.says(/walked to x ([-\d.]+) m/))[1])).toBeGreaterThan(0.2);
    await expectAtRest(robot);
  });
});
