/**
 * What decoding throws when bytes are not protobuf. The reader throws the small fact (code and offset); each generated
 * read function adds its part of the field path while the error passes through.
 */
import { SpotError } from "../errors.ts";

/** Every way in which bytes can fail to be a protobuf message. */
export type WireErrorCode =
  /** A value runs past the end of its message, or of the buffer. */
  | "WIRE_TRUNCATED"
  /** A varint goes on for more than ten bytes. */
  | "WIRE_VARINT_OVERLONG"
  /** A tag with field number 0, wire type 6 or 7, or more than 32 bits. */
  | "WIRE_INVALID_TAG"
  /** A `string` that is not valid UTF-8. */
  | "WIRE_INVALID_UTF8"
  /** Messages or groups nested deeper than `MAX_DEPTH`. */
  | "WIRE_TOO_DEEP"
  /** An end-group tag without its start, or with another field's number. */
  | "WIRE_BAD_GROUP";

/** Bytes that are not the protobuf message they should be. */
export class WireError extends SpotError {
  readonly code: WireErrorCode;
  /** The same bytes fail the same way every time. */
  readonly retryable = false;
  /** Where the trouble begins: bytes from the start of the buffer given to `decode`. */
  readonly offset: number;
  /** What is wrong, without the place. */
  readonly detail: string;
  /** Full name of the message being decoded, `bosdyn.api.RobotStateResponse`; `undefined` from a bare reader. */
  messageType: string | undefined = undefined;
  /** Field path within it, `robot_state.kinematic_state.joint_states[3].name`; empty when no field is to blame. */
  path = "";

  constructor(code: WireErrorCode, offset: number, detail: string) {
    super(`byte ${offset}: ${detail}`);
    this.code = code;
    this.offset = offset;
    this.detail = detail;
  }

  /**
   * Add one level to the path while the error passes outwards. Only read functions call this.
   * @param segment field name as the `.proto` spells it, with an index where it repeats
   */
  enclose(segment: string): this {
    const separator = this.path === "" || this.path.startsWith("[") ? "" : ".";
    this.path = `${segment}${separator}${this.path}`;
    return this;
  }

  /** Name the outermost message, which completes the path. Only codecs call this. */
  nameMessage(messageType: string): this {
    this.messageType = messageType;
    this.message = `${messageType}${this.path && ` ${this.path}`}, byte ${this.offset}: ${this.detail}`;
    return this;
  }
}
