/** Reads the small messages that a state is made of, their fields in order: times, numbers, vectors and pairs of them. */
import type { Quaternion, SE3Pose, SE3Velocity, Vec3 } from "../../../messages/bosdyn/api/geometry.ts";
import type { DoubleValue } from "../../../messages/google/protobuf/wrappers.ts";
import { readVarint, shortEnd, type UsualBytes } from "./usual-bytes.ts";

/** A `Timestamp` or a `Duration`: they are alike. */
export interface Time {
  seconds: bigint;
  nanos: number;
  $unknown: undefined;
}

/** Seconds that were read last; there are few different ones in a state. A power of two. */
const KNOWN_SECONDS = 16;
const secondsAsNumbers = /* @__PURE__ */ new Float64Array(KNOWN_SECONDS);
const secondsAsBigints: bigint[] = /* @__PURE__ */ new Array<bigint>(KNOWN_SECONDS).fill(0n);

/** Read a time that is neither before 1970 nor, as a duration, less than nothing. */
export function readTime(usual: UsualBytes, at: number, end: number): Time {
  const { bytes } = usual;
  let seconds = 0;
  let nanos = 0;
  if (at < end && bytes[at] === 8) {
    seconds = readVarint(usual, at + 1, end);
    at = usual.end;
  }
  if (at < end && bytes[at] === 16) {
    nanos = readVarint(usual, at + 1, end);
    at = usual.end;
  }
  if (at !== end || nanos >= 2 ** 31) usual.isUsual = false;
  return { seconds: bigintOf(seconds), nanos, $unknown: undefined };
}

function bigintOf(seconds: number): bigint {
  const slot = seconds & (KNOWN_SECONDS - 1);
  if (secondsAsNumbers[slot] !== seconds) {
    secondsAsNumbers[slot] = seconds;
    secondsAsBigints[slot] = BigInt(seconds);
  }
  return secondsAsBigints[slot] as bigint;
}

/** Read a `DoubleValue`. */
export function readDoubleValue(usual: UsualBytes, at: number, end: number): DoubleValue {
  let value = 0;
  if (end - at === 9 && usual.bytes[at] === 9) value = usual.view.getFloat64(at + 1, true);
  else if (end !== at) usual.isUsual = false;
  return { value, $unknown: undefined };
}

/** Read a vector. */
export function readVec3(usual: UsualBytes, at: number, end: number): Vec3 {
  const { bytes, view } = usual;
  let x = 0;
  let y = 0;
  let z = 0;
  if (end - at >= 9 && bytes[at] === 9) {
    x = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (end - at >= 9 && bytes[at] === 17) {
    y = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (end - at >= 9 && bytes[at] === 25) {
    z = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (at !== end) usual.isUsual = false;
  return { x, y, z, $unknown: undefined };
}

/** Read a pose. */
export function readPose(usual: UsualBytes, at: number, end: number): SE3Pose {
  const { bytes } = usual;
  let position: Vec3 | undefined;
  let rotation: Quaternion | undefined;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    position = readVec3(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    rotation = readQuaternion(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { position, rotation, $unknown: undefined };
}

/** Read a velocity. */
export function readVelocity(usual: UsualBytes, at: number, end: number): SE3Velocity {
  const { bytes } = usual;
  let linear: Vec3 | undefined;
  let angular: Vec3 | undefined;
  if (at < end && bytes[at] === 10) {
    const stop = shortEnd(usual, at + 1, end);
    linear = readVec3(usual, at + 2, stop);
    at = stop;
  }
  if (at < end && bytes[at] === 18) {
    const stop = shortEnd(usual, at + 1, end);
    angular = readVec3(usual, at + 2, stop);
    at = stop;
  }
  if (at !== end) usual.isUsual = false;
  return { linear, angular, $unknown: undefined };
}

function readQuaternion(usual: UsualBytes, at: number, end: number): Quaternion {
  const { bytes, view } = usual;
  let x = 0;
  let y = 0;
  let z = 0;
  let w = 0;
  if (end - at >= 9 && bytes[at] === 9) {
    x = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (end - at >= 9 && bytes[at] === 17) {
    y = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (end - at >= 9 && bytes[at] === 25) {
    z = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (end - at >= 9 && bytes[at] === 33) {
    w = view.getFloat64(at + 1, true);
    at += 9;
  }
  if (at !== end) usual.isUsual = false;
  return { x, y, z, w, $unknown: undefined };
}
