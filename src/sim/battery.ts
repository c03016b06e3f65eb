/** The simulated battery: it drains as the robot stands, and its numbers hang together. */
import { BatteryState_Status, type BatteryStateInit } from "../messages/bosdyn/api/robot_state.ts";

const FULL_PERCENT = 92;
/** A standing robot empties a full battery in an hour and a half. */
const PERCENT_PER_SECOND = 100 / (90 * 60);
/** A robot that has run down stays at this: the simulator does not die of it. */
const EMPTY_PERCENT = 5;

/** What the battery shows. */
export interface BatteryLevel {
  readonly chargePercent: number;
  readonly runtimeSeconds: number;
}

/** The level at a time since boot, in seconds. */
export function batteryAt(seconds: number): BatteryLevel {
  const chargePercent = Math.max(FULL_PERCENT - seconds * PERCENT_PER_SECOND, EMPTY_PERCENT);
  return { chargePercent, runtimeSeconds: Math.round(chargePercent / PERCENT_PER_SECOND) };
}

/** The battery as the robot reports it. */
export function batteryMessage({ chargePercent, runtimeSeconds }: BatteryLevel): BatteryStateInit {
  return {
    identifier: "sim-battery-0",
    chargePercentage: { value: chargePercent },
    estimatedRuntime: { seconds: BigInt(runtimeSeconds) },
    // 14 lithium cells in series, from 3.3 V empty to 4.15 V full; watts over volts for a standing robot.
    voltage: { value: 14 * (3.3 + 0.85 * (chargePercent / 100)) },
    current: { value: -6.5 },
    temperatures: [31.5, 32, 32.5, 31],
    status: BatteryState_Status.STATUS_DISCHARGING,
  };
}
