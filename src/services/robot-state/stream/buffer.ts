/** A state of the stream in memory that is used again for the next one, for loops that run hundreds of times a second. */
import { ResponseHeader } from "../../../messages/bosdyn/api/header.ts";
import { RobotStateStreamResponse } from "../../../messages/bosdyn/api/robot_state.ts";
import { HAS_HEADER, HAS_INERTIAL_STATE, HAS_JOINT_STATES, HAS_KINEMATIC_STATE, HAS_LAST_COMMAND } from "./memory.ts";
import { StateStreamMemory } from "./memory.ts";
import { fillStateStream, stateStreamMessage } from "./messages.ts";
import { readStateStream } from "./reader.ts";
import { SkeletonBook } from "./skeleton-book.ts";
import { CommandStateView, ImuStateView, JointStatesView, KinematicStateView } from "./views.ts";

/**
 * Holds one `RobotStateStreamResponse` in typed arrays, under the message's own names; what the message does not have is
 * `undefined`. Decoding the next message overwrites everything that was reached through the buffer before, arrays too, and
 * needs no memory once messages like it have been seen. Use one buffer for one stream.
 *
 * A message that a robot would not send (groups, texts that are not ASCII, two headers) goes through the generated codec,
 * with the same result. Fields that the schema does not know are not kept.
 */
export class RobotStateBuffer {
  /** Full protobuf name: a buffer is a decoder too. */
  readonly typeName = "bosdyn.api.RobotStateStreamResponse";
  readonly #state: StateStreamMemory = new StateStreamMemory();
  readonly #skeletons: SkeletonBook = new SkeletonBook();
  readonly #jointStates: JointStatesView = new JointStatesView(this.#state);
  readonly #inertialState: ImuStateView = new ImuStateView(this.#state);
  readonly #lastCommand: CommandStateView = new CommandStateView(this.#state);
  readonly #kinematicState: KinematicStateView = new KinematicStateView(this.#state);

  /** The header: a message of its own, made when it is first asked for. */
  get header(): ResponseHeader | undefined {
    const state = this.#state;
    if ((state.present & HAS_HEADER) === 0) return undefined;
    return (state.header ??= ResponseHeader.decode(state.bytes.subarray(state.headerStart, state.headerEnd)));
  }

  /** Angles, velocities and torques of the joints. */
  get jointStates(): JointStatesView | undefined {
    return (this.#state.present & HAS_JOINT_STATES) === 0 ? undefined : this.#jointStates;
  }

  /** What the IMU measured. */
  get inertialState(): ImuStateView | undefined {
    return (this.#state.present & HAS_INERTIAL_STATE) === 0 ? undefined : this.#inertialState;
  }

  /** The last joint command that the robot received. */
  get lastCommand(): CommandStateView | undefined {
    return (this.#state.present & HAS_LAST_COMMAND) === 0 ? undefined : this.#lastCommand;
  }

  /** Where the body is and how it moves. */
  get kinematicState(): KinematicStateView | undefined {
    return (this.#state.present & HAS_KINEMATIC_STATE) === 0 ? undefined : this.#kinematicState;
  }

  /** Numbers of `FootState_Contact`: front left, front right, hind left, hind right. */
  get contactStates(): Int32Array {
    return this.#state.contacts.values;
  }

  /**
   * Read a message into this buffer in place of what it held.
   * @param bytes one whole message; not referred to afterwards
   * @throws {WireError} the bytes are not this message, which leaves the buffer empty
   */
  decode(bytes: Uint8Array): this {
    const state = this.#state;
    state.take(bytes);
    if (this.#skeletons.read(state)) return this;
    state.clear();
    const recording = this.#skeletons.begin(state);
    state.recording = recording;
    const isRead = readStateStream(state);
    state.recording = undefined;
    if (isRead) {
      recording?.finish(state);
      return this;
    }
    state.clear();
    state.length = 0;
    fillStateStream(state, RobotStateStreamResponse.decode(bytes));
    return this;
  }

  /** A buffer of its own with the same message, to keep. */
  copy(): RobotStateBuffer {
    const { bytes, length } = this.#state;
    // No bytes are left of a message that the generated codec has read.
    return new RobotStateBuffer().decode(
      length > 0 ? bytes.subarray(0, length) : RobotStateStreamResponse.encode(this.toMessage()),
    );
  }

  /** The message as the generated codec has it, in memory of its own; without fields that the schema does not know. */
  toMessage(): RobotStateStreamResponse {
    return stateStreamMessage(this);
  }
}
