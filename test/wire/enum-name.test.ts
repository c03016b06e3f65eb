import { describe, expect, it } from "vitest";
import { BatteryState_Status, PowerState_MotorPowerState } from "../../src/messages/bosdyn/api/robot_state.ts";
import { enumName } from "../../src/wire/index.ts";

describe("enumName", () => {
  it("finds a number's name", () => {
    expect(enumName(BatteryState_Status, 2)).toBe("STATUS_CHARGING");
  });

  it("takes the first of several names", () => {
    expect(enumName(PowerState_MotorPowerState, 2)).toBe("STATE_ON");
  });

  it("knows no name for a number from a newer release", () => {
    expect(enumName(BatteryState_Status, 99)).toBeUndefined();
  });
});
