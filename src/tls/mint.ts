/**
 * Mint certificates: an authority, and what it signs, for the embedded robot and for tests, faults included. Loads all
 * of node-forge, so nothing on the way to a robot imports it; it is reached as `spotwire/tls/mint` alone. Forge knows RSA
 * alone: it assembles the parts that have nothing to do with keys, and node:crypto makes keys and signs.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import forge from "node-forge";
import { mintEcKey, type MintKeyType, mintPrivateKey } from "./mint-key.ts";

export { type MintKeyType, mintPrivateKey } from "./mint-key.ts";

/** A certificate and the key it certifies. */
export interface MintedCertificate {
  readonly certificatePem: string;
  /** PKCS #8, not encrypted. Keep it out of logs. */
  readonly privateKeyPem: string;
}

/** Digests to sign over. MD5 and SHA-1 exist to test that they are refused. */
export type MintDigest = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

/** Key usages by their RFC 5280 §4.2.1.3 names. */
export type MintKeyUsage =
  | "digitalSignature"
  | "nonRepudiation"
  | "keyEncipherment"
  | "dataEncipherment"
  | "keyAgreement"
  | "keyCertSign"
  | "cRLSign";

/** What goes into a certificate. Defaults differ for an authority and an end entity where two are given. */
export interface MintOptions {
  readonly commonName: string;
  /** Organisation (O); default none. */
  readonly organization?: string;
  /** First valid instant; default one hour ago, for clocks that lag. */
  readonly notBefore?: Date;
  /** Last valid second; default ten years from now for a root, one year otherwise. */
  readonly notAfter?: Date;
  /** basicConstraints cA; `null` leaves the extension out. Default true for an authority, else false. */
  readonly isCa?: boolean | null;
  /** pathLenConstraint; default none. */
  readonly pathLen?: number;
  /**
   * Critical keyUsage; `null` leaves it out. Default keyCertSign and cRLSign for an authority; digitalSignature for an
   * end entity, with keyEncipherment where its key is RSA.
   */
  readonly keyUsage?: readonly MintKeyUsage[] | null;
  /** OIDs of extKeyUsage; `null` leaves it out. Default none for an authority, else serverAuth. */
  readonly extendedKeyUsage?: readonly string[] | null;
  /** DNS names of subjectAltName; default none for an authority, else `*.spot.robot` and `spot.robot`. */
  readonly dnsNames?: readonly string[];
  /** IP addresses of subjectAltName; default none. */
  readonly ipAddresses?: readonly string[];
  /** OIDs to add as critical extensions with a NULL in them; default none. */
  readonly criticalExtensions?: readonly string[];
  /** Default `sha256`. An issuer with an EC key has no `md5`. */
  readonly digest?: MintDigest;
  /** Of the new key; default `rsa`. */
  readonly keyType?: MintKeyType;
  /** RSA modulus in bits, 1024 to 8192; default 2048. Nothing to an EC key. */
  readonly keyBits?: number;
  /** Certify this PKCS #8 key, RSA or EC, in place of a new one: saves the time to generate it. */
  readonly privateKeyPem?: string;
}

/** Something that can sign certificates. */
export interface Authority extends MintedCertificate {
  /** Sign an end-entity certificate. */
  issue(options: MintOptions): Promise<MintedCertificate>;
  /** Sign a subordinate authority, an intermediate. */
  issueAuthority(options: MintOptions): Promise<Authority>;
}

const DAY_MS = 86_400_000;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
/** RFC 5280 §4.1.2.2 allows 20 octets; 16 random ones are unique. */
const SERIAL_BYTES = 16;

/** Signature algorithms of RSA, with NULL for parameters (RFC 4055 §5, RFC 3279 §2.2.1). */
const RSA_SIGNATURES: Readonly<Record<MintDigest, string>> = {
  md5: "1.2.840.113549.1.1.4",
  sha1: "1.2.840.113549.1.1.5",
  sha256: "1.2.840.113549.1.1.11",
  sha384: "1.2.840.113549.1.1.12",
  sha512: "1.2.840.113549.1.1.13",
};
/** Those of ECDSA, without parameters (RFC 5758 §3.2). */
const ECDSA_SIGNATURES: Readonly<Partial<Record<MintDigest, string>>> = {
  sha1: "1.2.840.10045.4.1",
  sha256: "1.2.840.10045.4.3.2",
  sha384: "1.2.840.10045.4.3.3",
  sha512: "1.2.840.10045.4.3.4",
};

/**
 * Mint a root authority, self-signed.
 * @throws {RangeError} `keyBits` is out of range, `notAfter` precedes `notBefore`, or `digest` is not for such a key
 * @example
 * ```ts
 * const authority = await mintAuthority({ commonName: "My robots" });
 * const { certificatePem, privateKeyPem } = await authority.issue({ commonName: "sim.spot.robot" });
 * ```
 */
export function mintAuthority(options: MintOptions): Promise<Authority> {
  return mintAuthorityBy(undefined, { notAfter: daysFromNow(3650), ...options });
}

/** Mint an end-entity certificate that nobody but itself vouches for. @throws {RangeError} as `mintAuthority` */
export function mintSelfSigned(options: MintOptions): Promise<MintedCertificate> {
  return mintEndEntity(options);
}

const AUTHORITY_DEFAULTS: Partial<MintOptions> = {
  isCa: true,
  keyUsage: ["keyCertSign", "cRLSign"],
  extendedKeyUsage: null,
  dnsNames: [],
};

const END_ENTITY_DEFAULTS: Partial<MintOptions> = {
  isCa: false,
  extendedKeyUsage: [SERVER_AUTH],
  dnsNames: ["*.spot.robot", "spot.robot"],
};

/** What the certificates an authority signs take over from it. */
interface Issuer {
  readonly subject: forge.pki.CertificateField[];
  readonly key: CertifiedKey;
}

/** A certificate's key. */
interface CertifiedKey {
  readonly privateKeyPem: string;
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo. */
  readonly info: forge.asn1.Asn1;
  /** SHA-1 of its bits (RFC 5280 §4.2.1.2), one character a byte as forge has it. */
  readonly id: string;
}

async function mintAuthorityBy(issuer: Issuer | undefined, options: MintOptions): Promise<Authority> {
  const key = await keyFor(options);
  const self: Issuer = { subject: subjectAttributes(options), key };
  return {
    ...certify({ ...AUTHORITY_DEFAULTS, ...options }, key, issuer),
    issue: (leaf) => mintEndEntity(leaf, self),
    issueAuthority: (subordinate) => mintAuthorityBy(self, subordinate),
  };
}

async function mintEndEntity(options: MintOptions, issuer?: Issuer): Promise<MintedCertificate> {
  return certify({ ...END_ENTITY_DEFAULTS, ...options }, await keyFor(options), issuer);
}

async function keyFor({ keyType = "rsa", keyBits, ...options }: MintOptions): Promise<CertifiedKey> {
  const privateKeyPem = options.privateKeyPem ?? (await (keyType === "rsa" ? mintPrivateKey(keyBits) : mintEcKey()));
  const privateKey = createPrivateKey(privateKeyPem);
  const publicBytes = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const info = forge.asn1.fromDer(publicBytes.toString("latin1"));
  const [, bits] = info.value as { bitStringContents?: string }[]; // @types/node-forge does not know of it
  const unpadded = (bits?.bitStringContents ?? "").slice(1);
  const id = createHash("sha1").update(unpadded, "latin1").digest("binary");
  return { privateKeyPem, privateKey, info, id };
}

/** Assemble one certificate and sign it, with its own key where there is no issuer. */
function certify(options: MintOptions, key: CertifiedKey, issuer?: Issuer): MintedCertificate {
  const { notBefore = new Date(Date.now() - 3_600_000), notAfter = daysFromNow(365), digest = "sha256" } = options;
  if (notAfter < notBefore) throw new RangeError("mint: notAfter precedes notBefore");
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = `01${randomBytes(SERIAL_BYTES).toString("hex")}`; // leading 01 keeps it positive
  certificate.validity = { notBefore, notAfter };
  const subject = subjectAttributes(options);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer?.subject ?? subject);
  certificate.setExtensions(extensions({ keyUsage: usageOf(key.privateKey), ...options }, key, issuer));

  const { privateKey: signingKey } = issuer?.key ?? key;
  const algorithm = signatureAlgorithm(signingKey, digest);
  const signed = toBeSigned(certificate, algorithm, key.info);
  const bytes = Buffer.from(forge.asn1.toDer(signed).getBytes(), "latin1");
  const signature = bitString(sign(digest, bytes, signingKey).toString("latin1"));
  const body = forge.asn1.toDer(sequence([signed, algorithm, signature])).getBytes();
  const pem = forge.pem.encode({ type: "CERTIFICATE", body });
  return { certificatePem: pem.replaceAll("\r\n", "\n"), privateKeyPem: key.privateKeyPem };
}

/** RFC 8813 §3: the key of a curve enciphers nothing. */
function usageOf(key: KeyObject): readonly MintKeyUsage[] {
  return key.asymmetricKeyType === "rsa" ? ["digitalSignature", "keyEncipherment"] : ["digitalSignature"];
}

/** AlgorithmIdentifier of what an issuer's key signs. */
function signatureAlgorithm(issuerKey: KeyObject, digest: MintDigest): forge.asn1.Asn1 {
  const isRsa = issuerKey.asymmetricKeyType === "rsa";
  const oid = (isRsa ? RSA_SIGNATURES : ECDSA_SIGNATURES)[digest];
  if (oid === undefined) throw new RangeError(`mint: no EC key signs over ${digest}`);
  const id = primitive(forge.asn1.Type.OID, forge.asn1.oidToDer(oid).getBytes());
  return sequence(isRsa ? [id, primitive(forge.asn1.Type.NULL, "")] : [id]);
}

/**
 * The part of a certificate that is signed. forge writes it for RSA, and only while it signs: it is given a key that is
 * none and a signature that is none, and what it wrote of both is put right (RFC 5280 §4.1.2.3, §4.1.2.7).
 */
function toBeSigned(
  certificate: forge.pki.Certificate,
  algorithm: forge.asn1.Asn1,
  keyInfo: forge.asn1.Asn1,
): forge.asn1.Asn1 {
  const { ONE } = forge.jsbn.BigInteger;
  certificate.publicKey = forge.pki.setRsaPublicKey(ONE, ONE);
  const noKey: Pick<forge.pki.rsa.PrivateKey, "sign"> = { sign: () => "" };
  certificate.sign(noKey as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  const parts = [...(certificate.tbsCertificate.value as forge.asn1.Asn1[])];
  parts[2] = algorithm;
  parts[6] = keyInfo;
  return sequence(parts);
}

function sequence(parts: forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.SEQUENCE, true, parts);
}

function primitive(type: forge.asn1.Type, bytes: string): forge.asn1.Asn1 {
  return forge.asn1.create(forge.asn1.Class.UNIVERSAL, type, false, bytes);
}

/** Whole bytes: no bit of the last is unused. */
function bitString(bytes: string): forge.asn1.Asn1 {
  return primitive(forge.asn1.Type.BITSTRING, `\0${bytes}`);
}

function subjectAttributes({ commonName, organization }: MintOptions): forge.pki.CertificateField[] {
  const attribute = (shortName: string, value: string): forge.pki.CertificateField => ({
    shortName,
    value,
    // @types/node-forge has this as a tag class; forge wants the tag number of the string type
    valueTagClass: forge.asn1.Type.UTF8 as unknown as forge.asn1.Class,
  });
  const name = attribute("CN", commonName);
  return organization === undefined ? [name] : [attribute("O", organization), name];
}

/** forge reads each KeyUsage or extKeyUsage flag as a property of its own. */
function extensions(options: MintOptions, { id }: CertifiedKey, issuer: Issuer | undefined): Record<string, unknown>[] {
  const {
    isCa,
    pathLen,
    keyUsage,
    extendedKeyUsage,
    dnsNames = [],
    ipAddresses = [],
    criticalExtensions = [],
  } = options;
  const list: Record<string, unknown>[] = [
    { name: "subjectKeyIdentifier", value: primitive(forge.asn1.Type.OCTETSTRING, id) },
  ];
  if (issuer !== undefined) list.push({ name: "authorityKeyIdentifier", keyIdentifier: issuer.key.id });
  if (typeof isCa === "boolean") {
    const limit = pathLen === undefined ? {} : { pathLenConstraint: pathLen };
    list.push({ name: "basicConstraints", critical: true, cA: isCa, ...limit });
  }
  if (keyUsage != null) list.push({ name: "keyUsage", critical: true, ...flags(keyUsage) });
  if (extendedKeyUsage != null) list.push({ name: "extKeyUsage", ...flags(extendedKeyUsage.map(forgeName)) });
  // RFC 5280 §4.2.1.6, GeneralName: dNSName [2], iPAddress [7]
  const altNames = [...dnsNames.map((value) => ({ type: 2, value })), ...ipAddresses.map((ip) => ({ type: 7, ip }))];
  if (altNames.length > 0) list.push({ name: "subjectAltName", altNames });
  const nullValue = primitive(forge.asn1.Type.NULL, "");
  for (const oid of criticalExtensions) list.push({ id: oid, critical: true, value: nullValue });
  return list;
}

/** forge takes a purpose it knows by its name only, others by OID; its table maps both ways. */
function forgeName(oid: string): string {
  return forge.pki.oids[oid] ?? oid;
}

function flags(names: readonly string[]): Record<string, true> {
  return Object.fromEntries(names.map((name) => [name, true]));
}

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}
