/**
 * Certificates of every shape, sound and unsound, for the matrix: written field by field, so that a fault can be put
 * anywhere, with keys of every kind, each generated once. Knows nothing of `src/`.
 */
import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  type RSAPSSKeyPairKeyObjectOptions,
  sign,
  type SignKeyObjectInput,
} from "node:crypto";
import { bits, bool, int, nothing, octets, oid, seq, tlv } from "./der-writer.ts";

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from then on. */
function time(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

// --- Names ---

/** A name of one common name, UTF8String unless another string type is asked for. */
export function commonName(text: string, stringTag = 0x0c): Buffer {
  return text === "" ? seq() : seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(stringTag, Buffer.from(text)))));
}

// --- Keys ---

/** A key pair of the tests. */
export interface Key {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** What a certificate holds; differs from the key's own encoding where a test wants it so. */
  readonly spki: Buffer;
}

export type KeyKind =
  | "P-256"
  | "P-384"
  | "P-521"
  | "P-224"
  | "secp256k1"
  | "brainpoolP256r1"
  | "P-256 spelt out"
  | "ed25519"
  | "ed448"
  | "rsa1024"
  | "rsa2040"
  | "rsa2048"
  | "rsa3072"
  | "rsa-pss"
  | "dsa2048";

const keys = new Map<string, Key>();

/** The key of a role, always the same one in one run. */
export function key(role: string, kind: KeyKind = "P-256"): Key {
  const name = `${kind} ${role}`;
  const made = keys.get(name) ?? generate(kind);
  keys.set(name, made);
  return made;
}

function generate(kind: KeyKind): Key {
  const pair = generatePair(kind);
  return { ...pair, spki: pair.publicKey.export({ type: "spki", format: "der" }) };
}

function generatePair(kind: KeyKind): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (kind) {
    case "ed25519":
      return generateKeyPairSync("ed25519");
    case "ed448":
      return generateKeyPairSync("ed448");
    case "rsa-pss":
      // @types/node takes the salt's length for a string; Node wants a number
      return generateKeyPairSync("rsa-pss", {
        modulusLength: 2048,
        hashAlgorithm: "sha256",
        mgf1HashAlgorithm: "sha256",
        saltLength: 32,
      } as unknown as RSAPSSKeyPairKeyObjectOptions);
    case "dsa2048":
      return generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 });
    case "P-256 spelt out":
      return generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" });
    case "rsa1024":
    case "rsa2040":
    case "rsa2048":
    case "rsa3072":
      return generateKeyPairSync("rsa", { modulusLength: Number(kind.slice(3)) });
    default:
      return generateKeyPairSync("ec", { namedCurve: kind });
  }
}

// --- Signature algorithms ---

/** How a certificate is signed: what it says, and what is done. */
export interface Scheme {
  readonly algorithm: Buffer;
  readonly digest: string | null;
  readonly padding?: Pick<SignKeyObjectInput, "padding" | "saltLength">;
}

const rsa = (arc: number, digest: string): Scheme => ({
  algorithm: seq(oid(`1.2.840.113549.1.1.${arc}`), nothing),
  digest,
});
const ecdsa = (arcs: string, digest: string): Scheme => ({ algorithm: seq(oid(`1.2.840.10045.4.${arcs}`)), digest });

const HASH_OIDS = {
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const;
type Hash = keyof typeof HASH_OIDS;

/** RFC 4055 §3.1, with another digest for the mask where one is given. */
function pss(digest: Hash, saltLength: number, maskDigest: Hash = digest, ...more: readonly Buffer[]): Scheme {
  const hash = (name: Hash): Buffer => seq(oid(HASH_OIDS[name]), nothing);
  const parameters = seq(
    tlv(0xa0, hash(digest)),
    tlv(0xa1, seq(oid("1.2.840.113549.1.1.8"), hash(maskDigest))),
    tlv(0xa2, int(saltLength)),
    ...more,
  );
  return {
    algorithm: seq(oid("1.2.840.113549.1.1.10"), parameters),
    digest,
    padding: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
  };
}

export const SCHEMES = {
  "RSA SHA-256": rsa(11, "sha256"),
  "RSA SHA-384": rsa(12, "sha384"),
  "RSA SHA-512": rsa(13, "sha512"),
  "RSA SHA-224": rsa(14, "sha224"),
  "RSA SHA-1": rsa(5, "sha1"),
  "RSA MD5": rsa(4, "md5"),
  "RSA SHA3-256": { algorithm: seq(oid("2.16.840.1.101.3.4.3.14"), nothing), digest: "sha3-256" },
  "PSS SHA-256": pss("sha256", 32),
  "PSS SHA-384": pss("sha384", 48),
  "PSS SHA-512": pss("sha512", 64),
  "PSS SHA-256, salt of 20": pss("sha256", 20),
  "PSS SHA-1": pss("sha1", 20),
  "PSS SHA-256, mask over SHA-384": pss("sha256", 32, "sha384"),
  "PSS SHA-256, another trailer": pss("sha256", 32, "sha256", tlv(0xa3, int(2))),
  "PSS, all defaults": {
    algorithm: seq(oid("1.2.840.113549.1.1.10"), seq()),
    digest: "sha1",
    padding: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 },
  },
  "ECDSA SHA-256": ecdsa("3.2", "sha256"),
  "ECDSA SHA-384": ecdsa("3.3", "sha384"),
  "ECDSA SHA-512": ecdsa("3.4", "sha512"),
  "ECDSA SHA-1": ecdsa("1", "sha1"),
  Ed25519: { algorithm: seq(oid("1.3.101.112")), digest: null },
  Ed448: { algorithm: seq(oid("1.3.101.113")), digest: null },
} as const satisfies Record<string, Scheme>;

function defaultScheme({ privateKey }: Key): Scheme {
  switch (privateKey.asymmetricKeyType) {
    case "rsa":
      return SCHEMES["RSA SHA-256"];
    case "rsa-pss":
      return SCHEMES["PSS SHA-256"];
    case "ed25519":
      return SCHEMES.Ed25519;
    case "ed448":
      return SCHEMES.Ed448;
    default:
      return SCHEMES["ECDSA SHA-256"];
  }
}

// --- Extensions (RFC 5280 §4.2.1) ---

/** Any extension. */
export function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return seq(oid(id), ...(critical ? [bool(true)] : []), octets(value));
}

export function authority(pathLen?: number): Buffer {
  return extension("2.5.29.19", seq(bool(true), ...(pathLen === undefined ? [] : [int(pathLen)])), true);
}
export const noAuthority: Buffer = extension("2.5.29.19", seq(), true);

/** Bits of KeyUsage. */
export const USAGE = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyEncipherment: 0x20,
  dataEncipherment: 0x10,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;

export function usage(...names: readonly (keyof typeof USAGE)[]): Buffer {
  const byte = names.reduce((sum, name) => sum | USAGE[name], 0);
  const unused = byte === 0 ? 7 : Math.log2(byte & -byte);
  return extension("2.5.29.15", bits(Buffer.from([byte]), unused), true);
}

export const PURPOSES = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2", any: "2.5.29.37.0" } as const;

export function purposes(...names: readonly (keyof typeof PURPOSES)[]): Buffer {
  return extension("2.5.29.37", seq(...names.map((name) => oid(PURPOSES[name]))));
}

export function dnsNames(...names: readonly string[]): Buffer {
  return extension("2.5.29.17", seq(...names.map((name) => tlv(0x82, Buffer.from(name)))));
}

const keyIdOf = ({ spki }: Key): Buffer => createHash("sha1").update(spki).digest();
export const subjectKeyId = (of: Key): Buffer => extension("2.5.29.14", octets(keyIdOf(of)));
export const authorityKeyId = (of: Key): Buffer => extension("2.5.29.35", seq(tlv(0x80, keyIdOf(of))));

// --- Certificates ---

/** A certificate and what is needed to issue below it. */
export interface Made {
  readonly der: Buffer;
  readonly pem: string;
  readonly name: Buffer;
  readonly key: Key;
}

/** What goes into one. */
export interface Shape {
  /** Common name, or a whole name as DER. */
  readonly subject: string | Buffer;
  readonly key?: Key;
  /** Absent: self-signed. */
  readonly issuer?: Pick<Made, "name" | "key"> | undefined;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly version?: 1 | 3;
  readonly serial?: readonly number[];
  readonly scheme?: Scheme;
  /** What the part that is signed says, where it differs from the part outside. */
  readonly innerAlgorithm?: Buffer;
  readonly extensions?: readonly Buffer[];
  /** Damages the signature. */
  readonly forge?: boolean;
}

export const VALID_FROM: Date = new Date("2026-01-01T00:00:00Z");
export const VALID_TO: Date = new Date("2027-01-01T00:00:00Z");

/** Make one certificate, with the extensions given and no other. */
export function make(shape: Shape): Made {
  const { notBefore = VALID_FROM, notAfter = VALID_TO, version = 3, forge = false } = shape;
  const name = typeof shape.subject === "string" ? commonName(shape.subject) : shape.subject;
  const own = shape.key ?? key(name.toString("hex"));
  const issuer = shape.issuer ?? { name, key: own };
  const scheme = shape.scheme ?? defaultScheme(issuer.key);
  const tbs = seq(
    ...(version === 1 ? [] : [tlv(0xa0, int(version - 1))]),
    int(...(shape.serial ?? [0x01, ...randomBytes(12)])),
    shape.innerAlgorithm ?? scheme.algorithm,
    issuer.name,
    seq(time(notBefore), time(notAfter)),
    name,
    own.spki,
    ...(shape.extensions === undefined || shape.extensions.length === 0 ? [] : [tlv(0xa3, seq(...shape.extensions))]),
  );
  const signature = sign(scheme.digest, tbs, { key: issuer.key.privateKey, ...scheme.padding });
  const last = signature.length - 1;
  if (forge) signature[last] = (signature[last] ?? 0) ^ 1;
  const der = seq(tbs, scheme.algorithm, bits(signature));
  return { der, pem: pemOf(der), name, key: own };
}

export function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replace(/(.{64})/g, "$1\n")
    .trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
