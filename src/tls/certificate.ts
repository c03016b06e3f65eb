/**
 * An X.509 certificate (RFC 5280 §4.1) as a plain record: everything path validation and a person reading about it
 * need, nothing judged. Malformed bytes are refused, each fault with its own reason; nothing is repaired.
 */
import { createHash } from "node:crypto";
import {
  contextTag,
  oidText,
  readDer,
  TAG_BIT_STRING,
  TAG_GENERALIZED_TIME,
  TAG_INTEGER,
  TAG_OID,
  TAG_SEQUENCE,
  TAG_UTC_TIME,
  type DerNode,
} from "./der.ts";
import { CertificateError } from "./errors.ts";
import { NO_EXTENSIONS, readExtensions, type Extensions } from "./extensions.ts";
import { readName, type DistinguishedName } from "./name.ts";

/** RFC 5280 §4.1.1.2. */
export interface AlgorithmIdentifier {
  /** Dotted, for example `1.2.840.113549.1.1.11` (sha256WithRSAEncryption). */
  readonly oid: string;
  /** Parameters as DER, undefined where absent. */
  readonly parameters: Uint8Array | undefined;
}

/** One certificate. Byte fields are views on `der`, which is a copy the record owns: do not write to them. */
export interface Certificate extends Extensions {
  readonly der: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Lower-case hex without the sign octet. */
  readonly serial: string;
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** First valid millisecond of Unix time. */
  readonly notBeforeMs: number;
  /** The last valid second, in milliseconds of Unix time; valid through that instant (RFC 5280 §4.1.2.5). */
  readonly notAfterMs: number;
  /** SubjectPublicKeyInfo as DER. */
  readonly spki: Uint8Array;
  /** Kind of the public key; of an EC key, the parameters name its curve. */
  readonly publicKeyAlgorithm: AlgorithmIdentifier;
  /** TBSCertificate as DER: the bytes the signature covers. */
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** SHA-256 of `der`, 64 upper-case hex digits: what `openssl x509 -fingerprint -sha256` prints, without colons. */
  readonly fingerprint: string;
}

/** A robot's certificate is 1–2 KiB; this much holds any honest one and bounds the work a hostile one can cause. */
export const MAX_CERTIFICATE_BYTES = 32_768;

/**
 * Parse one DER certificate; `bytes` are copied.
 * @throws {CertificateError} `CERTIFICATE_MALFORMED`, with `reason` and, where there is one, `offset`
 * @see RFC 5280 §4.1
 */
export function parseCertificate(bytes: Uint8Array): Certificate {
  if (bytes.length > MAX_CERTIFICATE_BYTES) {
    throw new CertificateError("too-large", `${bytes.length} bytes, over the limit of ${MAX_CERTIFICATE_BYTES}`);
  }
  const der = Uint8Array.from(bytes);
  const whole = readDer(der);
  if (whole.tag !== TAG_SEQUENCE) throw new CertificateError("unexpected-structure", "not a SEQUENCE", 0);
  const outer = new Fields(whole, "certificate");
  const tbs = outer.take(TAG_SEQUENCE);
  const signatureAlgorithm = readAlgorithm(outer.take(TAG_SEQUENCE));
  const signature = readBits(outer.take(TAG_BIT_STRING));
  outer.end();
  return {
    der,
    ...readTbs(tbs, signatureAlgorithm),
    tbs: tbs.bytes,
    signatureAlgorithm,
    signature,
    fingerprint: createHash("sha256").update(der).digest("hex").toUpperCase(),
  };
}

type TbsFields = Omit<Certificate, "der" | "tbs" | "signatureAlgorithm" | "signature" | "fingerprint">;

/** RFC 5280 §4.1, TBSCertificate, in the order of its fields. */
function readTbs(tbs: DerNode, outerAlgorithm: AlgorithmIdentifier): TbsFields {
  const fields = new Fields(tbs, "tbsCertificate");
  const version = readVersion(fields.optional(contextTag(0)));
  const serial = serialText(fields.take(TAG_INTEGER));
  const algorithm = fields.take(TAG_SEQUENCE);
  // RFC 5280 §4.1.1.2: "This field MUST contain the same algorithm identifier as the signature field in tbsCertificate"
  if (!sameAlgorithm(readAlgorithm(algorithm), outerAlgorithm)) {
    throw new CertificateError("algorithm-mismatch", "two different signature algorithms", algorithm.offset);
  }
  const issuer = readName(fields.take(TAG_SEQUENCE));
  const validity = new Fields(fields.take(TAG_SEQUENCE), "validity");
  const notBeforeMs = readTime(validity.take());
  const notAfterMs = readTime(validity.take());
  validity.end();
  const subject = readName(fields.take(TAG_SEQUENCE));
  const spki = fields.take(TAG_SEQUENCE);
  const publicKeyAlgorithm = readPublicKeyAlgorithm(spki);
  fields.optional(contextTag(1, false)); // issuerUniqueID, subjectUniqueID: RFC 5280 §4.1.2.8 tells us not to use them
  fields.optional(contextTag(2, false));
  const wrapped = fields.optional(contextTag(3));
  fields.end();
  return {
    version,
    serial,
    subject,
    issuer,
    notBeforeMs,
    notAfterMs,
    spki: spki.bytes,
    publicKeyAlgorithm,
    ...(wrapped === undefined ? NO_EXTENSIONS : readWrappedExtensions(wrapped, version)),
  };
}

function readVersion(wrapped: DerNode | undefined): 1 | 2 | 3 {
  if (wrapped === undefined) return 1;
  const inner = new Fields(wrapped, "version");
  const { content } = inner.take(TAG_INTEGER);
  inner.end();
  const number = content.length === 1 ? (content[0] ?? 0) + 1 : 0;
  if (number === 1 || number === 2 || number === 3) return number;
  throw new CertificateError("unsupported-version", "version is none of 1, 2, 3", wrapped.offset);
}

function readWrappedExtensions(wrapped: DerNode, version: number): Extensions {
  if (version !== 3) {
    throw new CertificateError("unsupported-version", `extensions in version ${version}`, wrapped.offset);
  }
  const inner = new Fields(wrapped, "extensions");
  const list = inner.take(TAG_SEQUENCE);
  inner.end();
  return readExtensions(list);
}

/** Check the shape only; whether the key is usable is node:crypto's to say, when a path needs it. */
function readPublicKeyAlgorithm(spki: DerNode): AlgorithmIdentifier {
  const fields = new Fields(spki, "subjectPublicKeyInfo");
  const algorithm = readAlgorithm(fields.take(TAG_SEQUENCE));
  readBits(fields.take(TAG_BIT_STRING));
  fields.end();
  return algorithm;
}

function readAlgorithm(node: DerNode): AlgorithmIdentifier {
  const fields = new Fields(node, "AlgorithmIdentifier");
  const oid = oidText(fields.take(TAG_OID));
  const parameters = fields.any()?.bytes;
  fields.end();
  return { oid, parameters };
}

function sameAlgorithm(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  return a.oid === b.oid && Buffer.compare(a.parameters ?? new Uint8Array(), b.parameters ?? new Uint8Array()) === 0;
}

/** Keys and signatures are whole octets. */
function readBits(node: DerNode): Uint8Array {
  if (node.content[0] !== 0) throw new CertificateError("bad-value", "BIT STRING of odd bits", node.offset);
  return node.content.subarray(1);
}

function serialText({ content }: DerNode): string {
  const digits = Buffer.from(content).toString("hex");
  return content.length > 1 && content[0] === 0 ? digits.slice(2) : digits;
}

/** RFC 5280 §4.1.2.5: UTCTime (two-digit year, 1950–2049) or GeneralizedTime, both to the second and in Zulu. */
function readTime(node: DerNode): number {
  const text = Buffer.from(node.content).toString("latin1");
  const match =
    node.tag === TAG_UTC_TIME
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : node.tag === TAG_GENERALIZED_TIME
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
        : null;
  const [, yearDigits = "", month = "", day = "", hour = "", minute = "", second = ""] = match ?? [];
  const century = yearDigits.length === 4 ? "" : Number(yearDigits) >= 50 ? "19" : "20";
  const iso = `${century}${yearDigits}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const ms = Date.parse(iso);
  // Date takes 31 February for a day of March, so only a time that prints as it was read is one
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== iso) {
    throw new CertificateError("bad-time", `not a time: ${JSON.stringify(text.slice(0, 20))}`, node.offset);
  }
  return ms;
}

/** The members of a SEQUENCE, taken in order; one that is missing, of another type or left over is a fault. */
class Fields {
  readonly #node: DerNode;
  readonly #what: string;
  #next = 0;

  constructor(node: DerNode, what: string) {
    this.#node = node;
    this.#what = what;
  }

  any(): DerNode | undefined {
    return this.#node.children[this.#next++];
  }

  /** Take the next member, of this type if one is given. */
  take(tag?: number): DerNode {
    const node = this.any();
    if (node === undefined || (tag !== undefined && node.tag !== tag)) this.#refuse(node);
    return node;
  }

  optional(tag: number): DerNode | undefined {
    return this.#node.children[this.#next]?.tag === tag ? this.any() : undefined;
  }

  end(): void {
    const surplus = this.any();
    if (surplus !== undefined) this.#refuse(surplus);
  }

  #refuse(found: DerNode | undefined): never {
    const what = found === undefined ? "missing" : `tag 0x${found.tag.toString(16)}, which does not belong there`;
    const detail = `${this.#what}: member ${this.#next} is ${what}`;
    throw new CertificateError("unexpected-structure", detail, (found ?? this.#node).offset);
  }
}
