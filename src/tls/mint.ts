/**
 * Mint certificates: an authority, and what it signs, for the embedded robot and for tests, faults included. Loads all
 * of node-forge, so nothing on the way to a robot imports it; it is reached as `spotwire/tls/mint` alone. RSA only.
 */
import { createPublicKey, generateKeyPair, randomBytes, sign } from "node:crypto";
import { promisify } from "node:util";
import forge from "node-forge";

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
   * Critical keyUsage; `null` leaves it out. Default keyCertSign and cRLSign for an authority, digitalSignature and
   * keyEncipherment for an end entity.
   */
  readonly keyUsage?: readonly MintKeyUsage[] | null;
  /** OIDs of extKeyUsage; `null` leaves it out. Default none for an authority, else serverAuth. */
  readonly extendedKeyUsage?: readonly string[] | null;
  /** DNS names of subjectAltName; default none for an authority, else `*.spot.robot` and `spot.robot`. */
  readonly dnsNames?: readonly string[];
  /** OIDs to add as critical extensions with a NULL in them; default none. */
  readonly criticalExtensions?: readonly string[];
  /** Default `sha256`. */
  readonly digest?: MintDigest;
  /** RSA modulus in bits, 1024 to 8192; default 2048. */
  readonly keyBits?: number;
  /** Certify this PKCS #8 RSA key in place of a new one: saves the time to generate it. */
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
const DEFAULT_KEY_BITS = 2048;
/** RFC 5280 §4.1.2.2 allows 20 octets; 16 random ones are unique. */
const SERIAL_BYTES = 16;

/**
 * Mint a root authority, self-signed.
 * @throws {RangeError} `keyBits` is out of range, or `notAfter` precedes `notBefore`
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
  return mint({ ...END_ENTITY_DEFAULTS, ...options });
}

/** Generate an RSA key, PKCS #8 PEM, to share among certificates. @throws {RangeError} `bits` is out of range */
export async function mintPrivateKey(bits: number = DEFAULT_KEY_BITS): Promise<string> {
  if (!Number.isInteger(bits) || bits < 1024 || bits > 8192) {
    throw new RangeError("mintPrivateKey: bits is not a whole number from 1024 to 8192");
  }
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: bits,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return privateKey;
}

const AUTHORITY_DEFAULTS: Partial<MintOptions> = {
  isCa: true,
  keyUsage: ["keyCertSign", "cRLSign"],
  extendedKeyUsage: null,
  dnsNames: [],
};

const END_ENTITY_DEFAULTS: Partial<MintOptions> = {
  isCa: false,
  keyUsage: ["digitalSignature", "keyEncipherment"],
  extendedKeyUsage: [SERVER_AUTH],
  dnsNames: ["*.spot.robot", "spot.robot"],
};

/** What the certificates an authority signs take over from it. */
interface Issuer {
  readonly subject: forge.pki.CertificateField[];
  /** Its subjectKeyIdentifier, one character a byte as forge has it. */
  readonly keyId: string;
  readonly privateKeyPem: string;
}

async function mintAuthorityBy(issuer: Issuer | undefined, options: MintOptions): Promise<Authority> {
  const minted = await mint({ ...AUTHORITY_DEFAULTS, ...options }, issuer);
  const self: Issuer = {
    subject: subjectAttributes(options),
    keyId: publicKeyOf(minted.privateKeyPem).keyId,
    privateKeyPem: minted.privateKeyPem,
  };
  return {
    ...minted,
    issue: (leaf) => mint({ ...END_ENTITY_DEFAULTS, ...leaf }, self),
    issueAuthority: (subordinate) => mintAuthorityBy(self, subordinate),
  };
}

/** Assemble one certificate and sign it, with its own key where there is no issuer. */
async function mint(options: MintOptions, issuer?: Issuer): Promise<MintedCertificate> {
  const { notBefore = new Date(Date.now() - 3_600_000), notAfter = daysFromNow(365), digest = "sha256" } = options;
  if (notAfter < notBefore) throw new RangeError("mint: notAfter precedes notBefore");
  const privateKeyPem = options.privateKeyPem ?? (await mintPrivateKey(options.keyBits));
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = `01${randomBytes(SERIAL_BYTES).toString("hex")}`; // leading 01 keeps it positive
  certificate.publicKey = publicKeyOf(privateKeyPem).key;
  certificate.validity = { notBefore, notAfter };
  const subject = subjectAttributes(options);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer?.subject ?? subject);
  certificate.setExtensions(extensions(options, issuer));
  certificate.sign(signer(certificate, issuer?.privateKeyPem ?? privateKeyPem, digest), forge.md[digest].create());
  return { certificatePem: forge.pki.certificateToPem(certificate).replaceAll("\r\n", "\n"), privateKeyPem };
}

function publicKeyOf(privateKeyPem: string): { key: forge.pki.rsa.PublicKey; keyId: string } {
  const spki = createPublicKey(privateKeyPem).export({ type: "spki", format: "pem" }).toString();
  const key = forge.pki.publicKeyFromPem(spki);
  const keyId = forge.pki.getPublicKeyFingerprint(key, { type: "RSAPublicKey" }).getBytes();
  return { key, keyId };
}

/** forge assembles the certificate and calls this to sign it; node:crypto does so many times faster. */
function signer(
  certificate: forge.pki.Certificate,
  privateKeyPem: string,
  digest: MintDigest,
): forge.pki.rsa.PrivateKey {
  const key: Pick<forge.pki.rsa.PrivateKey, "sign"> = {
    sign: () => {
      const tbs = forge.asn1.toDer(certificate.tbsCertificate).getBytes();
      return sign(digest, Buffer.from(tbs, "latin1"), privateKeyPem).toString("latin1");
    },
  };
  return key as forge.pki.rsa.PrivateKey;
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
function extensions(options: MintOptions, issuer: Issuer | undefined): Record<string, unknown>[] {
  const { isCa, pathLen, keyUsage, extendedKeyUsage, dnsNames = [], criticalExtensions = [] } = options;
  const list: Record<string, unknown>[] = [{ name: "subjectKeyIdentifier" }];
  if (issuer !== undefined) list.push({ name: "authorityKeyIdentifier", keyIdentifier: issuer.keyId });
  if (typeof isCa === "boolean") {
    const limit = pathLen === undefined ? {} : { pathLenConstraint: pathLen };
    list.push({ name: "basicConstraints", critical: true, cA: isCa, ...limit });
  }
  if (keyUsage != null) list.push({ name: "keyUsage", critical: true, ...flags(keyUsage) });
  if (extendedKeyUsage != null) list.push({ name: "extKeyUsage", ...flags(extendedKeyUsage.map(forgeName)) });
  if (dnsNames.length > 0) {
    const DNS_NAME = 2; // RFC 5280 §4.2.1.6, GeneralName dNSName [2]
    list.push({ name: "subjectAltName", altNames: dnsNames.map((value) => ({ type: DNS_NAME, value })) });
  }
  const nullValue = forge.asn1.create(forge.asn1.Class.UNIVERSAL, forge.asn1.Type.NULL, false, "");
  for (const id of criticalExtensions) list.push({ id, critical: true, value: nullValue });
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
