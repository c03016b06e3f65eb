/** The e-stop against the embedded robot, where its rules are a robot's. */
import { describe, expect, it } from "vitest";
import { becomeEstop, joinEstop, leasesOf, type Robot, RobotStateClient } from "../../../src/index.ts";
import { powerOnMotors, PowerClient } from "../../../src/services/index.ts";
import { connectLoggedIn, rejection } from "../../support/robots.ts";

const OPTIONS = { name: "test", timeoutMs: 9000, onStatus: () => undefined };

async function motors(robot: Robot): Promise<number | undefined> {
  return (await robot.client(RobotStateClient).getRobotState()).powerState?.motorPowerState;
}

describe("joining an e-stop", () => {
  it("is refused while the motors have power, which it would cut, unless that is meant", async () => {
    const { robot } = await connectLoggedIn();
    await using first = await becomeEstop(robot, OPTIONS);
    await first.allow();
    await using lease = await leasesOf(robot).acquire();
    await powerOnMotors(robot.client(PowerClient), { intervalMs: 50 });
    expect([await motors(robot), lease.isHeld]).toEqual([2, true]);
    expect(await rejection(joinEstop(robot, OPTIONS))).toMatchObject({ code: "ESTOP_JOIN_WOULD_CUT_POWER" });
    expect(await motors(robot)).toBe(2);
    await using second = await joinEstop(robot, { ...OPTIONS, evenIfMotorsOn: true });
    expect([await motors(robot), second.wish]).toEqual([1, "allow"]);
  });
});
