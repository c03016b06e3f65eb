import { describe, expect, it } from "vitest";
import { BatteryState_Status } from "../../src/messages/bosdyn/api/robot_state.ts";
import { batteryAt, batteryMessage } from "../../src/sim/battery.ts";

const HOUR = 3600;

describe("the simulated battery", () => {
  it("drains evenly as time passes", () => {
    const [a, b, c] = [batteryAt(0), batteryAt(600), batteryAt(1200)];
    expect(a.chargePercent).toBe(92);
    expect(a.chargePercent - b.chargePercent).toBeCloseTo(b.chargePercent - c.chargePercent, 9);
    expect(b.chargePercent).toBeLessThan(a.chargePercent);
  });

  it("has a runtime that is what its charge lasts", () => {
    const { chargePercent, runtimeSeconds } = batteryAt(600);
    const perSecond = (batteryAt(0).chargePercent - chargePercent) / 600;
    expect(runtimeSeconds).toBeCloseTo(chargePercent / perSecond, 0);
  });

  it("stays at five percent, however long it runs", () => {
    expect(batteryAt(2 * HOUR).chargePercent).toBe(5);
    expect(batteryAt(1000 * HOUR)).toEqual(batteryAt(2 * HOUR));
  });

  it("reports a voltage that falls with the charge, and a current that flows out", () => {
    const [full, empty] = [batteryMessage(batteryAt(0)), batteryMessage(batteryAt(2 * HOUR))];
    expect(full.voltage?.value).toBeGreaterThan(empty.voltage?.value ?? Number.NaN);
    expect(empty.voltage?.value).toBeGreaterThan(14 * 3.3);
    for (const { current, status } of [full, empty]) {
      expect(current?.value).toBeLessThan(0);
      expect(status).toBe(BatteryState_Status.STATUS_DISCHARGING);
    }
  });
});
