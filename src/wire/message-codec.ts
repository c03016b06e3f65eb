/**
 * What every message codec looks like, generated or tuned by hand, so that gRPC, tools and tests can take either. Its
 * halves stand alone: who only ever sends a message has no use for code that reads it.
 */
import type { WireWriter } from "./writer.ts";

/** Turns messages of one type into bytes. */
export interface MessageEncoder<Init> {
  /** Full protobuf name, for example `bosdyn.api.RobotId`. */
  readonly typeName: string;
  /**
   * Serialise in field-number order into a new buffer that the caller owns.
   * @param headroom zero bytes to leave before the message, for a prefix such as gRPC's five; default 0. With any, the
   *   bytes are the caller's, but their `buffer` may hold other messages too: it is not to be transferred
   * @throws {RangeError} two members of one oneof are set, or a number does not fit its field
   */
  encode(message: Init, headroom?: number): Uint8Array;
  /** Append the same bytes to a writer, so that a caller can put a prefix of its own before them. */
  write(writer: WireWriter, message: Init): void;
}

/** Turns bytes into messages of one type. */
export interface MessageDecoder<T> {
  /** Full protobuf name, for example `bosdyn.api.RobotId`. */
  readonly typeName: string;
  /**
   * Parse a whole message. Byte fields are copies: the result outlives `bytes`.
   * @throws {WireError} the bytes are not this message; carries the offset and the field path
   */
  decode(bytes: Uint8Array): T;
}

/**
 * Turns one protobuf message type into bytes and back.
 * @typeParam T what decoding yields: every field present, in one fixed shape
 * @typeParam Init what encoding accepts: the same fields, each optional
 */
export interface MessageCodec<T, Init = T> extends MessageEncoder<Init>, MessageDecoder<T> {}
