import { describe, expect, it } from "vitest";
import { BatteryState_Status, SystemFault_Severity } from "../../src/messages/bosdyn/api/robot_state.ts";
import { Battery } from "../../src/sim/battery.ts";
import { SystemFaults } from "../../src/sim/faults/system-faults.ts";
import { ManualSimClock } from "../support/manual-sim-clock.ts";
import { Bench } from "./bench.ts";

const HOUR_MS = 3_600_000;

function scene(watts = 400): { battery: Battery; faults: SystemFaults; emptied: () => number } {
  const faults = new SystemFaults(new ManualSimClock());
  let times = 0;
  const battery = new Battery({ load: () => watts, systemFaults: faults, onEmpty: () => times++ });
  return { battery, faults, emptied: () => times };
}

describe("the simulated battery", () => {
  it("has 92 percent at first, and drains evenly under an even load", () => {
    const { battery } = scene();
    expect(battery.chargePercent).toBe(92);
    battery.step(0, 600_000);
    const after = battery.chargePercent;
    battery.step(0, 600_000);
    expect(92 - after).toBeCloseTo(after - battery.chargePercent, 9);
    expect(after).toBeLessThan(92);
  });

  it("drains as fast as the load is great", () => {
    const [light, heavy] = [scene(200).battery, scene(600).battery];
    for (const each of [light, heavy]) each.step(0, 60_000);
    expect(92 - heavy.chargePercent).toBeCloseTo(3 * (92 - light.chargePercent), 9);
  });

  it("has a runtime that is what its charge lasts", () => {
    const { battery } = scene();
    const { runtimeSeconds } = battery;
    battery.step(0, (runtimeSeconds - 1) * 1000);
    expect(battery.isEmpty).toBe(false);
    battery.step(0, 2000);
    expect(battery.isEmpty).toBe(true);
    expect(battery.runtimeSeconds).toBe(0);
  });

  it("is refilled by shore power, up to full and no further", () => {
    const { battery } = scene();
    battery.isOnShorePower = true;
    battery.step(0, 60_000);
    expect(battery.chargePercent).toBeGreaterThan(92);
    expect(battery.message()).toMatchObject({ status: BatteryState_Status.STATUS_CHARGING });
    expect(battery.message().current?.value).toBeGreaterThan(0);
    battery.step(0, HOUR_MS);
    expect(battery.chargePercent).toBe(100);
    expect(battery.message().current?.value).toBe(0);
  });

  it("warns when it is low, and is a critical fault when it is empty", () => {
    const { battery, faults, emptied } = scene();
    const severities = (): unknown => faults.state().faults?.map(({ severity }) => severity);
    expect(severities()).toEqual([]);
    battery.setCharge(10);
    expect(severities()).toEqual([SystemFault_Severity.SEVERITY_WARN]);
    expect(emptied()).toBe(0);
    battery.setCharge(0);
    expect(severities()).toEqual([SystemFault_Severity.SEVERITY_CRITICAL]);
    expect(emptied()).toBe(1);
    battery.step(0, 10);
    expect(battery.chargePercent).toBe(0);
    battery.setCharge(50);
    expect(severities()).toEqual([]);
  });

  it("reports a voltage that falls with the charge, and a current that flows out", () => {
    const { battery } = scene();
    const full = battery.message();
    battery.setCharge(5);
    const low = battery.message();
    expect(full.voltage?.value).toBeGreaterThan(low.voltage?.value ?? Number.NaN);
    expect(low.voltage?.value).toBeGreaterThan(14 * 3.3);
    for (const { current, status } of [full, low]) {
      expect(current?.value).toBeLessThan(0);
      expect(status).toBe(BatteryState_Status.STATUS_DISCHARGING);
    }
  });

  for (const percent of [-1, 101, Number.NaN]) {
    it(`cannot be charged to ${percent} percent`, () => {
      expect(() => scene().battery.setCharge(percent)).toThrow(RangeError);
    });
  }

  it("makes a robot that stands sit down before the power goes, and goes no further than that", () => {
    const bench = new Bench();
    bench.standUp();
    bench.robot.battery.setCharge(0);
    bench.pass(10);
    expect(bench.robot.motors.isOn).toBe(true);
    expect(bench.robot.locomotion.posture).toBe("sitting-down");
    bench.pass(4000);
    expect(bench.robot.motors.isOff).toBe(true);
    expect(bench.robot.locomotion.posture).toBe("sitting");
    expect(bench.robot.behaviorFaults.active).toEqual([]);
    bench.pass(60_000);
    expect(bench.departures).toEqual([]);
  });
});
