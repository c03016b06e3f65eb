/** Finds fields in a message that was encoded here, so that their values can be rewritten in place. */

/** Where a field's value lies: without its tag, and without its length where it has one. */
export interface FieldPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Find the first field of a number. Only for messages from our own encoder: fields are in order, so that no unknown one
 * comes before a known one, and nothing is malformed.
 * @param within the message to look in, if not the outermost
 * @returns `undefined` if there is none
 */
export function fieldAt(
  bytes: Uint8Array,
  fieldNumber: number,
  within: FieldPlace | undefined = { start: 0, end: bytes.length },
): FieldPlace | undefined {
  let at = within.start;
  while (at < within.end) {
    const tag = bytes[at] ?? 0;
    const place = valueAt(bytes, tag & 7, at + 1);
    if (tag >>> 3 === fieldNumber) return place;
    at = place.end;
  }
  return undefined;
}

function valueAt(bytes: Uint8Array, wireType: number, start: number): FieldPlace {
  if (wireType === 5) return { start, end: start + 4 };
  if (wireType === 1) return { start, end: start + 8 };
  let at = start;
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return wireType === 0 ? { start, end: at } : { start: at, end: at + value };
}
