/**
 * Keys and signatures of certificates, through node:crypto: which are strong enough (judged before any is tried), and
 * whether one certificate's key signed another. The bytes verified are exactly those that were parsed.
 */
import { constants, createPublicKey, verify, type KeyObject } from "node:crypto";
import type { AlgorithmIdentifier, Certificate } from "./certificate.ts";
import { contextTag, oidText, readDer, TAG_INTEGER, TAG_NULL, TAG_OID, type DerNode } from "./der.ts";
import { reject, type Rejection } from "./verdict.ts";

/** CA/Browser Forum baseline, NIST SP 800-57: 112 bits of strength. */
const MIN_RSA_BITS = 2048;
/** OpenSSL's own limit; past it a single check is a denial of service. */
const MAX_RSA_BITS = 16_384;
const CURVES: ReadonlySet<string> = new Set(["prime256v1", "secp384r1", "secp521r1"]);

type Digest = "sha256" | "sha384" | "sha512";

/** How a signature is to be verified. */
interface Scheme {
  readonly keyTypes: readonly string[];
  /** null where the scheme has its own (EdDSA). */
  readonly digest: Digest | null;
  /** Set for RSASSA-PSS. */
  readonly saltLength?: number;
}

const RSA = ["rsa"];
const EC = ["ec"];
const RSASSA_PSS = "1.2.840.113549.1.1.10";

/** RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §3. */
const SCHEMES: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ["1.2.840.113549.1.1.11", { keyTypes: RSA, digest: "sha256" }],
  ["1.2.840.113549.1.1.12", { keyTypes: RSA, digest: "sha384" }],
  ["1.2.840.113549.1.1.13", { keyTypes: RSA, digest: "sha512" }],
  ["1.2.840.10045.4.3.2", { keyTypes: EC, digest: "sha256" }],
  ["1.2.840.10045.4.3.3", { keyTypes: EC, digest: "sha384" }],
  ["1.2.840.10045.4.3.4", { keyTypes: EC, digest: "sha512" }],
  ["1.3.101.112", { keyTypes: ["ed25519"], digest: null }],
  ["1.3.101.113", { keyTypes: ["ed448"], digest: null }],
]);

/** Signature algorithms over digests in which collisions are made to order. */
const WEAK_SCHEMES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.1.1.2", "MD2"],
  ["1.2.840.113549.1.1.4", "MD5"],
  ["1.2.840.113549.1.1.5", "SHA-1"],
  ["1.3.14.3.2.29", "SHA-1"],
  ["1.2.840.10040.4.3", "SHA-1"],
  ["1.2.840.10045.4.1", "SHA-1"],
]);

const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/** Judge the algorithm a certificate is signed with; undefined if it will do. */
export function rejectSignatureAlgorithm(certificate: Certificate): Rejection | undefined {
  const { oid } = certificate.signatureAlgorithm;
  const who = certificate.subject.text;
  const weak = WEAK_SCHEMES.get(oid);
  if (weak !== undefined) {
    const remedy = "the robot needs a certificate signed over SHA-256 or better";
    return reject("weak-digest", certificate, `${who} is signed over ${weak}, which can be forged; ${remedy}`);
  }
  if (schemeOf(certificate.signatureAlgorithm) === undefined) {
    const remedy = "supported are RSA, RSASSA-PSS and ECDSA over SHA-256, -384 or -512, and EdDSA";
    return reject("unsupported-signature", certificate, `${who} is signed with algorithm ${oid}; ${remedy}`);
  }
  return undefined;
}

/** Judge a certificate's public key; undefined if it will do. */
export function rejectKey(certificate: Certificate): Rejection | undefined {
  const fault = keyFault(publicKeyOf(certificate), certificate.publicKeyAlgorithm);
  if (fault === undefined) return undefined;
  const remedy = "it needs a certificate with an RSA key of 2048 bits or more, or ECDSA on P-256, P-384 or P-521";
  return reject("weak-key", certificate, `${certificate.subject.text} has ${fault}; ${remedy}`);
}

function keyFault(key: KeyObject | undefined, { parameters }: AlgorithmIdentifier): string | undefined {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = key?.asymmetricKeyDetails ?? {};
  switch (key?.asymmetricKeyType) {
    case "rsa":
    case "rsa-pss":
      if (modulusLength < MIN_RSA_BITS) return `an RSA key of only ${modulusLength} bits`;
      if (modulusLength > MAX_RSA_BITS) return `an RSA key of ${modulusLength} bits, over ${MAX_RSA_BITS}`;
      return publicExponent < 3n ? "an RSA key that signs nothing (exponent under 3)" : undefined;
    case "ec":
      // RFC 5480 §2.1.1: implicitCurve and specifiedCurve "MUST NOT be used"; see CVE-2020-0601 for why
      if (parameters?.[0] !== TAG_OID) return "an EC key that spells out its curve in place of naming it";
      return namedCurve !== undefined && CURVES.has(namedCurve)
        ? undefined
        : `an EC key on curve ${namedCurve ?? "unknown"}, which is not supported`;
    case "ed25519":
    case "ed448":
      return undefined;
    case undefined:
      return "a public key that cannot be read";
    default:
      return `a public key of kind ${key?.asymmetricKeyType ?? "unknown"}, which is not supported`;
  }
}

/**
 * Tell whether `issuer`'s key made the signature on `certificate` (RFC 5280 §6.1.3 (a)(1)). False, not an error, for
 * any key or algorithm that does not fit.
 */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const scheme = schemeOf(certificate.signatureAlgorithm);
  const key = publicKeyOf(issuer);
  // node:crypto goes by the key alone, so an RSA algorithm over an EC key would pass as ECDSA: compare first
  if (scheme === undefined || key?.asymmetricKeyType === undefined) return false;
  if (!scheme.keyTypes.includes(key.asymmetricKeyType)) return false;
  const padding =
    scheme.saltLength === undefined ? {} : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength };
  try {
    return verify(scheme.digest, certificate.tbs, { key, ...padding }, certificate.signature);
  } catch {
    return false; // an oversized key, or PSS parameters that contradict the key's own
  }
}

/** A key is read once per certificate: anchors live long and are asked often. */
const keys = new WeakMap<Certificate, KeyObject | false>();

function publicKeyOf(certificate: Certificate): KeyObject | undefined {
  let key = keys.get(certificate);
  if (key === undefined) {
    try {
      key = createPublicKey({ key: Buffer.from(certificate.spki), format: "der", type: "spki" });
    } catch {
      key = false;
    }
    keys.set(certificate, key);
  }
  return key === false ? undefined : key;
}

function schemeOf({ oid, parameters }: AlgorithmIdentifier): Scheme | undefined {
  if (oid === RSASSA_PSS) return parameters === undefined ? undefined : pssScheme(parameters);
  const scheme = SCHEMES.get(oid);
  // RFC 4055 §5: NULL, or absent, for RSA; RFC 5758 §3.2 and RFC 8410 §3: absent for the others
  const mayBeNull = scheme?.keyTypes === RSA;
  return parameters === undefined || (mayBeNull && parameters[0] === TAG_NULL) ? scheme : undefined;
}

/**
 * RFC 4055 §3.1. Every default is SHA-1, so hash, mask and salt must all be spelt out, and both hashes agree. The trailer
 * has one value, which DER leaves out: there is no fourth field.
 */
function pssScheme(parameters: Uint8Array): Scheme | undefined {
  const fields = readDer(parameters).children;
  const explicit = (number: number): DerNode | undefined =>
    fields.find((field) => field.tag === contextTag(number))?.children[0];
  const digest = digestOf(explicit(0));
  const salt = explicit(2);
  const saltLength = salt?.tag === TAG_INTEGER && salt.content.length === 1 ? salt.content[0] : undefined;
  if (digest === undefined || saltLength === undefined || fields.length > 3) return undefined;
  return digestOf(explicit(1)?.children[1]) === digest
    ? { keyTypes: ["rsa", "rsa-pss"], digest, saltLength }
    : undefined;
}

function digestOf(algorithm: DerNode | undefined): Digest | undefined {
  const oid = algorithm?.children[0];
  return oid?.tag === TAG_OID ? DIGESTS.get(oidText(oid)) : undefined;
}
