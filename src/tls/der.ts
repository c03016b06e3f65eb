/**
 * DER, the one encoding of ASN.1 that certificates use (X.690 §10): bytes → a tree of tagged values. There is exactly
 * one way to encode each value; every other is refused here, each form with its own reason. Knows nothing of
 * certificates.
 */
import { CertificateError } from "./errors.ts";

/** Why bytes are no certificate. The first group is about the encoding, the second about what it encodes. */
export type MalformedReason =
  | "too-large"
  | "truncated"
  | "trailing-bytes"
  | "high-tag-number"
  | "indefinite-length"
  | "padded-length"
  | "length-overflow"
  | "too-deep"
  | "bad-value"
  | "bad-pem"
  // what it encodes
  | "unexpected-structure"
  | "unsupported-version"
  | "algorithm-mismatch"
  | "bad-time"
  | "duplicate-extension"
  | "bad-extension";

// Universal tags, with the constructed bit where DER sets it (X.690 §8.1.2). Single constants, which bundlers inline.
export const TAG_BOOLEAN = 0x01;
export const TAG_INTEGER = 0x02;
export const TAG_BIT_STRING = 0x03;
export const TAG_OCTET_STRING = 0x04;
export const TAG_NULL = 0x05;
export const TAG_OID = 0x06;
export const TAG_UTF8_STRING = 0x0c;
export const TAG_PRINTABLE_STRING = 0x13;
export const TAG_TELETEX_STRING = 0x14;
export const TAG_IA5_STRING = 0x16;
export const TAG_UTC_TIME = 0x17;
export const TAG_GENERALIZED_TIME = 0x18;
export const TAG_BMP_STRING = 0x1e;
export const TAG_SEQUENCE = 0x30;
export const TAG_SET = 0x31;

/** A context-specific tag: `[number]`, constructed unless said otherwise. */
export function contextTag(number: number, constructed = true): number {
  return 0x80 | (constructed ? 0x20 : 0) | number;
}

/** One value with its place in the input. All byte fields are views on the input, never copies. */
export interface DerNode {
  /** Identifier octet: class, constructed bit and number. */
  readonly tag: number;
  /** Where its identifier octet stands in the input, for errors. */
  readonly offset: number;
  /** Identifier, length and content. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
  /** Empty for a primitive value. */
  readonly children: readonly DerNode[];
}

/** A certificate's own nesting ends near 10; a name constraint tree or policy qualifier may go a little deeper. */
const MAX_DEPTH = 24;
/** Three length octets reach 16 MiB, well past any size this file is handed. */
const MAX_LENGTH_OCTETS = 3;
const CONSTRUCTED = 0x20;

/**
 * Parse bytes that must be exactly one DER value.
 * @throws {CertificateError} `CERTIFICATE_MALFORMED` with the reason and the byte offset
 */
export function readDer(bytes: Uint8Array): DerNode {
  const node = readValue(bytes, 0, bytes.length, 0);
  const end = node.bytes.length;
  if (end === bytes.length) return node;
  throw new CertificateError("trailing-bytes", `${bytes.length - end} bytes after the value`, end);
}

/** Read one value and what is in it; refuse whatever X.690 §10 and §11 rule out. */
function readValue(bytes: Uint8Array, offset: number, limit: number, depth: number): DerNode {
  if (depth > MAX_DEPTH) throw new CertificateError("too-deep", `nested deeper than ${MAX_DEPTH}`, offset);
  const tag = bytes[offset];
  if (tag === undefined || offset + 2 > limit) throw new CertificateError("truncated", "header ends early", offset);
  if ((tag & 0x1f) === 0x1f) throw new CertificateError("high-tag-number", "tag number over 30", offset);
  const { length, start } = readLength(bytes, offset + 1, limit);
  const end = start + length;
  if (end > limit) {
    throw new CertificateError("truncated", `${length} bytes declared, ${limit - start} there`, offset);
  }
  const content = bytes.subarray(start, end);
  const children: DerNode[] = [];
  if ((tag & CONSTRUCTED) === 0) checkPrimitive(tag, content, offset);
  else {
    checkConstructed(tag, offset);
    for (let at = start; at < end; at += children[children.length - 1]?.bytes.length ?? 0) {
      children.push(readValue(bytes, at, end, depth + 1));
    }
  }
  return { tag, offset, bytes: bytes.subarray(offset, end), content, children };
}

/** X.690 §10.1: definite form, in the fewest octets. */
function readLength(bytes: Uint8Array, offset: number, limit: number): { length: number; start: number } {
  const first = bytes[offset] ?? 0; // readValue has seen that it is there
  if (first < 0x80) return { length: first, start: offset + 1 };
  const octets = first & 0x7f;
  if (octets === 0) throw new CertificateError("indefinite-length", "length without an end", offset);
  if (octets > MAX_LENGTH_OCTETS) {
    throw new CertificateError("length-overflow", `length in ${octets} octets`, offset);
  }
  const start = offset + 1 + octets;
  if (start > limit) throw new CertificateError("truncated", "length ends early", offset);
  let length = 0;
  for (let at = offset + 1; at < start; at++) length = (length << 8) | (bytes[at] ?? 0);
  if (length < 0x80 || length < 1 << (8 * (octets - 1))) {
    throw new CertificateError("padded-length", "length in more octets than it needs", offset);
  }
  return { length, start };
}

/** X.690 §8 and §11: values that have exactly one encoding must use it. */
function checkPrimitive(tag: number, content: Uint8Array, offset: number): void {
  const [first, second] = content;
  if ((tag & 0x1f) === TAG_BMP_STRING && content.length % 2 !== 0) {
    throw new CertificateError("bad-value", "BMPString of an odd length", offset);
  }
  switch (tag) {
    case TAG_BOOLEAN:
      if (content.length !== 1 || (first !== 0x00 && first !== 0xff)) {
        throw new CertificateError("bad-value", "BOOLEAN is neither 00 nor ff", offset);
      }
      return;
    case TAG_INTEGER:
      if (first === undefined) throw new CertificateError("bad-value", "INTEGER without content", offset);
      if (second === undefined) return;
      if ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80)) {
        throw new CertificateError("bad-value", "INTEGER with a padded value", offset);
      }
      return;
    case TAG_BIT_STRING:
      checkBitString(content, offset);
      return;
    case TAG_NULL:
      if (content.length > 0) throw new CertificateError("bad-value", "NULL with content", offset);
      return;
    case TAG_OID:
      checkOid(content, offset);
      return;
    case 0x10: // SEQUENCE and SET are constructed, always
    case 0x11:
      throw new CertificateError("bad-value", "SEQUENCE or SET marked as primitive", offset);
    default: // strings and times are judged where their text is read
  }
}

/** X.690 §11.2: unused bits are zero. */
function checkBitString(content: Uint8Array, offset: number): void {
  const unused = content[0];
  if (unused === undefined || unused > 7 || (unused > 0 && content.length === 1)) {
    throw new CertificateError("bad-value", "BIT STRING with a bad count of unused bits", offset);
  }
  if (((content[content.length - 1] ?? 0) & ((1 << unused) - 1)) !== 0 && content.length > 1) {
    throw new CertificateError("bad-value", "BIT STRING with unused bits set", offset);
  }
}

/** A UUID arc (2.25.x) takes 19 octets; nothing registered is longer. */
const MAX_ARC_OCTETS = 19;

/** X.690 §8.19: every arc ends, and none starts with padding. */
function checkOid(content: Uint8Array, offset: number): void {
  let arcOctets = 0;
  for (const byte of content) {
    if (arcOctets === 0 && byte === 0x80) throw new CertificateError("bad-value", "OID arc is padded", offset);
    if (++arcOctets > MAX_ARC_OCTETS) throw new CertificateError("bad-value", "OID arc too long", offset);
    if (byte < 0x80) arcOctets = 0;
  }
  if (content.length === 0 || arcOctets !== 0) throw new CertificateError("bad-value", "OID ends early", offset);
}

/** X.690 §10.2: string types are primitive in DER; only SEQUENCE, SET and tagged values have children. */
function checkConstructed(tag: number, offset: number): void {
  const isUniversal = (tag & 0xc0) === 0;
  if (isUniversal && tag !== TAG_SEQUENCE && tag !== TAG_SET) {
    throw new CertificateError("bad-value", "a string or number marked as constructed", offset);
  }
}

/** Spell an OBJECT IDENTIFIER's content as dotted decimal (X.690 §8.19.4: the first two arcs share a number). */
export function oidText(node: DerNode): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of node.content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0) {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
      arcs.push(root, arc - 40n * root);
    } else {
      arcs.push(arc);
    }
    arc = 0n;
  }
  return arcs.join(".");
}
