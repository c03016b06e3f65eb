/**
 * The X.509 extensions that path validation needs (RFC 5280 §4.2.1), read from their DER. Names are for display only;
 * name constraints and policies are not processed, so a critical one counts as unknown and the path is refused.
 */
import {
  contextTag,
  oidText,
  readDer,
  TAG_BIT_STRING,
  TAG_BOOLEAN,
  TAG_INTEGER,
  TAG_OCTET_STRING,
  TAG_OID,
  TAG_SEQUENCE,
  type DerNode,
} from "./der.ts";
import { CertificateError } from "./errors.ts";

/** Bits of KeyUsage in wire order (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

/** One purpose the key may serve. */
export type KeyUsage = (typeof KEY_USAGES)[number];

/** RFC 5280 §4.2.1.9. */
export interface BasicConstraints {
  readonly isCa: boolean;
  /** How many intermediates may follow below this one; undefined is no limit. */
  readonly pathLen: number | undefined;
}

/** What a certificate's extensions say. An absent extension is undefined, which differs from an empty one. */
export interface Extensions {
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  /** OIDs, dotted; `1.3.6.1.5.5.7.3.1` is TLS server authentication. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** GeneralNames, undecoded: nothing is matched against them. `subjectAltNames` reads them for display. */
  readonly subjectAltName: DerNode | undefined;
  /** Lower-case hex. A hint for choosing among issuers, never evidence. */
  readonly subjectKeyId: string | undefined;
  readonly authorityKeyId: string | undefined;
  /** OIDs of critical extensions this reader does not process: RFC 5280 §4.2 says to reject the certificate. */
  readonly unknownCriticalExtensions: readonly string[];
}

type Reader = (value: DerNode) => Partial<Extensions>;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["2.5.29.19", (value) => ({ basicConstraints: readBasicConstraints(value) })],
  ["2.5.29.15", (value) => ({ keyUsage: readKeyUsage(value) })],
  ["2.5.29.37", (value) => ({ extendedKeyUsage: readExtendedKeyUsage(value) })],
  ["2.5.29.17", (value) => ({ subjectAltName: expect(value, TAG_SEQUENCE) })],
  ["2.5.29.14", (value) => ({ subjectKeyId: hex(expect(value, TAG_OCTET_STRING).content) })],
  ["2.5.29.35", (value) => ({ authorityKeyId: readAuthorityKeyId(value) })],
]);

/** What a version 1 or 2 certificate has. */
export const NO_EXTENSIONS: Extensions = {
  basicConstraints: undefined,
  keyUsage: undefined,
  extendedKeyUsage: undefined,
  subjectAltName: undefined,
  subjectKeyId: undefined,
  authorityKeyId: undefined,
  unknownCriticalExtensions: [],
};

/** Read SEQUENCE OF Extension. @throws {CertificateError} `CERTIFICATE_MALFORMED` */
export function readExtensions(node: DerNode): Extensions {
  const seen = new Set<string>();
  const unknownCriticalExtensions: string[] = [];
  const known: Partial<Extensions>[] = [];
  for (const extension of items(node, TAG_SEQUENCE)) {
    const { oid, critical, value } = readExtension(extension);
    // RFC 5280 §4.2: "A certificate MUST NOT include more than one instance of a particular extension."
    if (seen.has(oid)) throw new CertificateError("duplicate-extension", oid, extension.offset);
    seen.add(oid);
    const reader = READERS.get(oid);
    if (reader !== undefined) known.push(readValue(oid, reader, value, extension.offset));
    else if (critical) unknownCriticalExtensions.push(oid);
  }
  return Object.assign({}, NO_EXTENSIONS, { unknownCriticalExtensions }, ...known) as Extensions;
}

/** SEQUENCE { extnID, critical DEFAULT FALSE, extnValue }. An explicit FALSE is not DER, but common and harmless. */
function readExtension(node: DerNode): { oid: string; critical: boolean; value: Uint8Array } {
  const fields = [...items(node, TAG_SEQUENCE)];
  const oid = oidText(expect(fields.shift(), TAG_OID, node.offset));
  const critical = fields[0]?.tag === TAG_BOOLEAN ? fields.shift()?.content[0] === 0xff : false;
  const value = expect(fields.shift(), TAG_OCTET_STRING, node.offset).content;
  if (fields.length > 0) throw new CertificateError("unexpected-structure", "surplus in an extension", node.offset);
  return { oid, critical, value };
}

function readValue(oid: string, reader: Reader, value: Uint8Array, offset: number): Partial<Extensions> {
  try {
    return reader(readDer(value));
  } catch (cause) {
    throw new CertificateError("bad-extension", `extension ${oid} cannot be read`, offset, { cause });
  }
}

function readBasicConstraints(node: DerNode): BasicConstraints {
  const fields = [...items(node, TAG_SEQUENCE)];
  const isCa = fields[0]?.tag === TAG_BOOLEAN ? fields.shift()?.content[0] === 0xff : false;
  const pathLen = fields[0]?.tag === TAG_INTEGER ? smallInteger(fields.shift()) : undefined;
  if (fields.length > 0) throw new CertificateError("bad-extension", "surplus in basicConstraints", node.offset);
  // RFC 5280 §4.2.1.9: "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted"
  if (pathLen !== undefined && !isCa) {
    throw new CertificateError("bad-extension", "pathLenConstraint without cA", node.offset);
  }
  return { isCa, pathLen };
}

/** A path length: nobody's path is longer than one octet can say. */
function smallInteger(node: DerNode | undefined): number {
  const value = node?.content.length === 1 ? node.content[0] : undefined;
  if (value === undefined || value > 0x7f) {
    throw new CertificateError("bad-extension", "pathLenConstraint is negative or over 127", node?.offset);
  }
  return value;
}

function readKeyUsage(node: DerNode): ReadonlySet<KeyUsage> {
  const bits = expect(node, TAG_BIT_STRING).content.subarray(1); // first octet counts unused bits
  const usages = KEY_USAGES.filter((_, bit) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
  // RFC 5280 §4.2.1.3: "at least one of the bits MUST be set to 1"
  if (usages.length === 0) throw new CertificateError("bad-extension", "keyUsage names no usage", node.offset);
  return new Set(usages);
}

function readExtendedKeyUsage(node: DerNode): readonly string[] {
  const usages = items(node, TAG_SEQUENCE).map((usage) => oidText(expect(usage, TAG_OID)));
  if (usages.length === 0) throw new CertificateError("bad-extension", "extKeyUsage names no usage", node.offset);
  return usages;
}

/** RFC 5280 §4.2.1.1: [0] keyIdentifier, the one member in use. */
function readAuthorityKeyId(node: DerNode): string | undefined {
  const keyId = items(node, TAG_SEQUENCE).find((item) => item.tag === contextTag(0, false));
  return keyId === undefined ? undefined : hex(keyId.content);
}

function items(node: DerNode, tag: number): readonly DerNode[] {
  return expect(node, tag).children;
}

function expect(node: DerNode | undefined, tag: number, offset = node?.offset): DerNode {
  if (node?.tag === tag) return node;
  const found = node === undefined ? "nothing" : `tag 0x${node.tag.toString(16)}`;
  throw new CertificateError("unexpected-structure", `tag 0x${tag.toString(16)} wanted, ${found} there`, offset);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
