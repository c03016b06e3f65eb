/**
 * Where the numbers of a state stream's message lie: typed arrays that are filled anew for each message. They grow where a
 * message has more than any before it, and one that was unusually large is forgotten with the next.
 */
import type { ResponseHeader } from "../../../messages/bosdyn/api/header.ts";
import type { Skeleton } from "./skeleton.ts";

/** Places in `numbers`: a time is seconds and nanos, a pose x y z and x y z w, a velocity linear and angular x y z. */
export const JOINT_TIME = 0;
export const KINEMATIC_TIME = 2;
export const ODOM_TFORM_BODY = 4;
export const VISION_TFORM_BODY = 11;
export const VELOCITY_IN_VISION = 18;
export const VELOCITY_IN_ODOM = 24;
export const USER_COMMAND_KEY = 30;
export const RECEIVED_TIME = 31;
export const PACKET_RATE = 33;
export const IMU_POSITION = 34;
const NUMBERS = 37;

/** Bits of `present`. Those of a pose or velocity are three: itself and, next to it, its two parts. */
export const HAS_HEADER: number = 1 << 0;
export const HAS_JOINT_STATES: number = 1 << 1;
export const HAS_JOINT_TIME: number = 1 << 2;
export const HAS_INERTIAL_STATE: number = 1 << 3;
export const HAS_IMU_POSITION: number = 1 << 4;
export const HAS_LAST_COMMAND: number = 1 << 5;
export const HAS_RECEIVED_TIME: number = 1 << 6;
export const HAS_KINEMATIC_STATE: number = 1 << 7;
export const HAS_KINEMATIC_TIME: number = 1 << 8;
export const HAS_ODOM_TFORM_BODY: number = 1 << 9;
export const HAS_VISION_TFORM_BODY: number = 1 << 12;
export const HAS_VELOCITY_IN_VISION: number = 1 << 15;
export const HAS_VELOCITY_IN_ODOM: number = 1 << 18;

/** Bits of a packet's fields. */
export const HAS_ACCELERATION = 1;
export const HAS_ANGULAR_VELOCITY = 2;
export const HAS_ROTATION = 4;
export const HAS_PACKET_TIME = 8;

/** Room for joints, feet and packets at first: a robot with an arm has 19 joints. */
const FIRST_ELEMENTS = 32;
/** What has room for more than this is given up after its message. */
const MAX_KEPT_ELEMENTS = 256;
const FIRST_BYTES = 4096;
const MAX_KEPT_BYTES = 65_536;
/** Room behind the message for whoever reads several bytes at once. */
const SPARE_BYTES = 16;

/** A repeated number: an array with room to spare, and how much of it is in use. */
export class NumberList<A extends Float32Array | Int32Array> {
  all: A;
  count = 0;
  readonly #make: (length: number) => A;
  /** One view for each length that was asked for, so that a steady stream makes none. */
  #views: (A | undefined)[] = [];

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.all = make(FIRST_ELEMENTS);
  }

  /** What is in use. */
  get values(): A {
    return (this.#views[this.count] ??= this.all.subarray(0, this.count) as A);
  }

  clear(): void {
    this.count = 0;
    if (this.all.length > MAX_KEPT_ELEMENTS) this.#exchange(this.#make(FIRST_ELEMENTS));
  }

  /** Make room for `more` elements behind those in use. */
  reserve(more: number): void {
    const needed = this.count + more;
    if (needed <= this.all.length) return;
    const grown = this.#make(Math.max(needed, 2 * this.all.length));
    grown.set(this.all);
    this.#exchange(grown);
  }

  /** Count `more` elements as in use, whatever they are. */
  extend(more: number): void {
    this.reserve(more);
    this.count += more;
  }

  #exchange(all: A): void {
    this.all = all;
    this.#views = [];
  }
}

/** Numbers of a packet: acceleration, angular velocity and rotation, and its time in seconds and nanos. */
export const PACKET_NUMBERS = 12;
export const ANGULAR_VELOCITY = 3;
export const ROTATION = 6;
export const PACKET_TIME = 10;

/** The packets of an IMU: each has its numbers one after the other, and bits for the fields it has. */
export class PacketList {
  count = 0;
  numbers: Float64Array = new Float64Array(PACKET_NUMBERS * FIRST_ELEMENTS);
  present: Uint8Array = new Uint8Array(FIRST_ELEMENTS);

  clear(): void {
    this.count = 0;
    if (this.present.length <= MAX_KEPT_ELEMENTS) return;
    this.numbers = new Float64Array(PACKET_NUMBERS * FIRST_ELEMENTS);
    this.present = new Uint8Array(FIRST_ELEMENTS);
  }

  /** Add a packet without any field. @returns its index */
  add(): number {
    const index = this.count++;
    if (index === this.present.length) {
      const { numbers, present } = this;
      this.numbers = new Float64Array(2 * numbers.length);
      this.numbers.set(numbers);
      this.present = new Uint8Array(2 * present.length);
      this.present.set(present);
    }
    this.present[index] = 0;
    for (let i = 0; i < PACKET_NUMBERS; i++) this.numbers[PACKET_NUMBERS * index + i] = 0;
    return index;
  }
}

/** A text that is the same in every message: its string is made once. */
export class RepeatedText {
  /** What it was when it was last there. */
  known = "";
  isSet = false;

  /** What the message says: empty if nothing. */
  get value(): string {
    return this.isSet ? this.known : "";
  }

  set(text: string): void {
    this.known = text;
    this.isSet = true;
  }
}

/** One message's worth of numbers, its bytes, and what the fast reader notes on its way. */
export class StateStreamMemory {
  /** The message, from the start: read here, so that one DataView serves every message. */
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES + SPARE_BYTES);
  view: DataView = new DataView(this.bytes.buffer);
  /** The same memory, four bytes at a time. */
  words: Int32Array = new Int32Array(this.bytes.buffer);
  length = 0;
  present = 0;
  readonly numbers: Float64Array = new Float64Array(NUMBERS);
  readonly position: NumberList<Float32Array> = new NumberList((length) => new Float32Array(length));
  readonly velocity: NumberList<Float32Array> = new NumberList((length) => new Float32Array(length));
  readonly load: NumberList<Float32Array> = new NumberList((length) => new Float32Array(length));
  readonly contacts: NumberList<Int32Array> = new NumberList((length) => new Int32Array(length));
  readonly packets: PacketList = new PacketList();
  readonly identifier: RepeatedText = new RepeatedText();
  readonly mountingLinkName: RepeatedText = new RepeatedText();
  /** Where the header lies in `bytes`. */
  headerStart = 0;
  headerEnd = 0;
  /** The header once somebody has asked for it. */
  header: ResponseHeader | undefined;
  /** Halves of the varint read last, both signed: small integers need no memory of their own. */
  lower = 0;
  upper = 0;
  /** Where the length-delimited value entered last ends. */
  bodyEnd = 0;
  /** What is being noted of the message that is being read, if anything is. */
  recording: Skeleton | undefined;
  /** The skeleton of the message that the numbers are of, if it is known. */
  skeleton: Skeleton | undefined;

  /** Take a copy of the next message's bytes. */
  take(bytes: Uint8Array): void {
    const length = bytes.length;
    const capacity = this.bytes.length - SPARE_BYTES;
    if (length > capacity || (capacity > MAX_KEPT_BYTES && length <= FIRST_BYTES)) {
      const buffer = new ArrayBuffer(((Math.max(length, FIRST_BYTES) + 15) & ~15) + SPARE_BYTES);
      this.bytes = new Uint8Array(buffer);
      this.view = new DataView(buffer);
      this.words = new Int32Array(buffer);
    }
    this.bytes.set(bytes);
    this.length = length;
  }

  /** Forget the last message. */
  clear(): void {
    this.present = 0;
    this.header = undefined;
    this.skeleton = undefined;
    for (let i = 0; i < NUMBERS; i++) this.numbers[i] = 0;
    this.position.clear();
    this.velocity.clear();
    this.load.clear();
    this.contacts.clear();
    this.packets.clear();
    this.identifier.isSet = false;
    this.mountingLinkName.isSet = false;
  }
}
