/**
 * Distinguished names (RFC 5280 §4.1.2.4) as text for people. Names are compared as raw DER, never through this text:
 * it is escaped and shortened, because a certificate from an unverified peer ends up in terminals and logs.
 */
import {
  contextTag,
  oidText,
  TAG_BMP_STRING,
  TAG_IA5_STRING,
  TAG_OID,
  TAG_PRINTABLE_STRING,
  TAG_SEQUENCE,
  TAG_SET,
  TAG_TELETEX_STRING,
  TAG_UTF8_STRING,
  type DerNode,
} from "./der.ts";
import { CertificateError } from "./errors.ts";

/** A subject or issuer. */
export interface DistinguishedName {
  /** In the certificate's own order, `C=US, O=Boston Dynamics, CN=…`; safe to print. Not for comparing. */
  readonly text: string;
  /** The name as encoded: what issuer and subject are compared by. */
  readonly der: Uint8Array;
}

/** Short attribute names (RFC 4519 §2, PKCS #9); others print as their OID. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.5", "serialNumber"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
]);

/** Longer values are cut: RFC 5280 appendix A.1 bounds a common name at 64. */
const MAX_SHOWN_CHARACTERS = 128;

/** Read a Name: SEQUENCE OF SET OF SEQUENCE { type, value }. @throws {CertificateError} `CERTIFICATE_MALFORMED` */
export function readName(node: DerNode): DistinguishedName {
  const parts: string[] = [];
  for (const set of expectChildren(node, TAG_SEQUENCE)) {
    const attributes = expectChildren(set, TAG_SET).map(attributeText);
    if (attributes.length === 0) {
      throw new CertificateError("unexpected-structure", "name with an empty part", set.offset);
    }
    parts.push(attributes.join("+"));
  }
  return { text: parts.join(", "), der: node.bytes };
}

function expectChildren(node: DerNode, tag: number): readonly DerNode[] {
  if (node.tag !== tag) throw new CertificateError("unexpected-structure", "not a name", node.offset);
  return node.children;
}

function attributeText(node: DerNode): string {
  const [type, value, surplus] = expectChildren(node, TAG_SEQUENCE);
  if (type?.tag !== TAG_OID || value === undefined || surplus !== undefined) {
    throw new CertificateError("unexpected-structure", "name attribute is not { type, value }", node.offset);
  }
  const oid = oidText(type);
  return `${ATTRIBUTES.get(oid) ?? oid}=${printable(stringText(value))}`;
}

/** Decode any of the directory string types (RFC 5280 §4.1.2.4); other types show as hex. */
export function stringText(node: DerNode): string {
  const content = Buffer.from(node.content.buffer, node.content.byteOffset, node.content.length);
  switch (node.tag) {
    case TAG_UTF8_STRING:
      return content.toString("utf8");
    case TAG_PRINTABLE_STRING:
    case TAG_IA5_STRING:
    case TAG_TELETEX_STRING:
    case contextTag(1, false): // GeneralName: rfc822Name, dNSName, uniformResourceIdentifier are IA5String
    case contextTag(2, false):
    case contextTag(6, false):
      return content.toString("latin1");
    case TAG_BMP_STRING:
      return Buffer.from(content).swap16().toString("utf16le");
    default:
      return `#${content.toString("hex")}`;
  }
}

/** Escape separators, and everything a terminal might obey or hide (control, format and surrogate characters). */
export function printable(text: string): string {
  const shown = text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
  return shown
    .replace(/[\\,+"<>;]/g, (character) => `\\${character}`)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
