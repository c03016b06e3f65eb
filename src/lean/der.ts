/**
 * DER (X.690 §10) for a reader with no room for explanations: what `tls/der.ts` refuses is refused here too, in the same
 * places, without a word on why. Whoever needs to know asks `spotwire trust check`.
 */

// Universal tags, with the constructed bit where DER sets it (X.690 §8.1.2). Single constants, which bundlers inline.
export const TAG_BOOLEAN = 0x01;
export const TAG_INTEGER = 0x02;
export const TAG_BIT_STRING = 0x03;
export const TAG_OCTET_STRING = 0x04;
export const TAG_UTC_TIME = 0x17;
export const TAG_SEQUENCE = 0x30;
export const TAG_SET = 0x31;

/** A certificate's own nesting ends near 10. */
const MAX_DEPTH = 24;

/** One value. All bytes are views on the input. */
export interface DerValue {
  /** Identifier octet: class, constructed bit and number. */
  readonly tag: number;
  /** Identifier, length and content. */
  readonly bytes: Buffer;
  readonly content: Buffer;
  /** Empty for a primitive value. */
  readonly children: readonly DerValue[];
}

/** Refuse bytes that are not so. @throws {Error} which does not leave this room */
export function need(isSo: boolean): asserts isSo {
  if (!isSo) throw new Error("malformed");
}

/** Read bytes that must be exactly one value. @throws {Error} as `need` */
export function readDer(bytes: Buffer): DerValue {
  const value = readValue(bytes, 0);
  need(value.bytes.length === bytes.length);
  return value;
}

/**
 * The members of a constructed value, whose tags, in hex and in a row, must fit a pattern: `^06(..)?$` is an OID and at
 * most one more, of any type.
 * @throws {Error} as `need`
 */
export function membersOf(value: DerValue | undefined, tag: number, pattern: RegExp): readonly DerValue[] {
  need(value?.tag === tag);
  need(pattern.test(Buffer.from(value.children.map((member) => member.tag)).toString("hex")));
  return value.children;
}

/** Read the value that bytes begin with, and what is in it. */
function readValue(bytes: Buffer, depth: number): DerValue {
  const [tag = 0, first] = bytes;
  need(depth <= MAX_DEPTH && first !== undefined && (tag & 0x1f) !== 0x1f);
  let start = 2;
  let length = first;
  if (first > 0x7f) {
    // X.690 §10.1: definite form, in the fewest octets
    const octets = first & 0x7f;
    start += octets;
    need(octets > 0 && octets < 4 && start <= bytes.length);
    length = bytes.readUIntBE(2, octets);
    need(length > 0x7f && length >= 1 << (8 * (octets - 1)));
  }
  const end = start + length;
  need(end <= bytes.length);
  const content = bytes.subarray(start, end);
  const children: DerValue[] = [];
  if ((tag & 0x20) === 0) need(isCanonical(tag, content));
  else {
    // X.690 §10.2: string types are primitive in DER
    need(tag > 0x3f || tag === TAG_SEQUENCE || tag === TAG_SET);
    for (let at = 0; at < length;) {
      const child = readValue(content.subarray(at), depth + 1);
      children.push(child);
      at += child.bytes.length;
    }
  }
  return { tag, bytes: bytes.subarray(0, end), content, children };
}

/** X.690 §8 and §11: values that have exactly one encoding must use it. */
function isCanonical(tag: number, content: Buffer): boolean {
  const { length } = content;
  const [first = 0, second = 0] = content;
  switch (tag) {
    case TAG_BOOLEAN:
      return length === 1 && (first === 0 || first === 0xff);
    case TAG_INTEGER:
      return length === 1 || (length > 1 && first !== (second < 0x80 ? 0 : 0xff));
    case TAG_BIT_STRING: // the first octet counts unused bits, which are zero
      return length > 1
        ? first < 8 && ((content[length - 1] as number) & ((1 << first) - 1)) === 0
        : length + first === 1;
    case 0x05: // NULL
      return length === 0;
    case 0x06: // OID: every arc ends, none is padded, none longer than a UUID
      return /^((?!80)([89a-f].){0,18}[0-7].)+$/.test(content.toString("hex"));
    case 0x10: // SEQUENCE and SET are constructed, always
    case 0x11:
      return false;
    default: // BMPString has two octets a character
      return (tag & 0x1f) !== 0x1e || length % 2 === 0;
  }
}
