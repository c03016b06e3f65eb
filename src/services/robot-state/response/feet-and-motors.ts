/** Reads what a state says of feet and of motors, fields in order. */
import type { Vec3 } from "../../../messages/bosdyn/api/geometry.ts";
import type {
  FootState,
  FootState_TerrainState,
  MotorTemperature,
  SystemState,
} from "../../../messages/bosdyn/api/robot_state.ts";
import { readVec3 } from "./parts.ts";
import { enter, readByte, readText, shortEnd, type UsualBytes } from "./usual-bytes.ts";

/** Read what one foot stands on. */
export function readFootState(usual: UsualBytes, at: number, end: number): FootState {
  const { bytes } = usual;
  let footPositionRtBody: Vec3 | undefined;
  let contact = 0;
  let terrain: FootState_TerrainState | undefined;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    footPositionRtBody = readVec3(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 16) {
    contact = readByte(usual, at + 1, end);
    at += 2;
  }
  if (at < end && bytes[at] === 26) {
    at = enter(usual, at + 1, end);
    const stop = usual.end;
    terrain = readTerrain(usual, at, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { footPositionRtBody, contact, terrain, $unknown: undefined };
}

function readTerrain(usual: UsualBytes, at: number, end: number): FootState_TerrainState {
  const { bytes, view } = usual;
  let groundMuEst = 0;
  let frameName = "";
  let footSlipDistanceRtFrame: Vec3 | undefined;
  let footSlipVelocityRtFrame: Vec3 | undefined;
  let groundContactNormalRtFrame: Vec3 | undefined;
  let visualSurfaceGroundPenetrationMean = 0;
  let visualSurfaceGroundPenetrationStd = 0;
  if (end - at >= 9 && bytes[at] === 9) {
    groundMuEst = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    frameName = readText(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 26) {
    const stop = shortEnd(usual, at + 1, end);
    footSlipDistanceRtFrame = readVec3(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 34) {
    const stop = shortEnd(usual, at + 1, end);
    footSlipVelocityRtFrame = readVec3(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 42) {
    const stop = shortEnd(usual, at + 1, end);
    groundContactNormalRtFrame = readVec3(usual, at + 2, stop);
    at = stop;
  }
  if (end - at >= 9 && bytes[at] === 49) {
    visualSurfaceGroundPenetrationMean = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (end - at >= 9 && bytes[at] === 57) {
    visualSurfaceGroundPenetrationStd = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (at !== end) usual.isUsual = false;
  return {
    groundMuEst,
    frameName,
    footSlipDistanceRtFrame,
    footSlipVelocityRtFrame,
    groundContactNormalRtFrame,
    visualSurfaceGroundPenetrationMean,
    visualSurfaceGroundPenetrationStd,
    $unknown: undefined,
  };
}

/** Read how warm the motors are. */
export function readSystemState(usual: UsualBytes, at: number, end: number): SystemState {
  const { bytes } = usual;
  const motorTemperatures: MotorTemperature[] = [];
  while (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    motorTemperatures.push(readMotorTemperature(usual, at + 2, stop));
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { motorTemperatures, $unknown: undefined };
}

function readMotorTemperature(usual: UsualBytes, at: number, end: number): MotorTemperature {
  const { bytes, view } = usual;
  let name = "";
  let temperature = 0;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    name = readText(usual, at + 2, stop);
    at = stop;
  }
  if (end - at >= 9 && bytes[at] === 17) {
    temperature = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (at !== end) usual.isUsual = false;
  return { name, temperature, $unknown: undefined };
}
