/**
 * Reads a `RobotStateStreamResponse` straight into typed arrays. It knows the messages that a robot sends and gives up on
 * whatever is out of the ordinary (groups, texts beyond ASCII, a second header, lengths in more bytes than they need,
 * bytes that are no message at all): the generated codec then decides what that means. What it accepts, the generated
 * codec accepts too, and reads as the same values.
 */
import * as memory from "./memory.ts";
import type { PacketList, StateStreamMemory } from "./memory.ts";
import { readPair, readTime, readVector } from "./parts.ts";
import { enter, isHeader, isMessageField, readText, skip, varint } from "./scan.ts";
import { CONTACT, KEY } from "./skeleton.ts";

/**
 * Read the message in `state.bytes` into arrays that are clear, and note its skeleton where that is asked for.
 * @returns whether it could; if not, what has been read so far is worth nothing
 */
export function readStateStream(state: StateStreamMemory): boolean {
  const { bytes, length: end } = state;
  let at = 0;
  while (at < end) {
    const tag = bytes[at] as number;
    if (tag === 48) {
      at = readContact(state, at + 1, end);
      if (at < 0) return false;
      continue;
    }
    if (!isMessageField(tag, 6)) {
      at = skip(state, at, end);
      if (at < 0) return false;
      continue;
    }
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    if (!readField(state, tag, at, stop)) return false;
    at = stop;
  }
  return true;
}

function readField(state: StateStreamMemory, tag: number, at: number, stop: number): boolean {
  switch (tag >>> 3) {
    case 1:
      // Two headers would have to be merged.
      if ((state.present & memory.HAS_HEADER) !== 0 || !isHeader(state, at, stop)) return false;
      state.present |= memory.HAS_HEADER;
      state.headerStart = at;
      state.headerEnd = stop;
      return true;
    case 2:
      state.present |= memory.HAS_JOINT_STATES;
      return readJointStates(state, at, stop);
    case 3:
      state.present |= memory.HAS_INERTIAL_STATE;
      return readInertialState(state, at, stop);
    case 4:
      state.present |= memory.HAS_LAST_COMMAND;
      return readLastCommand(state, at, stop);
    case 5:
      state.present |= memory.HAS_KINEMATIC_STATE;
      return readKinematicState(state, at, stop);
    default:
      return readContacts(state, at, stop);
  }
}

function readContacts(state: StateStreamMemory, at: number, end: number): boolean {
  while (at < end) {
    at = readContact(state, at, end);
    if (at < 0) return false;
  }
  return true;
}

function readContact(state: StateStreamMemory, at: number, end: number): number {
  const next = varint(state, at, end);
  if (next < 0) return -1;
  const { contacts } = state;
  state.recording?.varint(at, next, CONTACT, contacts.count);
  contacts.extend(1);
  contacts.all[contacts.count - 1] = state.lower;
  return next;
}

function readJointStates(state: StateStreamMemory, at: number, end: number): boolean {
  const { bytes } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    if (isMessageField(tag, 4)) {
      at = enter(state, at + 1, end);
      if (at < 0) return false;
      const stop = state.bodyEnd;
      if (tag === 10) {
        state.present |= memory.HAS_JOINT_TIME;
        if (!readTime(state, state.numbers, memory.JOINT_TIME, at, stop)) return false;
      } else if (!readFloats(state, (tag >>> 3) - 2, at, stop)) return false;
      at = stop;
    } else if ((tag & 7) === 5 && tag >= 21 && tag <= 37) {
      if (end - at < 5 || !readFloats(state, (tag >>> 3) - 2, at + 1, at + 5)) return false;
      at += 5;
    } else {
      at = skip(state, at, end);
      if (at < 0) return false;
    }
  }
  return true;
}

/** @param which 0 for positions, 1 for velocities, 2 for loads */
function readFloats(state: StateStreamMemory, which: number, at: number, end: number): boolean {
  if (((end - at) & 3) !== 0) return false;
  state.recording?.floats(at, end, which);
  const list = which === 0 ? state.position : which === 1 ? state.velocity : state.load;
  let index = list.count;
  list.extend((end - at) >> 2);
  for (; at < end; at += 4) list.all[index++] = state.view.getFloat32(at, true);
  return true;
}

function readInertialState(state: StateStreamMemory, at: number, end: number): boolean {
  const { bytes } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    if (tag === 17) {
      if (end - at < 9) return false;
      state.recording?.double(at + 1, tag, memory.PACKET_RATE, false);
      state.numbers[memory.PACKET_RATE] = state.view.getFloat64(at + 1, true);
      at += 9;
    } else if (tag === 26 || tag === 58 || tag === 74 || tag === 82) {
      at = enter(state, at + 1, end);
      if (at < 0) return false;
      const stop = state.bodyEnd;
      if (!readInertialField(state, tag, at, stop)) return false;
      at = stop;
    } else {
      at = skip(state, at, end);
      if (at < 0) return false;
    }
  }
  return true;
}

function readInertialField(state: StateStreamMemory, tag: number, at: number, stop: number): boolean {
  switch (tag) {
    case 26:
      return readPacket(state, state.packets, state.packets.add(), at, stop);
    case 58:
      return readText(state, state.identifier, at, stop);
    case 74:
      return readText(state, state.mountingLinkName, at, stop);
    default:
      state.present |= memory.HAS_IMU_POSITION;
      return readVector(state, state.numbers, memory.IMU_POSITION, 3, at, stop);
  }
}

/** Where the fields of a packet lie among its numbers. */
const PACKET_SLOTS = [0, 0, memory.ANGULAR_VELOCITY, memory.ROTATION, memory.PACKET_TIME];

function readPacket(state: StateStreamMemory, packets: PacketList, index: number, at: number, end: number): boolean {
  const { bytes } = state;
  const start = index * memory.PACKET_NUMBERS;
  while (at < end) {
    const tag = bytes[at] as number;
    if (!isMessageField(tag, 4)) {
      at = skip(state, at, end);
      if (at < 0) return false;
      continue;
    }
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    const field = tag >>> 3;
    packets.present[index] = (packets.present[index] as number) | (1 << (field - 1));
    const slot = start + (PACKET_SLOTS[field] as number);
    const isRead =
      field === 4
        ? readTime(state, packets.numbers, slot, at, stop)
        : readVector(state, packets.numbers, slot, field === 3 ? 4 : 3, at, stop);
    if (!isRead) return false;
    at = stop;
  }
  return true;
}

function readLastCommand(state: StateStreamMemory, at: number, end: number): boolean {
  const { bytes } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    if (tag === 8) {
      const next = varint(state, at + 1, end);
      if (next < 0) return false;
      state.recording?.varint(at + 1, next, KEY, memory.USER_COMMAND_KEY);
      state.numbers[memory.USER_COMMAND_KEY] = state.lower >>> 0;
      at = next;
    } else if (tag === 18) {
      at = enter(state, at + 1, end);
      if (at < 0) return false;
      const stop = state.bodyEnd;
      state.present |= memory.HAS_RECEIVED_TIME;
      if (!readTime(state, state.numbers, memory.RECEIVED_TIME, at, stop)) return false;
      at = stop;
    } else {
      at = skip(state, at, end);
      if (at < 0) return false;
    }
  }
  return true;
}

function readKinematicState(state: StateStreamMemory, at: number, end: number): boolean {
  const { bytes } = state;
  while (at < end) {
    const tag = bytes[at] as number;
    if (!isMessageField(tag, 5)) {
      at = skip(state, at, end);
      if (at < 0) return false;
      continue;
    }
    at = enter(state, at + 1, end);
    if (at < 0) return false;
    const stop = state.bodyEnd;
    if (!readKinematicField(state, tag >>> 3, at, stop)) return false;
    at = stop;
  }
  return true;
}

function readKinematicField(state: StateStreamMemory, fieldNumber: number, at: number, stop: number): boolean {
  switch (fieldNumber) {
    case 1:
      state.present |= memory.HAS_KINEMATIC_TIME;
      return readTime(state, state.numbers, memory.KINEMATIC_TIME, at, stop);
    case 2:
      return readPair(state, memory.ODOM_TFORM_BODY, 4, memory.HAS_ODOM_TFORM_BODY, at, stop);
    case 3:
      return readPair(state, memory.VISION_TFORM_BODY, 4, memory.HAS_VISION_TFORM_BODY, at, stop);
    case 4:
      return readPair(state, memory.VELOCITY_IN_VISION, 3, memory.HAS_VELOCITY_IN_VISION, at, stop);
    default:
      return readPair(state, memory.VELOCITY_IN_ODOM, 3, memory.HAS_VELOCITY_IN_ODOM, at, stop);
  }
}
