/** Each fault as a client meets it, over real connections. */
import { describe, expect, it } from "vitest";
import { isEstopped, becomeEstop, leasesOf, RobotStateClient, type Robot } from "../../../src/index.ts";
import type { Fault, Simulator } from "../../../src/sim/index.ts";
import { LeaseClient, powerOnMotors, PowerClient } from "../../../src/services/index.ts";
import { connectLoggedIn, rejection } from "../../support/robots.ts";

const state = (robot: Robot) => robot.client(RobotStateClient).getRobotState();

async function scene(): Promise<{ robot: Robot; simulator: Simulator }> {
  return connectLoggedIn();
}

describe("a fault on demand", () => {
  it("drop-connections breaks what there is; the next call connects anew", async () => {
    const { robot, simulator } = await scene();
    await state(robot);
    simulator.inject({ fault: "drop-connections" });
    // A call may still meet the broken connection; it says that it may be tried again.
    const outcome = await state(robot).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ status: "UNAVAILABLE", retryable: true });
    expect((await state(robot)).batteryStates).toHaveLength(1);
  });

  it("http answers for one service or for all, for a while", async () => {
    const { robot, simulator } = await scene();
    simulator.inject({ fault: "http", status: 502, forMs: 60_000, service: "robot-state" });
    expect(await rejection(state(robot))).toMatchObject({ code: "RPC_SERVICE_UNAVAILABLE", httpStatus: 502 });
    expect((await robot.id()).serialNumber).toBe(simulator.serialNumber);
    simulator.inject({ fault: "http", status: 429, forMs: 0 });
    expect((await state(robot)).batteryStates).toHaveLength(1);
  });

  it("delay makes calls late, and their deadlines pass", async () => {
    const { robot, simulator } = await scene();
    simulator.inject({ fault: "delay", delayMs: 60_000, forMs: 60_000, service: "bosdyn.api.RobotStateService" });
    expect(await rejection(robot.client(RobotStateClient).getRobotState({ timeoutMs: 100 }))).toMatchObject({
      status: "DEADLINE_EXCEEDED",
    });
    simulator.inject({ fault: "delay", delayMs: 1, forMs: 60_000 });
    expect((await state(robot)).batteryStates).toHaveLength(1);
  });

  it("expire-tokens ends every token so far, and a password opens the robot again", async () => {
    const { robot, simulator } = await scene();
    simulator.inject({ fault: "expire-tokens" });
    expect(await rejection(state(robot))).toMatchObject({ status: "UNAUTHENTICATED" });
    await robot.login(simulator.user, simulator.password);
    expect((await state(robot)).batteryStates).toHaveLength(1);
  });

  it("steal-lease takes the body's lease from its owner, and lets go of it", async () => {
    const { robot, simulator } = await scene();
    const lost: string[] = [];
    const lease = await leasesOf(robot).acquire("body", {
      periodMs: 50,
      onLost: ({ owner }) => lost.push(owner?.clientName ?? ""),
    });
    simulator.inject({ fault: "steal-lease", forMs: 100 });
    await new Promise((resolve) => lease.signal.addEventListener("abort", resolve));
    expect(lost).toEqual(["scripted-fault"]);
    for (;;) {
      const { resources } = await robot.client(LeaseClient).listLeases({});
      if (resources.every(({ leaseOwner }) => leaseOwner?.clientName !== "scripted-fault")) break;
    }
    await using again = await leasesOf(robot).acquire();
    expect(again.isHeld).toBe(true);
  });

  it("lose-estop makes the endpoint unknown, and the robot lose power", async () => {
    const { robot, simulator } = await scene();
    await using estop = await becomeEstop(robot, {
      name: "test",
      timeoutMs: 9000,
      periodMs: 30,
      onStatus: () => undefined,
    });
    await estop.allow();
    expect(await isEstopped(robot)).toBe(false);
    simulator.inject({ fault: "lose-estop" });
    await new Promise((resolve) => estop.signal.addEventListener("abort", resolve));
    expect(estop.signal.reason).toMatchObject({ code: "ESTOP_ENDPOINT_UNKNOWN" });
    expect(await isEstopped(robot)).toBe(true);
    await using lease = await leasesOf(robot).acquire();
    expect(lease.isHeld).toBe(true);
    expect(await rejection(powerOnMotors(robot.client(PowerClient)))).toMatchObject({
      code: "POWER_KEEPALIVE_MOTORS_OFF",
    });
  });

  it("battery, behavior-fault and clock-jump show in the robot's state", async () => {
    const { robot, simulator } = await scene();
    const before = await state(robot);
    simulator.inject({ fault: "battery", percent: 12 });
    simulator.inject({ fault: "behavior-fault", cause: "hardware" });
    simulator.inject({ fault: "clock-jump", jumpMs: 3_600_000 });
    const after = await state(robot);
    expect(after.batteryStates[0]?.chargePercentage?.value).toBeCloseTo(12, 1);
    expect(after.behaviorFaultState?.faults).toMatchObject([{ cause: 2, status: 2 }]);
    const seconds = ({ powerState }: typeof after): number => Number(powerState?.timestamp?.seconds);
    expect(seconds(after) - seconds(before)).toBeGreaterThanOrEqual(3600);
  });

  it("is refused where it makes no sense", async () => {
    const { simulator } = await scene();
    expect(() => simulator.inject({ fault: "battery", percent: 200 })).toThrow(/fault\.percent/);
    expect(() => simulator.inject({ fault: "explode" } as unknown as Fault)).toThrow(RangeError);
  });
});
