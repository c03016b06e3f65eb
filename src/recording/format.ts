/**
 * The frame of a recording, version 1: magic and version, then records, each with its type, length and check. All numbers
 * are big endian. docs/recordings.md has it byte by byte.
 */

/** Opens a recording: a byte that is no text, a name, and line ends that a transfer as text would change. */
export const MAGIC: Uint8Array = /* @__PURE__ */ Uint8Array.of(0x89, 0x73, 0x77, 0x72, 0x65, 0x63, 0x0d, 0x0a);
/** Of this format. */
export const VERSION_NUMBER = 1;
/** Magic and version. */
export const FILE_HEADER_BYTES = 12;
/** Type (1), length of the body (3), CRC-32 (4). */
export const RECORD_HEADER_BYTES = 8;
/** Where the check stands in a record's header; what is before it is checked too. */
export const CHECK_OFFSET = 4;
/** No body is longer, so that a damaged length costs a reader no more than this. */
export const MAX_BODY_BYTES: number = 1024 * 1024;

/** The kinds of record, by number. */
export const RecordType = {
  start: 1,
  opened: 2,
  bytes: 3,
  ended: 4,
  closed: 5,
  note: 6,
  finished: 7,
} as const;

/** A view of just these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Read 32 bits. Without a view: of a few bytes, that one costs more than a whole record. */
export function uint32At(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
