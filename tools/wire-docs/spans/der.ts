/** DER as a tree of spans: each value is its tag, its length and its content, down to the strings of names. */
import type { Span } from "../../../src/inspect/index.ts";
import { leaf } from "../../../src/inspect/parts.ts";
import {
  type DerNode,
  oidText,
  readDer,
  TAG_BIT_STRING,
  TAG_BOOLEAN,
  TAG_IA5_STRING,
  TAG_INTEGER,
  TAG_OCTET_STRING,
  TAG_OID,
  TAG_PRINTABLE_STRING,
  TAG_SEQUENCE,
  TAG_SET,
  TAG_UTF8_STRING,
} from "../../../src/tls/der.ts";

const TAGS: ReadonlyMap<number, string> = new Map([
  [TAG_BOOLEAN, "BOOLEAN"],
  [TAG_INTEGER, "INTEGER"],
  [TAG_BIT_STRING, "BIT STRING"],
  [TAG_OCTET_STRING, "OCTET STRING"],
  [TAG_OID, "OBJECT IDENTIFIER"],
  [TAG_UTF8_STRING, "UTF8String"],
  [TAG_PRINTABLE_STRING, "PrintableString"],
  [TAG_IA5_STRING, "IA5String"],
  [TAG_SEQUENCE, "SEQUENCE"],
  [TAG_SET, "SET"],
]);

/** RFC 5280 §4.1.2.4 and §4.2.1. */
const OIDS: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "commonName"],
  ["2.5.4.10", "organizationName"],
  ["2.5.29.15", "keyUsage"],
  ["2.5.29.17", "subjectAltName"],
  ["2.5.29.19", "basicConstraints"],
  ["2.5.29.37", "extKeyUsage"],
  ["1.3.6.1.5.5.7.3.1", "serverAuth"],
]);
/** dNSName of GeneralName (RFC 5280 §4.2.1.6). */
const TAG_DNS_NAME = 0x82;

/** Read one value. @throws {CertificateError} it is none */
export function derSpan(bytes: Uint8Array): Span {
  return spanOf(readDer(bytes), 0);
}

/** @param base offset of the value that the node's own offset counts from */
function spanOf(node: DerNode, base: number): Span {
  const start = base + node.offset;
  const contentStart = start + node.bytes.length - node.content.length;
  const end = start + node.bytes.length;
  const header = [
    leaf("tag", start, start + 1, "tag"),
    leaf("length", start + 1, contentStart, "length", String(node.content.length)),
  ];
  const label = TAGS.get(node.tag) ?? (node.tag === TAG_DNS_NAME ? "dNSName" : `[${node.tag & 0x1f}]`);
  const inner = innerOf(node, base, contentStart);
  if (inner.length > 0) return { kind: "message", start, end, label, text: "", children: [...header, ...inner] };
  const text = textOf(node);
  const value = end > contentStart ? [leaf("value", contentStart, end, "value", text)] : [];
  return { kind: "entry", start, end, label, text, children: [...header, ...value] };
}

/** Values within; the OCTET STRING of an extension has one too (RFC 5280 §4.2). */
function innerOf(node: DerNode, base: number, contentStart: number): Span[] {
  if (node.tag === TAG_OCTET_STRING) return [spanOf(readDer(node.content), contentStart)];
  return node.children.map((child) => spanOf(child, base));
}

/** Numbers of the bits that are set, the first bit 0 (RFC 5280 §4.2.1.3 counts them so). */
function bitsOf(content: Uint8Array): string {
  const bits = Array.from(content.subarray(1), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const set = Array.from(bits, (bit, i) => (bit === "1" ? i : -1)).filter((i) => i >= 0);
  return `bits ${set.join(" and ")} set, the last ${content[0] ?? 0} unused`;
}

function textOf({ tag, content, ...node }: DerNode): string {
  switch (tag) {
    case TAG_OID: {
      const oid = oidText({ ...node, tag, content });
      return OIDS.get(oid) ?? oid;
    }
    case TAG_BOOLEAN:
      return content[0] === 0 ? "FALSE" : "TRUE";
    case TAG_INTEGER:
      return String(content.reduce((sum, byte) => sum * 256 + byte, 0));
    case TAG_UTF8_STRING:
    case TAG_PRINTABLE_STRING:
    case TAG_DNS_NAME:
      return JSON.stringify(new TextDecoder().decode(content));
    case TAG_BIT_STRING:
      return bitsOf(content);
    default:
      return "";
  }
}
