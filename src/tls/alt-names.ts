/** The alternative names of a certificate's subject, as text for people. No verdict depends on them. */
import type { Certificate } from "./certificate.ts";
import { contextTag, type DerNode } from "./der.ts";
import { printable, stringText } from "./name.ts";

/** List a certificate's alternative names (RFC 5280 §4.2.1.6): `DNS:*.spot.robot`, `IP:192.168.80.3`. */
export function subjectAltNames({ subjectAltName }: Certificate): string[] {
  return (subjectAltName?.children ?? []).map(generalName);
}

function generalName(node: DerNode): string {
  switch (node.tag) {
    case contextTag(1, false):
      return `email:${printable(stringText(node))}`;
    case contextTag(2, false):
      return `DNS:${printable(stringText(node))}`;
    case contextTag(6, false):
      return `URI:${printable(stringText(node))}`;
    case contextTag(7, false):
      return `IP:${ipText(node.content)}`;
    default:
      return `other:[${node.tag & 0x1f}]`;
  }
}

function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/(.{4})(?=.)/g, "$1:");
}
