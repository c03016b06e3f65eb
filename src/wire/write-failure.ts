/**
 * A value that was refused, and the way to it: each level of the message adds its field while the error passes, and the
 * codec puts the outermost message's name before them.
 */
import { fieldNameAt, type FieldNames } from "./field-names.ts";
import type { WireWriter } from "./writer.ts";

/** What a write function threw, as its writer remembers it. */
export interface WriteFailure {
  readonly error: Error;
  /** What is wrong, without the place. */
  readonly detail: string;
  /** Whether it concerns the message itself and none of its fields; only until the first level has added its part. */
  isFieldless: boolean;
  path: string;
}

/** A map's entry is a message of two fields (protobuf encoding, "Maps"). */
const ENTRY_NAMES: FieldNames = { 1: "key", 2: "value" };

/** Throw for a value that cannot be written. @throws {RangeError | TypeError} always, of the kind given */
export function refuse(
  writer: WireWriter,
  kind: typeof RangeError | typeof TypeError,
  detail: string,
  isFieldless = false,
): never {
  const error = new kind(detail);
  writer.failure = { error, detail, isFieldless, path: "" };
  throw error;
}

/**
 * Note that a member of a oneof is set.
 * @param before the member noted before, if there was one
 * @returns `member`, to be given back as `before`
 * @throws {RangeError} there was one: names the oneof and both members
 */
export function noteOneofMember(writer: WireWriter, oneof: string, before: string | undefined, member: string): string {
  if (before === undefined) return member;
  // The last tag written is of another field.
  refuse(writer, RangeError, `oneof ${oneof} holds one member, but ${before} and ${member} are both set`, true);
}

/**
 * Name the field that a value was refused for, one level at a time. Only write functions call this, from `catch`.
 * @param tag the last tag written in this message, 0 before the first
 * @param names each field's name by number, or what makes a message in which `fieldNameAt` finds it
 * @returns the same error, to be thrown on
 */
export function locateWriteError(
  writer: WireWriter,
  error: unknown,
  tag: number,
  names: FieldNames | (() => object),
): unknown {
  const { failure } = writer;
  if (failure === undefined || failure.error !== error) return error;
  const field = failure.isFieldless ? 0 : tag >>> 3;
  failure.isFieldless = false;
  const name = typeof names === "function" ? fieldNameAt(names(), field) : names[field];
  if (name !== undefined) failure.path = failure.path === "" ? name : `${name}.${failure.path}`;
  return error;
}

/** Do the same for the entry of a map. */
export function locateWriteEntryError(writer: WireWriter, error: unknown, tag: number): unknown {
  return locateWriteError(writer, error, tag, ENTRY_NAMES);
}

/**
 * Put the outermost message's name and the path before what is wrong. Only codecs call this, from `catch`.
 * @returns the same error, to be thrown on
 */
export function nameWriteError({ failure }: WireWriter, error: unknown, messageType: string): unknown {
  if (failure !== undefined && failure.error === error) {
    failure.error.message = `${messageType}${failure.path && ` ${failure.path}`}: ${failure.detail}`;
  }
  return error;
}
