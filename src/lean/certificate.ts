/**
 * A certificate as path validation needs it. Its signature and its key are read by OpenSSL, behind `X509Certificate`; the
 * rest, and that there is one way alone to read the bytes, is held here, as strictly as in `tls/certificate.ts`.
 */
import { X509Certificate } from "node:crypto";
import {
  type DerValue,
  membersOf,
  need,
  readDer,
  TAG_BIT_STRING,
  TAG_INTEGER,
  TAG_SEQUENCE,
  TAG_SET,
  TAG_UTC_TIME,
} from "./der.ts";
import { type Extensions, readExtensions } from "./extensions.ts";

/** What is judged. */
export interface LeanCertificate extends Extensions {
  /** Verifies signatures and holds the key. */
  readonly x509: X509Certificate;
  /** SHA-256 of the DER. */
  readonly id: string;
  /** Names as encoded: what they are compared by. */
  readonly subject: Buffer;
  readonly issuer: Buffer;
  /** Validity in milliseconds of Unix time, the last second included. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** AlgorithmIdentifiers as DER, in hex. */
  readonly signatureAlgorithm: string;
  readonly keyAlgorithm: string;
}

/** A robot's certificate is 1–2 KiB; this bounds the work that a hostile one can cause. */
const MAX_CERTIFICATE_BYTES = 32_768;

/** Read one DER certificate; `undefined` for bytes that are none. They are copied. */
export function readCertificate(bytes: Uint8Array): LeanCertificate | undefined {
  try {
    need(bytes.length <= MAX_CERTIFICATE_BYTES);
    const der = Buffer.from(bytes);
    const fields = readTbs(readDer(der));
    const x509 = new X509Certificate(der);
    // Node looks for PEM first, anywhere in the bytes: a certificate may hold another that we would verify in its place
    need(x509.raw.equals(der));
    return { x509, id: x509.fingerprint256, ...fields };
  } catch {
    return undefined; // OpenSSL's refusals and ours
  }
}

/** RFC 5280 §4.1. */
function readTbs(whole: DerValue): Omit<LeanCertificate, "x509" | "id"> {
  const [tbs, outerAlgorithm, signature] = membersOf(whole, TAG_SEQUENCE, /^303003$/) as [DerValue, DerValue, DerValue];
  checkWholeOctets(signature);
  // version, serial, signature, issuer, validity, subject, subjectPublicKeyInfo, unique identifiers, extensions
  const fields = membersOf(tbs, TAG_SEQUENCE, /^(a0)?023030303030(81)?(82)?(a3)?$/);
  const version = fields[0]?.tag === 0xa0 ? readVersion(fields[0]) : 0;
  const serialAt = fields.findIndex(({ tag }) => tag === TAG_INTEGER);
  const [algorithm, issuer, validity, subject, spki] = fields.slice(serialAt + 1) as [
    DerValue,
    DerValue,
    DerValue,
    DerValue,
    DerValue,
  ];
  const signatureAlgorithm = readAlgorithm(algorithm);
  // RFC 5280 §4.1.1.2: "This field MUST contain the same algorithm identifier as the signature field in tbsCertificate"
  need(signatureAlgorithm === readAlgorithm(outerAlgorithm));
  const [notBefore, notAfter] = membersOf(validity, TAG_SEQUENCE, /^(17|18){2}$/) as [DerValue, DerValue];
  const [keyAlgorithm, key] = membersOf(spki, TAG_SEQUENCE, /^3003$/) as [DerValue, DerValue];
  checkWholeOctets(key);
  const wrapped = fields.at(-1);
  const hasExtensions = wrapped?.tag === 0xa3;
  need(!hasExtensions || version === 2);
  return {
    subject: readName(subject),
    issuer: readName(issuer),
    notBeforeMs: readTime(notBefore),
    notAfterMs: readTime(notAfter),
    signatureAlgorithm,
    keyAlgorithm: readAlgorithm(keyAlgorithm),
    ...(hasExtensions ? readExtensions(membersOf(wrapped, 0xa3, /^30$/)[0]) : undefined),
  };
}

/** 0 to 2 for the versions 1 to 3. */
function readVersion(wrapped: DerValue): number {
  const { length, 0: version = 3 } = (membersOf(wrapped, 0xa0, /^02$/)[0] as DerValue).content;
  need(length === 1 && version < 3);
  return version;
}

function readAlgorithm(node: DerValue): string {
  membersOf(node, TAG_SEQUENCE, /^06(..)?$/);
  return node.bytes.toString("hex");
}

/** SEQUENCE OF SET OF SEQUENCE { type, value }. */
function readName(node: DerValue): Buffer {
  for (const part of membersOf(node, TAG_SEQUENCE, /^(31)*$/)) {
    for (const attribute of membersOf(part, TAG_SET, /^(30)+$/)) membersOf(attribute, TAG_SEQUENCE, /^06..$/);
  }
  return node.bytes;
}

/** Keys and signatures are whole octets. */
function checkWholeOctets({ tag, content }: DerValue): void {
  need(tag === TAG_BIT_STRING && content[0] === 0);
}

/** RFC 5280 §4.1.2.5: UTCTime (two-digit year, 1950–2049) or GeneralizedTime, both to the second and in Zulu. */
function readTime({ tag, content }: DerValue): number {
  const text = content.toString("latin1");
  const digits = tag === TAG_UTC_TIME ? (text < "5" ? "20" : "19") + text : text;
  const ms = Date.parse(digits.replace(/^(....)(..)(..)(..)(..)/, "$1-$2-$3T$4:$5:"));
  // Date takes 31 February for a day of March, so only a time that prints as it was read is one
  need(new Date(ms).toISOString().replace(/[-:T]|\.000/g, "") === digits);
  return ms;
}
