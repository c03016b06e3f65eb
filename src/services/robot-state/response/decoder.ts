/**
 * A decoder of `RobotStateResponse` for states as a robot sends them: every field in the order of its number, texts in
 * ASCII, no field that the schema does not know. Such parts of a state are read in straight lines. Parts that are not so, and
 * those that are seldom there, are put together to a shorter message, which goes through the generated codec; and so does
 * the whole of a message that is no such response. What comes out is in every case what the generated codec makes of it.
 */
import type { CallMethod, MethodKind } from "../../../grpc/index.ts";
import { newRobotState, type RobotState, RobotStateResponse } from "../../../messages/bosdyn/api/robot_state.ts";
import { readFootState, readSystemState } from "./feet-and-motors.ts";
import { readCommsState, readEStopState, readSystemFaultState } from "./faults.ts";
import { readKinematicState } from "./kinematic-state.ts";
import { readBatteryState, readPowerState } from "./power.ts";
import { enter, UsualBytes } from "./usual-bytes.ts";

/** Longer messages are not a robot's: their lengths take more than two bytes. */
const MAX_BYTES = 16_384;
/** Fewer are moved faster one by one. */
const LONG_BYTES = 64;
/** Of the length that the rest of a state is given, whatever it is. */
const LENGTH_BYTES = 2;

/** The fields of a state that are read here, by their numbers. */
const READ_HERE = {
  1: "powerState",
  2: "batteryStates",
  3: "commsStates",
  4: "systemFaultState",
  5: "estopStates",
  6: "kinematicState",
  8: "footState",
  13: "systemState",
} as const satisfies Record<number, keyof RobotState>;
/** Their bits: that of each is its number. */
const ALL_READ_HERE: number = /* @__PURE__ */ Object.keys(READ_HERE).reduce((bits, number) => bits | (1 << +number), 0);
/** Stands for the whole message where an unusual field of it is asked for. */
const WHOLE = -1;

/** The shorter message for the generated codec. It is made anew each time; what comes out refers to none of it. */
let rest: Uint8Array = /* @__PURE__ */ new Uint8Array(2048);
let restLength = 0;

/** Reads a `RobotStateResponse` as the generated codec does, in less time. */
export const RobotStateResponseDecoder: CallMethod<MethodKind, never, RobotStateResponse>["output"] = {
  typeName: "bosdyn.api.RobotStateResponse",
  decode: (bytes) => decodeUsual(bytes) ?? RobotStateResponse.decode(bytes),
};

/** @returns `undefined` if the whole message has to go through the generated codec */
function decodeUsual(bytes: Uint8Array): RobotStateResponse | undefined {
  const { length } = bytes;
  if (length > MAX_BYTES) return undefined;
  const usual = new UsualBytes(bytes);
  let at = 0;
  if (length > 0 && bytes[0] === 10) {
    enter(usual, 1, length);
    at = usual.end;
  }
  if (at === length || bytes[at] !== 18) return undefined;
  const headEnd = at + 1;
  at = enter(usual, headEnd, length);
  if (!usual.isUsual || usual.end !== length) return undefined;
  if (rest.length < length + LENGTH_BYTES) rest = new Uint8Array(length + LENGTH_BYTES);
  for (let readHere = ALL_READ_HERE; ;) {
    restLength = 0;
    moveToRest(bytes, 0, headEnd);
    restLength += LENGTH_BYTES;
    const state = newRobotState();
    const unusual = readState(usual, at, readHere, state);
    if (unusual === 0) return complete(state, readHere, headEnd);
    if (unusual === WHOLE) return undefined;
    // That field is left to the generated codec, wherever it is in the message: all is begun again without it.
    readHere &= ~unusual;
    usual.isUsual = true;
  }
}

/** Read what can be read here, and move all else to the rest. @returns 0, the bit of an unusual field, or `WHOLE` */
function readState(usual: UsualBytes, at: number, readHere: number, state: RobotState): number {
  const { bytes } = usual;
  const { length: end } = bytes;
  let from = at;
  while (at < end) {
    const start = at;
    const tag = bytes[at] as number;
    if ((tag & 7) !== 2 || tag < 10) return WHOLE;
    // From number 16 on tags have two bytes. One that has two without need, or three, may be anything's.
    const second = tag < 0x80 ? 1 : (bytes[at + 1] ?? 0);
    if (second === 0 || second >= 0x80) return WHOLE;
    at = enter(usual, tag < 0x80 ? at + 1 : at + 2, end);
    const stop = usual.end;
    if (!usual.isUsual) return WHOLE;
    const bit = tag < 0x80 ? 1 << (tag >>> 3) : 0;
    if ((readHere & bit) !== 0) {
      if (!readField(usual, tag >>> 3, at, stop, state)) return bit;
      moveToRest(bytes, from, start);
      from = stop;
    }
    at = stop;
  }
  moveToRest(bytes, from, end);
  return 0;
}

/** @returns whether it was as usual */
function readField(usual: UsualBytes, fieldNumber: number, at: number, end: number, state: RobotState): boolean {
  switch (fieldNumber) {
    case 1:
      // What comes twice is merged.
      if (state.powerState !== undefined) usual.isUsual = false;
      state.powerState = readPowerState(usual, at, end);
      break;
    case 2:
      state.batteryStates.push(readBatteryState(usual, at, end));
      break;
    case 3:
      state.commsStates.push(readCommsState(usual, at, end));
      break;
    case 4:
      if (state.systemFaultState !== undefined) usual.isUsual = false;
      state.systemFaultState = readSystemFaultState(usual, at, end);
      break;
    case 5:
      state.estopStates.push(readEStopState(usual, at, end));
      break;
    case 6:
      if (state.kinematicState !== undefined) usual.isUsual = false;
      state.kinematicState = readKinematicState(usual, at, end);
      break;
    case 8:
      state.footState.push(readFootState(usual, at, end));
      break;
    default:
      if (state.systemState !== undefined) usual.isUsual = false;
      state.systemState = readSystemState(usual, at, end);
  }
  return usual.isUsual;
}

/** Put what was read here together with what the generated codec makes of the rest. */
function complete(state: RobotState, readHere: number, headEnd: number): RobotStateResponse | undefined {
  let stateLength = restLength - headEnd - LENGTH_BYTES;
  for (let i = 0; i < LENGTH_BYTES; i++, stateLength >>>= 7) {
    rest[headEnd + i] = (stateLength & 0x7f) | (i + 1 < LENGTH_BYTES ? 0x80 : 0);
  }
  let response: RobotStateResponse;
  try {
    response = RobotStateResponse.decode(rest.subarray(0, restLength));
  } catch {
    // It says where in the whole it is broken.
    return undefined;
  }
  const left = response.robotState as RobotState;
  state.behaviorFaultState = left.behaviorFaultState;
  state.serviceFaultState = left.serviceFaultState;
  state.manipulatorState = left.manipulatorState;
  state.terrainState = left.terrainState;
  state.behaviorState = left.behaviorState;
  state.$unknown = left.$unknown;
  if (readHere !== ALL_READ_HERE) {
    for (const [number, name] of Object.entries(READ_HERE)) {
      if ((readHere & (1 << Number(number))) === 0) Reflect.set(state, name, left[name]);
    }
  }
  response.robotState = state;
  return response;
}

function moveToRest(bytes: Uint8Array, start: number, end: number): void {
  if (end - start > LONG_BYTES) {
    rest.set(bytes.subarray(start, end), restLength);
    restLength += end - start;
  } else while (start < end) rest[restLength++] = bytes[start++] as number;
}
