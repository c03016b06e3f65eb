/** The joints out of a whole state, in arrays that are used again for the next one. */
import { ResponseHeader } from "../../../messages/bosdyn/api/header.ts";
import { RobotStateResponse } from "../../../messages/bosdyn/api/robot_state.ts";
import { LEG_JOINTS } from "../../motion/joint-control.ts";
import * as memory from "../stream/memory.ts";
import { StateStreamMemory } from "../stream/memory.ts";
import { TimeView } from "../stream/views.ts";
import { JointArrays } from "./joint-arrays.ts";
import { HAS_ROBOT_STATE, readJoints } from "./reader.ts";

/** Which joints, and where their readings go. */
export interface JointStateBufferOptions {
  /** Names as in `JointState.name`, each once. Default {@link LEG_JOINTS} */
  readonly joints?: readonly string[] | undefined;
  /** Radians; as long as `joints` or longer. Default: an array of the buffer's own, and so for the others */
  readonly position?: Float64Array | undefined;
  /** Radians per second. */
  readonly velocity?: Float64Array | undefined;
  /** Radians per second squared. */
  readonly acceleration?: Float64Array | undefined;
  /** Torques in newton metres. */
  readonly load?: Float64Array | undefined;
}

/**
 * Decodes no more of a `RobotStateResponse` than the joints of its `kinematic_state` and when they were measured. Every
 * message overwrites the one before, and needs no memory once messages like it have been seen. A reading that the message
 * does not have is NaN: that of a joint which it does not name, or one that was not measured. A joint that it names twice
 * has its last readings.
 *
 * Bytes of the header, the joints and their time are refused as the generated codec refuses them, with the same error.
 * Everything else is not looked at, but for where it begins and ends: a `battery_states` that is no message passes
 * unnoticed. A message that a robot would not send (groups, names that are not ASCII, readings out of order) goes through
 * the generated codec as a whole, with the same result.
 */
export class JointStateBuffer {
  /** Full protobuf name: a buffer is a decoder too. */
  readonly typeName = "bosdyn.api.RobotStateResponse";
  /** The joints' names; readings are in this order. */
  readonly joints: readonly string[];
  /** In radians. */
  readonly position: Float64Array;
  /** In radians per second. */
  readonly velocity: Float64Array;
  /** In radians per second squared. */
  readonly acceleration: Float64Array;
  /** Torques in newton metres. */
  readonly load: Float64Array;
  /** The one of state streams, of whose places few are used here. */
  readonly #state: StateStreamMemory = new StateStreamMemory();
  readonly #time: TimeView = new TimeView(this.#state.numbers, memory.KINEMATIC_TIME);
  readonly #arrays: JointArrays;

  /**
   * @throws {TypeError} a joint without a name, or one that is named twice
   * @throws {RangeError} an array with less room than joints
   */
  constructor(options: JointStateBufferOptions = {}) {
    const joints = [...(options.joints ?? LEG_JOINTS)];
    if (joints.includes("")) throw new TypeError("every joint needs a name");
    if (new Set(joints).size < joints.length) throw new TypeError("a joint is named twice");
    const roomFor = (name: "position" | "velocity" | "acceleration" | "load"): Float64Array => {
      const array = options[name] ?? new Float64Array(joints.length);
      if (array.length >= joints.length) return array;
      throw new RangeError(`${name} has room for ${array.length} joints of ${joints.length}`);
    };
    this.joints = joints;
    this.position = roomFor("position");
    this.velocity = roomFor("velocity");
    this.acceleration = roomFor("acceleration");
    this.load = roomFor("load");
    this.#arrays = new JointArrays(joints, this.position, this.velocity, this.acceleration, this.load);
    this.#arrays.clear();
  }

  /** The header: a message of its own, made when it is first asked for. */
  get header(): ResponseHeader | undefined {
    const state = this.#state;
    if ((state.present & memory.HAS_HEADER) === 0) return undefined;
    return (state.header ??= ResponseHeader.decode(state.bytes.subarray(state.headerStart, state.headerEnd)));
  }

  /** Whether the response has a `robot_state` at all. */
  get hasRobotState(): boolean {
    return (this.#state.present & HAS_ROBOT_STATE) !== 0;
  }

  /** When the joints were measured, in robot time; changes with the buffer. */
  get acquisitionTimestamp(): TimeView | undefined {
    return (this.#state.present & memory.HAS_KINEMATIC_TIME) === 0 ? undefined : this.#time;
  }

  /**
   * Read the joints of a message into this buffer in place of what it held.
   * @param bytes one whole message; not referred to afterwards
   * @throws {WireError} the bytes are not this message, which leaves the buffer empty
   */
  decode(bytes: Uint8Array): this {
    const state = this.#state;
    state.take(bytes);
    this.#clear();
    if (readJoints(state, this.#arrays)) return this;
    this.#clear();
    const { header, robotState } = RobotStateResponse.decode(bytes);
    if (header !== undefined) state.present |= memory.HAS_HEADER;
    state.header = header;
    if (robotState !== undefined) state.present |= HAS_ROBOT_STATE;
    const { jointStates = [], acquisitionTimestamp } = robotState?.kinematicState ?? {};
    this.#arrays.fill(jointStates);
    if (acquisitionTimestamp === undefined) return this;
    state.present |= memory.HAS_KINEMATIC_TIME;
    state.numbers[memory.KINEMATIC_TIME] = Number(acquisitionTimestamp.seconds);
    state.numbers[memory.KINEMATIC_TIME + 1] = acquisitionTimestamp.nanos;
    return this;
  }

  #clear(): void {
    const state = this.#state;
    state.present = 0;
    state.header = undefined;
    state.numbers[memory.KINEMATIC_TIME] = 0;
    state.numbers[memory.KINEMATIC_TIME + 1] = 0;
    this.#arrays.clear();
  }
}
