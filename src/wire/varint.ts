/**
 * The few numbers that the wire format is built from (protobuf encoding, "Message Structure"). Values only, no I/O.
 */

/** How the bytes after a tag are laid out: the low three bits of the tag. Types 6 and 7 do not exist. */
export const WireType = {
  /** int32, int64, uint32, uint64, sint32, sint64, bool, enum */
  Varint: 0,
  /** fixed64, sfixed64, double */
  Fixed64: 1,
  /** string, bytes, messages, packed repeated scalars, map entries */
  Len: 2,
  /** Deprecated; read and kept, never written but as an unknown field. */
  StartGroup: 3,
  /** Deprecated. */
  EndGroup: 4,
  /** fixed32, sfixed32, float */
  Fixed32: 5,
} as const;
export type WireType = (typeof WireType)[keyof typeof WireType];

/** Seven payload bits a byte, so 64 bits never need more than ten. */
export const MAX_VARINT_BYTES = 10;

/**
 * How many messages and groups may nest inside the outermost message. The bound keeps hostile bytes from exhausting
 * the stack; it is the default of the protobuf implementations by Google.
 */
export const MAX_DEPTH = 100;

/** Field 1, eight bytes: the only tag in a message such as `google.protobuf.DoubleValue`. */
export const BARE_DOUBLE_TAG = 9;

/** 2³², the weight of the upper half of a 64-bit number. */
export const TWO_POW_32 = 0x1_0000_0000;

/** Undo zigzag on 32 bits: 0, 1, 2, 3 stand for 0, -1, 1, -2 (protobuf encoding, "Signed Integers"). */
export function unzigzag32(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

/** Zigzag a signed 32-bit number, so that small magnitudes of either sign take few bytes. */
export function zigzag32(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
