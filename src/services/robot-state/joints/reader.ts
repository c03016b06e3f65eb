/**
 * Reads the joints, and when they were measured, out of a `RobotStateResponse`. Of whatever else the robot says of its state
 * it looks at no more than the lengths. Where the header or the joints are out of the ordinary (groups, names beyond
 * ASCII, fields in another order, bytes that are no message at all) it gives up: the generated codec then decides.
 */
import * as memory from "../stream/memory.ts";
import type { StateStreamMemory } from "../stream/memory.ts";
import { readTime } from "../stream/parts.ts";
import { enter, isAscii, isHeader, isMessageField, skip } from "../stream/scan.ts";
import type { JointArrays } from "./joint-arrays.ts";

/** Bit of `present`: the response has a state. */
export const HAS_ROBOT_STATE: number = 1 << 30;

/**
 * Read the message in `state.bytes` into arrays that are clear.
 * @returns whether it could; if not, what has been read so far is worth nothing
 */
export function readJoints(state: StateStreamMemory, joints: JointArrays): boolean {
  const { bytes, length: end } = state;
  let at = 0;
  while (at < end) {
    const tag = bytes[at] as number;
    if (tag !== 10 && tag !== 18) {
      at = skip(state, at, end);
      if (at < 0) return false;
      continue;
    }
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    if (tag === 18) {
      state.present |= HAS_ROBOT_STATE;
      if (!readRobotState(state, joints, at, stop)) return false;
    } else {
      // Two headers would have to be merged.
      if ((state.present & memory.HAS_HEADER) !== 0 || !isHeader(state, at, stop)) return false;
      state.present |= memory.HAS_HEADER;
      state.headerStart = at;
      state.headerEnd = stop;
    }
    at = stop;
  }
  return true;
}

function readRobotState(state: StateStreamMemory, joints: JointArrays, at: number, end: number): boolean {
  while (at < end) {
    const tag = state.bytes[at] as number;
    if (!isMessageField(tag, 15)) {
      at = skip(state, at, end);
      if (at < 0) return false;
      continue;
    }
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    if (tag === 50 && !readKinematicState(state, joints, at, stop)) return false;
    at = stop;
  }
  return true;
}

function readKinematicState(state: StateStreamMemory, joints: JointArrays, at: number, end: number): boolean {
  const { bytes } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    if (tag === 18) {
      at = enter(state, at + 1, end);
      if (at < 0) return false;
      const stop = state.bodyEnd;
      if (!readJoint(state, joints, at, stop)) return false;
      at = stop;
    } else if (tag === 0xf2 && end - at >= 2 && bytes[at + 1] === 0x01) {
      at = enter(state, at + 2, end);
      if (at < 0) return false;
      const stop = state.bodyEnd;
      state.present |= memory.HAS_KINEMATIC_TIME;
      if (!readTime(state, state.numbers, memory.KINEMATIC_TIME, at, stop)) return false;
      at = stop;
    } else {
      // The time's tag may also come in more bytes than it needs.
      if (tag >= 0x80 && end - at >= 2 && (bytes[at + 1] as number) >= 0x80) return false;
      at = skip(state, at, end);
      if (at < 0) return false;
    }
  }
  return true;
}

/** @returns whether it could: the readings are where a robot has them, in order, and behind them only unknown fields */
function readJoint(state: StateStreamMemory, joints: JointArrays, at: number, end: number): boolean {
  const { bytes, view } = state;
  let index = -1;
  if (at < end && bytes[at] === 10) {
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    index = joints.indexOf(view, at, stop);
    if (index < 0 && !isAscii(bytes, at, stop)) return false;
    at = stop;
  }
  let position = NaN;
  let velocity = NaN;
  let acceleration = NaN;
  let load = NaN;
  // Three bytes at once: the field's tag, its length, and the tag of the double in it.
  if (end - at >= 11 && (view.getInt32(at, true) & 0xff_ffff) === 0x09_0912) {
    position = view.getFloat64(at + 3, true);
    at += 11;
  } else if (end - at >= 2 && view.getInt16(at, true) === 0x0012) {
    position = 0;
    at += 2;
  }
  if (end - at >= 11 && (view.getInt32(at, true) & 0xff_ffff) === 0x09_091a) {
    velocity = view.getFloat64(at + 3, true);
    at += 11;
  } else if (end - at >= 2 && view.getInt16(at, true) === 0x001a) {
    velocity = 0;
    at += 2;
  }
  if (end - at >= 11 && (view.getInt32(at, true) & 0xff_ffff) === 0x09_0922) {
    acceleration = view.getFloat64(at + 3, true);
    at += 11;
  } else if (end - at >= 2 && view.getInt16(at, true) === 0x0022) {
    acceleration = 0;
    at += 2;
  }
  if (end - at >= 11 && (view.getInt32(at, true) & 0xff_ffff) === 0x09_092a) {
    load = view.getFloat64(at + 3, true);
    at += 11;
  } else if (end - at >= 2 && view.getInt16(at, true) === 0x002a) {
    load = 0;
    at += 2;
  }
  while (at < end) {
    const tag = bytes[at] as number;
    // A field that comes again, or late.
    if (isMessageField(tag, 5)) return false;
    at = skip(state, at, end);
    if (at < 0) return false;
  }
  if (index >= 0) {
    joints.position[index] = position;
    joints.velocity[index] = velocity;
    joints.acceleration[index] = acceleration;
    joints.load[index] = load;
  }
  return true;
}
