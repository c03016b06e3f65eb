/**
 * A joint command as bytes that are made once: each message of a stream is a copy of them with other numbers in the same
 * places. Numbers whose length depends on their value have room for the longest, which protobuf allows: the parsers of every
 * language read `05` and `85 80 80 80 00` as the same.
 */
import type { RequestHeaderInit } from "../../messages/bosdyn/api/header.ts";
import {
  JointControlStreamRequest,
  type JointControlStreamRequestInit,
} from "../../messages/bosdyn/api/robot_command.ts";
import type { TimestampInit } from "../../messages/google/protobuf/timestamp.ts";
import type { CallMethod } from "../../grpc/index.ts";
import { fieldAt, type FieldPlace } from "./field-places.ts";

/** Five bytes each, as a varint. */
const WIDE_TIME: TimestampInit = { seconds: 2n ** 34n, nanos: 2 ** 28 };
const WIDE_KEY = 2 ** 32 - 1;
const MAX_SECONDS = 2 ** 35 - 1;
const NANOS_PER_SECOND = 1_000_000_000;
/** Memory for some forty messages. */
const SLAB_BYTES = 16_384;

/**
 * A `JointControlStreamRequest` to be sent again and again with other numbers: change them, and give the same object to the
 * stream. What the stream has taken stays as it was. Everything else (gains, safety limit, extrapolation) stays as it is.
 * @example
 * ```ts
 * const command = new JointControlTemplate({
 *   jointCommand: { gains: positionGains(), position: stance, velocitySafetyLimit: { value: 10 } },
 * });
 * command.position[2] = -1.4;
 * command.userCommandKey++;
 * command.setEndTime(seconds, nanos);
 * ```
 */
export class JointControlTemplate {
  /** In radians, as many as the request had. */
  readonly position: Float32Array;
  /** In radians per second, as many as the request had. */
  readonly velocity: Float32Array;
  /** In newton metres, as many as the request had. */
  readonly load: Float32Array;
  /** Numbers of `JointCommand_ContactAdvice_Advice`, as many as the request had. */
  readonly contactAdvice: Uint8Array;
  /** Comes back in the state stream, 0 to 2³²−1. Do not use 0. */
  userCommandKey: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #positionAt: number;
  readonly #velocityAt: number;
  readonly #loadAt: number;
  readonly #keyAt: number;
  readonly #endTimeAt: number;
  readonly #referenceTimeAt: number | undefined;
  readonly #contactsAt: number;
  #hasEndTime = false;
  /** Messages are cut off it, one after the other: memory of its own for each would take longer than all the rest. */
  #slab: Uint8Array = new Uint8Array(0);
  #slabUsed = 0;

  /**
   * @param request what all messages have in common, and how many joints there are; its header is left out
   * @throws {RangeError | TypeError} it cannot be encoded, or a time is before 1970 or after 3058
   */
  constructor(request: JointControlStreamRequestInit) {
    const { jointCommand = {}, contactAdvice } = request;
    const { endTime, referenceTime, userCommandKey = 0 } = jointCommand;
    const bytes = JointControlStreamRequest.encode({
      ...request,
      header: undefined,
      jointCommand: {
        ...jointCommand,
        endTime: WIDE_TIME,
        userCommandKey: WIDE_KEY,
        referenceTime: referenceTime && WIDE_TIME,
      },
    });
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const command = fieldAt(bytes, 2);
    const placeOf = (fieldNumber: number): FieldPlace | undefined => fieldAt(bytes, fieldNumber, command);
    this.position = Float32Array.from(jointCommand.position ?? []);
    this.velocity = Float32Array.from(jointCommand.velocity ?? []);
    this.load = Float32Array.from(jointCommand.load ?? []);
    this.#positionAt = placeOf(2)?.start ?? 0;
    this.#velocityAt = placeOf(3)?.start ?? 0;
    this.#loadAt = placeOf(4)?.start ?? 0;
    this.userCommandKey = userCommandKey;
    this.#keyAt = placeOf(6)?.start ?? 0;
    this.#endTimeAt = placeOf(1)?.start ?? 0;
    if (endTime !== undefined) this.#setTime("endTime", this.#endTimeAt, endTime);
    this.#hasEndTime = endTime !== undefined;
    this.#referenceTimeAt = placeOf(7)?.start;
    if (referenceTime !== undefined) this.#setTime("referenceTime", this.#referenceTimeAt ?? 0, referenceTime);
    const advice = contactAdvice?.contactAdvice ?? [];
    this.contactAdvice = Uint8Array.from(advice);
    advice.forEach((each, i) => void oneByte(`contactAdvice[${i}]`, each));
    this.#contactsAt = fieldAt(bytes, 1, fieldAt(bytes, 3))?.start ?? 0;
  }

  /**
   * Say until when the numbers hold, in robot time: a few tens of milliseconds ahead.
   * @param seconds whole seconds since 1970, until the year 3058
   * @param nanos nanoseconds beyond the second; a second or more of them is carried over
   * @throws {RangeError}
   */
  setEndTime(seconds: number, nanos: number): void {
    this.#putTime("endTime", this.#endTimeAt, seconds, nanos);
    this.#hasEndTime = true;
  }

  /**
   * Say for when the positions are meant, in robot time. Only where the request has a reference time from the start.
   * @throws {RangeError} as `setEndTime`
   */
  setReferenceTime(seconds: number, nanos: number): void {
    if (this.#referenceTimeAt === undefined) throw new RangeError("the template's request has no referenceTime");
    this.#putTime("referenceTime", this.#referenceTimeAt, seconds, nanos);
  }

  /**
   * The message as it is now, in bytes that nothing changes later; they share their memory with those of others.
   * @param header put before it, with the times of this very message
   * @param headroom bytes to leave free at the front; default 0
   * @throws {RangeError} a number that is not finite, a key or an advice out of its range, or no end time
   */
  toBytes(header?: RequestHeaderInit, headroom = 0): Uint8Array {
    this.#rewrite();
    // Fields may come in any order, and the header comes first.
    const before = header === undefined ? undefined : JointControlStreamRequest.encode({ header });
    const start = headroom + (before?.length ?? 0);
    const message = this.#take(start + this.#bytes.length);
    if (before !== undefined) message.set(before, headroom);
    message.set(this.#bytes, start);
    return message;
  }

  /** Memory for one message, which never is another's. */
  #take(length: number): Uint8Array {
    if (length > this.#slab.length - this.#slabUsed) {
      this.#slab = new Uint8Array(Math.max(SLAB_BYTES, length));
      this.#slabUsed = 0;
    }
    const start = this.#slabUsed;
    this.#slabUsed = start + length;
    return this.#slab.subarray(start, start + length);
  }

  #rewrite(): void {
    if (!this.#hasEndTime) throw new RangeError("endTime is missing: a robot does not obey without");
    putFloats(this.#view, this.#positionAt, "position", this.position);
    putFloats(this.#view, this.#velocityAt, "velocity", this.velocity);
    putFloats(this.#view, this.#loadAt, "load", this.load);
    const key = this.userCommandKey;
    if (key >>> 0 !== key) throw new RangeError(`userCommandKey is ${key}: it must be an integer from 0 to 2³²−1`);
    putWide(this.#bytes, this.#keyAt, key);
    for (let i = 0; i < this.contactAdvice.length; i++) {
      this.#bytes[this.#contactsAt + i] = oneByte(`contactAdvice[${i}]`, this.contactAdvice[i] as number);
    }
  }

  #setTime(name: string, at: number, { seconds = 0n, nanos = 0 }: TimestampInit): void {
    this.#putTime(name, at, Number(seconds), nanos);
  }

  /** A timestamp is two varints with room for all, each behind its tag. */
  #putTime(name: string, at: number, seconds: number, nanos: number): void {
    const whole = seconds + Math.floor(nanos / NANOS_PER_SECOND);
    const isInRange = Number.isSafeInteger(seconds) && Number.isSafeInteger(nanos) && whole >= 0 && nanos >= 0;
    if (!isInRange || whole > MAX_SECONDS) {
      throw new RangeError(`${name} is ${seconds} s and ${nanos} ns: it must be whole numbers, from 1970 to 3058`);
    }
    putWide(this.#bytes, at + 1, whole);
    putWide(this.#bytes, at + 7, nanos % NANOS_PER_SECOND);
  }
}

function putFloats(view: DataView, at: number, name: string, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) throw new RangeError(`${name}[${i}] is ${value}: it must be finite`);
    view.setFloat32(at + 4 * i, value, true);
  }
}

/** A varint of five bytes, whatever the number: 0 to 2³⁵−1. */
function putWide(bytes: Uint8Array, at: number, value: number): void {
  const lower = value | 0;
  bytes[at] = lower | 0x80;
  bytes[at + 1] = (lower >>> 7) | 0x80;
  bytes[at + 2] = (lower >>> 14) | 0x80;
  bytes[at + 3] = (lower >>> 21) | 0x80;
  bytes[at + 4] = value / 2 ** 28;
}

function oneByte(name: string, value: number): number {
  if (!(value >= 0 && value < 0x80)) throw new RangeError(`${name} is ${value}: a template has room for 0 to 127`);
  return value;
}

/** Sends a template, with the header that the client makes for each message. */
export const templateEncoder: CallMethod<"client-streaming", TemplateRequest, unknown>["input"] = {
  typeName: "bosdyn.api.JointControlStreamRequest",
  encode: ({ template, header }, headroom) => template.toBytes(header, headroom),
  write: (writer, { template, header }) => writer.raw(template.toBytes(header)),
};

/** A template on its way out. */
export interface TemplateRequest {
  readonly template: JointControlTemplate;
  readonly header?: RequestHeaderInit | undefined;
}
