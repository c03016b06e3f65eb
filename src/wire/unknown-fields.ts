/**
 * Fields that a message's schema does not know, or knows with another wire type. They are kept as they came and written
 * again after the known ones, so that a client of an older release passes on what a newer robot said.
 */
import { skipField, viewFrom, type WireReader } from "./reader.ts";
import type { WireType } from "./varint.ts";
import type { WireWriter } from "./writer.ts";

/** One field as it stood on the wire. */
export interface UnknownField {
  readonly fieldNumber: number;
  readonly wireType: WireType;
  /** The whole record, its tag included: a copy that outlives the receive buffer. */
  readonly bytes: Uint8Array;
}

/**
 * Skip the value of a tag just read, and keep it.
 * @param fields what was kept before in the same message, or `undefined`; added to in place
 * @returns `fields`, or a new array
 * @throws {WireError} the value is malformed
 */
export function keepUnknownField(reader: WireReader, tag: number, fields: UnknownField[] | undefined): UnknownField[] {
  const start = reader.tagOffset;
  skipField(reader, tag);
  // The reader has refused wire types 6 and 7 by now.
  const wireType = (tag & 7) as WireType;
  const kept = fields ?? [];
  kept.push({ fieldNumber: tag >>> 3, wireType, bytes: viewFrom(reader, start).slice() });
  return kept;
}

/** Write kept fields again, in the order they came. */
export function writeUnknownFields(writer: WireWriter, fields: readonly UnknownField[]): void {
  for (const field of fields) writer.raw(field.bytes);
}
