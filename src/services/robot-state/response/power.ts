/** Reads what a state says of power and batteries, fields in order. */
import type { BatteryState, PowerState } from "../../../messages/bosdyn/api/robot_state.ts";
import type { DoubleValue } from "../../../messages/google/protobuf/wrappers.ts";
import { readDoubleValue, readTime, type Time } from "./parts.ts";
import { readByte, readText, shortEnd, type UsualBytes } from "./usual-bytes.ts";

/** Read which parts have power. */
export function readPowerState(usual: UsualBytes, at: number, end: number): PowerState {
  const { bytes } = usual;
  let timestamp: Time | undefined;
  let motorPowerState = 0;
  let shorePowerState = 0;
  let locomotionChargePercentage: DoubleValue | undefined;
  let locomotionEstimatedRuntime: Time | undefined;
  let robotPowerState = 0;
  let payloadPortsPowerState = 0;
  let wifiRadioPowerState = 0;
  let motorPowerErrorMessage = "";
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    timestamp = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 16) {
    motorPowerState = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 24) {
    shorePowerState = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 34) {
    const stop = shortEnd(usual, at + 1, end);
    locomotionChargePercentage = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 42) {
    const stop = shortEnd(usual, at + 1, end);
    locomotionEstimatedRuntime = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 48) {
    robotPowerState = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 56) {
    payloadPortsPowerState = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 72) {
    wifiRadioPowerState = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 82) {
    const stop = shortEnd(usual, at + 1, end);
    motorPowerErrorMessage = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return {
    timestamp,
    motorPowerState,
    shorePowerState,
    locomotionChargePercentage,
    locomotionEstimatedRuntime,
    robotPowerState,
    payloadPortsPowerState,
    wifiRadioPowerState,
    motorPowerErrorMessage,
    $unknown: undefined,
  };
}

/** Read one battery. */
export function readBatteryState(usual: UsualBytes, at: number, end: number): BatteryState {
  const { bytes, view } = usual;
  let timestamp: Time | undefined;
  let identifier = "";
  let chargePercentage: DoubleValue | undefined;
  let estimatedRuntime: Time | undefined;
  let current: DoubleValue | undefined;
  let voltage: DoubleValue | undefined;
  const temperatures: number[] = [];
  let status = 0;
  let communicationsLossPercent: DoubleValue | undefined;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    timestamp = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    identifier = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 26) {
    const stop = shortEnd(usual, at + 1, end);
    chargePercentage = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 34) {
    const stop = shortEnd(usual, at + 1, end);
    estimatedRuntime = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 42) {
    const stop = shortEnd(usual, at + 1, end);
    current = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 50) {
    const stop = shortEnd(usual, at + 1, end);
    voltage = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 58) {
    const stop = shortEnd(usual, at + 1, end);
    for (at += 2; stop - at >= 8; at += 8) temperatures.push(view.getFloat64(at, true));
    if (at !== stop) usual.isUsual = false;
    at = stop;
  }
  if (at < end && bytes[at] === 64) {
    status = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 74) {
    const stop = shortEnd(usual, at + 1, end);
    communicationsLossPercent = readDoubleValue(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return {
    timestamp,
    identifier,
    chargePercentage,
    estimatedRuntime,
    current,
    voltage,
    temperatures,
    status,
    communicationsLossPercent,
    $unknown: undefined,
  };
}
