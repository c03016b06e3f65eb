/** The parts of a `RobotStateBuffer`, named as the message's. Each looks at the buffer, and changes with it. */
import * as memory from "./memory.ts";
import type { PacketList, StateStreamMemory } from "./memory.ts";

/** An instant in robot time. */
export class TimeView {
  readonly #numbers: Float64Array;
  readonly #slot: number;

  constructor(numbers: Float64Array, slot: number) {
    this.#numbers = numbers;
    this.#slot = slot;
  }

  /** Whole seconds since 1970-01-01T00:00:00Z, rounded where there are more than 2⁵³. */
  get seconds(): number {
    return this.#numbers[this.#slot] as number;
  }

  /** Nanoseconds beyond the second. */
  get nanos(): number {
    return this.#numbers[this.#slot + 1] as number;
  }
}

/** Two groups of numbers next to each other, either of which may be absent. */
class PairView {
  readonly #state: StateStreamMemory;
  readonly #bit: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;

  constructor(state: StateStreamMemory, slot: number, secondSize: number, bit: number) {
    this.#state = state;
    this.#bit = bit;
    this.#first = state.numbers.subarray(slot, slot + 3);
    this.#second = state.numbers.subarray(slot + 3, slot + 3 + secondSize);
  }

  protected get first(): Float64Array | undefined {
    return has(this.#state, this.#bit << 1) ? this.#first : undefined;
  }

  protected get second(): Float64Array | undefined {
    return has(this.#state, this.#bit << 2) ? this.#second : undefined;
  }
}

/** A pose. */
export class PoseView extends PairView {
  /** x, y and z in metres. */
  get position(): Float64Array | undefined {
    return this.first;
  }

  /** x, y, z and w of a quaternion. */
  get rotation(): Float64Array | undefined {
    return this.second;
  }
}

/** A velocity. */
export class VelocityView extends PairView {
  /** x, y and z in metres per second. */
  get linear(): Float64Array | undefined {
    return this.first;
  }

  /** Radians per second about x, y and z. */
  get angular(): Float64Array | undefined {
    return this.second;
  }
}

/** The joints, in the order of `LEG_JOINTS` and then `ARM_JOINTS`. */
export class JointStatesView {
  readonly #state: StateStreamMemory;
  readonly #time: TimeView;

  constructor(state: StateStreamMemory) {
    this.#state = state;
    this.#time = new TimeView(state.numbers, memory.JOINT_TIME);
  }

  /** When they were measured, in robot time. */
  get acquisitionTimestamp(): TimeView | undefined {
    return has(this.#state, memory.HAS_JOINT_TIME) ? this.#time : undefined;
  }

  /** In radians. */
  get position(): Float32Array {
    return this.#state.position.values;
  }

  /** In radians per second. */
  get velocity(): Float32Array {
    return this.#state.velocity.values;
  }

  /** Torques in newton metres. */
  get load(): Float32Array {
    return this.#state.load.values;
  }
}

/** One measurement of an IMU. */
export class ImuPacketView {
  readonly #packets: PacketList;
  readonly #index: number;
  readonly #acceleration: Float64Array;
  readonly #angularVelocity: Float64Array;
  readonly #rotation: Float64Array;
  readonly #time: TimeView;

  constructor(packets: PacketList, index: number) {
    const { numbers } = packets;
    const start = index * memory.PACKET_NUMBERS;
    this.#packets = packets;
    this.#index = index;
    this.#acceleration = numbers.subarray(start, start + memory.ANGULAR_VELOCITY);
    this.#angularVelocity = numbers.subarray(start + memory.ANGULAR_VELOCITY, start + memory.ROTATION);
    this.#rotation = numbers.subarray(start + memory.ROTATION, start + memory.PACKET_TIME);
    this.#time = new TimeView(numbers, start + memory.PACKET_TIME);
  }

  /** x, y and z in metres per second squared, against `odom`, in the frame of the link. */
  get accelerationRtOdomInLinkFrame(): Float64Array | undefined {
    return this.#has(memory.HAS_ACCELERATION) ? this.#acceleration : undefined;
  }

  /** x, y and z in radians per second, against `odom`, in the frame of the link. */
  get angularVelocityRtOdomInLinkFrame(): Float64Array | undefined {
    return this.#has(memory.HAS_ANGULAR_VELOCITY) ? this.#angularVelocity : undefined;
  }

  /** x, y, z and w of a quaternion: how the link is turned, as seen from `odom`. */
  get odomRotLink(): Float64Array | undefined {
    return this.#has(memory.HAS_ROTATION) ? this.#rotation : undefined;
  }

  /** When it was measured, in robot time. */
  get timestamp(): TimeView | undefined {
    return this.#has(memory.HAS_PACKET_TIME) ? this.#time : undefined;
  }

  #has(bit: number): boolean {
    return ((this.#packets.present[this.#index] as number) & bit) !== 0;
  }
}

/** What the IMU measured. */
export class ImuStateView {
  readonly #state: StateStreamMemory;
  readonly #position: Float64Array;
  /** The packets of these numbers: one list for each length that was asked for, so that a steady stream makes none. */
  #numbers: Float64Array | undefined;
  #packets: (readonly ImuPacketView[] | undefined)[] = [];

  constructor(state: StateStreamMemory) {
    this.#state = state;
    this.#position = state.numbers.subarray(memory.IMU_POSITION, memory.IMU_POSITION + 3);
  }

  /** The measurements, oldest first. */
  get packets(): readonly ImuPacketView[] {
    const { packets } = this.#state;
    const { count } = packets;
    if (this.#numbers !== packets.numbers) {
      this.#numbers = packets.numbers;
      this.#packets = [];
    }
    return (this.#packets[count] ??= Array.from({ length: count }, (_, i) => new ImuPacketView(packets, i)));
  }

  /** Packets per second. */
  get packetRate(): number {
    return this.#state.numbers[memory.PACKET_RATE] as number;
  }

  /** Name of the unit. */
  get identifier(): string {
    return this.#state.identifier.value;
  }

  /** The link on which it is mounted. */
  get mountingLinkName(): string {
    return this.#state.mountingLinkName.value;
  }

  /** Where on that link: x, y and z in metres. */
  get positionImuRtLink(): Float64Array | undefined {
    return has(this.#state, memory.HAS_IMU_POSITION) ? this.#position : undefined;
  }
}

/** The last joint command that the robot received. */
export class CommandStateView {
  readonly #state: StateStreamMemory;
  readonly #time: TimeView;

  constructor(state: StateStreamMemory) {
    this.#state = state;
    this.#time = new TimeView(state.numbers, memory.RECEIVED_TIME);
  }

  /** The key that the client gave it; 0 if none. */
  get userCommandKey(): number {
    return this.#state.numbers[memory.USER_COMMAND_KEY] as number;
  }

  /** When it arrived, in robot time. */
  get receivedTimestamp(): TimeView | undefined {
    return has(this.#state, memory.HAS_RECEIVED_TIME) ? this.#time : undefined;
  }
}

/** Where the body is and how it moves. */
export class KinematicStateView {
  readonly #state: StateStreamMemory;
  readonly #time: TimeView;
  readonly #odomTformBody: PoseView;
  readonly #visionTformBody: PoseView;
  readonly #velocityInVision: VelocityView;
  readonly #velocityInOdom: VelocityView;

  constructor(state: StateStreamMemory) {
    this.#state = state;
    this.#time = new TimeView(state.numbers, memory.KINEMATIC_TIME);
    this.#odomTformBody = new PoseView(state, memory.ODOM_TFORM_BODY, 4, memory.HAS_ODOM_TFORM_BODY);
    this.#visionTformBody = new PoseView(state, memory.VISION_TFORM_BODY, 4, memory.HAS_VISION_TFORM_BODY);
    this.#velocityInVision = new VelocityView(state, memory.VELOCITY_IN_VISION, 3, memory.HAS_VELOCITY_IN_VISION);
    this.#velocityInOdom = new VelocityView(state, memory.VELOCITY_IN_ODOM, 3, memory.HAS_VELOCITY_IN_ODOM);
  }

  /** When it was measured, in robot time. */
  get acquisitionTimestamp(): TimeView | undefined {
    return has(this.#state, memory.HAS_KINEMATIC_TIME) ? this.#time : undefined;
  }

  /** Pose of `body` as seen from `odom`. */
  get odomTformBody(): PoseView | undefined {
    return has(this.#state, memory.HAS_ODOM_TFORM_BODY) ? this.#odomTformBody : undefined;
  }

  /** Pose of `body` as seen from `vision`. */
  get visionTformBody(): PoseView | undefined {
    return has(this.#state, memory.HAS_VISION_TFORM_BODY) ? this.#visionTformBody : undefined;
  }

  /** Velocity of the body against `vision`, expressed in `vision`. */
  get velocityOfBodyInVision(): VelocityView | undefined {
    return has(this.#state, memory.HAS_VELOCITY_IN_VISION) ? this.#velocityInVision : undefined;
  }

  /** Velocity of the body against `odom`, expressed in `odom`. */
  get velocityOfBodyInOdom(): VelocityView | undefined {
    return has(this.#state, memory.HAS_VELOCITY_IN_ODOM) ? this.#velocityInOdom : undefined;
  }
}

function has(state: StateStreamMemory, bit: number): boolean {
  return (state.present & bit) !== 0;
}
