/** Reads what a state says of faults, e-stops and the radio, fields in order. */
import type {
  CommsState,
  EStopState,
  SystemFault,
  SystemFault_Severity,
  SystemFaultState,
  WiFiState,
} from "../../../messages/bosdyn/api/robot_state.ts";
import { readTime, type Time } from "./parts.ts";
import { enter, readByte, readText, readVarint, shortEnd, type UsualBytes } from "./usual-bytes.ts";

/** Read one means of communication. */
export function readCommsState(usual: UsualBytes, at: number, end: number): CommsState {
  const { bytes } = usual;
  let timestamp: Time | undefined;
  let wifiState: WiFiState | undefined;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    timestamp = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    wifiState = readWiFiState(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { timestamp, wifiState, $unknown: undefined };
}

function readWiFiState(usual: UsualBytes, at: number, end: number): WiFiState {
  const { bytes } = usual;
  let currentMode = 0;
  let essid = "";
  if (at < end && bytes[at] === 8) {
    currentMode = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    essid = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { currentMode, essid, $unknown: undefined };
}

/** Read one e-stop. */
export function readEStopState(usual: UsualBytes, at: number, end: number): EStopState {
  const { bytes } = usual;
  let timestamp: Time | undefined;
  let name = "";
  let type = 0;
  let state = 0;
  let stateDescription = "";
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    timestamp = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    name = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 24) {
    type = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 32) {
    state = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 42) {
    const stop = shortEnd(usual, at + 1, end);
    stateDescription = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { timestamp, name, type, state, stateDescription, $unknown: undefined };
}

/** Read the faults there are and those there were. */
export function readSystemFaultState(usual: UsualBytes, at: number, end: number): SystemFaultState {
  const { bytes } = usual;
  const faults: SystemFault[] = [];
  const historicalFaults: SystemFault[] = [];
  const aggregated = new Map<string, SystemFault_Severity>();
  while (at < end && bytes[at] === 10) {
    at = enter(usual, at + 1, end);
    const stop = usual.end;
    faults.push(readSystemFault(usual, at, stop));
    at = stop;
  }
  while (at < end && bytes[at] === 18) {
    at = enter(usual, at + 1, end);
    const stop = usual.end;
    historicalFaults.push(readSystemFault(usual, at, stop));
    at = stop;
  }
  while (at < end && bytes[at] === 26) {
    const stop = shortEnd(usual, at + 1, end);
    readSeverity(usual, aggregated, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { faults, historicalFaults, aggregated, $unknown: undefined };
}

function readSystemFault(usual: UsualBytes, at: number, end: number): SystemFault {
  const { bytes } = usual;
  let name = "";
  let onsetTimestamp: Time | undefined;
  let duration: Time | undefined;
  let code = 0;
  let errorMessage = "";
  const attributes: string[] = [];
  let severity = 0;
  let uid = 0n;
  let uuid = "";
  let dtc = "";
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    name = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    onsetTimestamp = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 26) {
    const stop = shortEnd(usual, at + 1, end);
    duration = readTime(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 32) {
    code = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 42) {
    const stop = shortEnd(usual, at + 1, end);
    errorMessage = readText(usual, at + 2, stop);
    at = stop;
  }
  while (at < end && bytes[at] === 50) {
    const stop = shortEnd(usual, at + 1, end);
    attributes.push(readText(usual, at + 2, stop));
    at = stop;
  }
  if (at < end && bytes[at] === 56) {
    severity = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 64) {
    uid = BigInt(readVarint(usual, at + 1, end));
    at = usual.end;
  }
  if (at < end && bytes[at] === 74) {
    const stop = shortEnd(usual, at + 1, end);
    uuid = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 122) {
    const stop = shortEnd(usual, at + 1, end);
    dtc = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return {
    name,
    onsetTimestamp,
    duration,
    code,
    errorMessage,
    attributes,
    severity,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- robots send it, and callers may look at it
    uid,
    uuid,
    dtc,
    $unknown: undefined,
  };
}

function readSeverity(usual: UsualBytes, aggregated: Map<string, SystemFault_Severity>, at: number, end: number): void {
  const { bytes } = usual;
  let attribute = "";
  let severity = 0;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    attribute = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 16) {
    severity = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at !== end) usual.isUsual = false;
  aggregated.set(attribute, severity);
}
