/** Chains of the matrix that lead to the root, and break one of its rules on the way: constraints, purposes, keys, form. */
import { authority, extension, key, type KeyKind, noAuthority, purposes, usage } from "./chain-maker.ts";
import { bool, int, nothing, octets, oid, seq, tlv } from "./der-writer.ts";
import {
  anchor,
  below,
  belowRoot,
  CA_EXTENSIONS,
  type Chain,
  intermediate,
  leaf,
  OPENSSL,
  root,
  type Row,
} from "./path-matrix.ts";

const withExtensions = (...extensions: readonly Buffer[]): Chain => ({ presented: [leaf(root, { extensions })] });

const AUTHORITIES: readonly Row[] = [
  {
    name: "an issuer with cA FALSE",
    chain: () => below({ extensions: [noAuthority] }),
    ours: "issuer-not-ca",
    openssl: OPENSSL.invalidCa,
  },
  {
    name: "an issuer without basicConstraints",
    chain: () => below({ extensions: [] }),
    ours: "issuer-not-ca",
    openssl: OPENSSL.invalidCa,
  },
  {
    name: "an issuer with keyCertSign, but no basicConstraints",
    chain: () => below({ extensions: [usage("keyCertSign")] }),
    ours: "issuer-not-ca",
    openssl: OPENSSL.invalidCa,
  },
  {
    name: "a robot's certificate that signs another",
    chain: () => {
      const thief = leaf(root, { subject: "thief", key: key("thief") });
      return { presented: [leaf(thief), thief] };
    },
    ours: "issuer-not-ca",
    openssl: OPENSSL.invalidCa,
  },
  {
    name: "an intermediate of version 1",
    chain: () => below({ version: 1, extensions: [] }),
    ours: "issuer-not-ca",
    openssl: OPENSSL.invalidCa,
  },
  {
    name: "a pinned root of version 1",
    chain: () => belowRoot({ version: 1, extensions: [] }),
    ours: "issuer-not-ca",
    openssl: "ok",
    why: "a root that does not say it is one may be a robot's own certificate, pinned for itself alone; openssl has an exception",
  },
  {
    name: "a robot's self-signed certificate, pinned, that signs another",
    chain: () => belowRoot({ extensions: [noAuthority] }),
    ours: "issuer-not-ca",
    openssl: OPENSSL.invalidCa,
  },
  ...(["intermediate", "root"] as const).map((who): Row => ({
    name: `${who === "root" ? "a" : "an"} ${who} without keyCertSign`,
    chain: () => (who === "root" ? belowRoot : below)({ extensions: [authority(), usage("cRLSign")] }),
    ours: "missing-key-cert-sign",
    openssl: OPENSSL.invalidCa,
  })),
  {
    name: "a pathLen of an intermediate that is exceeded",
    chain: () => {
      const fleet = intermediate("Fleet CA", root, { extensions: [authority(0)] });
      const site = intermediate("Site CA", fleet);
      return { presented: [leaf(site), site, fleet] };
    },
    ours: "path-too-long",
    openssl: OPENSSL.pathLength,
  },
  {
    name: "a pathLen of the root that is exceeded",
    chain: () => {
      const own = anchor("Root", { extensions: [authority(0)] });
      const fleet = intermediate("Fleet CA", own);
      return { presented: [leaf(fleet), fleet], pinned: [own] };
    },
    ours: "path-too-long",
    openssl: OPENSSL.pathLength,
  },
  {
    name: "a pathLen of 1 that is exceeded by one",
    chain: () => {
      const own = anchor("Root", { extensions: [authority(1)] });
      const fleet = intermediate("Fleet CA", own);
      const site = intermediate("Site CA", fleet);
      return { presented: [leaf(site), fleet, site], pinned: [own] };
    },
    ours: "path-too-long",
    openssl: OPENSSL.pathLength,
  },
];

const PURPOSES: readonly Row[] = [
  {
    name: "a leaf for clients",
    chain: () => withExtensions(purposes("client")),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "a leaf for any purpose",
    chain: () => withExtensions(purposes("any")),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "an intermediate for clients",
    chain: () => below({ extensions: [...CA_EXTENSIONS, purposes("client")] }),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "a root for clients",
    chain: () => belowRoot({ extensions: [...CA_EXTENSIONS, purposes("client")] }),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "a leaf key that may only sign certificates",
    chain: () => withExtensions(usage("keyCertSign", "cRLSign")),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "a leaf key that may only sign documents",
    chain: () => withExtensions(usage("nonRepudiation")),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "a leaf key that may only encipher data",
    chain: () => withExtensions(usage("dataEncipherment")),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "the root itself in the place of the leaf",
    chain: () => ({ presented: [root] }),
    ours: "not-for-server-auth",
    openssl: OPENSSL.purpose,
  },
  {
    name: "a leaf that its nsCertType reserves for clients",
    chain: () => withExtensions(extension("2.16.840.1.113730.1.1", tlv(0x03, Buffer.from([7, 0x80])))),
    ours: "trusted",
    openssl: OPENSSL.purpose,
    why: "an extension of Netscape's from before RFC 5280, and no part of it; a critical one is refused",
  },
];

const critical = (id: string, value: Buffer = nothing): Buffer => extension(id, value, true);
const UNKNOWN = "1.3.6.1.4.1.99999.1";

const CRITICAL: readonly Row[] = [
  {
    name: "an unknown critical extension in the leaf",
    chain: () => withExtensions(critical(UNKNOWN)),
    ours: "unknown-critical-extension",
    openssl: OPENSSL.critical,
  },
  {
    name: "an unknown critical extension in an intermediate",
    chain: () => below({ extensions: [...CA_EXTENSIONS, critical(UNKNOWN)] }),
    ours: "unknown-critical-extension",
    openssl: OPENSSL.critical,
  },
  {
    name: "an unknown critical extension in the root",
    chain: () => belowRoot({ extensions: [...CA_EXTENSIONS, critical(UNKNOWN)] }),
    ours: "unknown-critical-extension",
    openssl: OPENSSL.critical,
  },
  ...(
    [
      ["name constraints", "2.5.29.30", seq(tlv(0xa0, seq(tlv(0x82, Buffer.from("spot.robot")))))],
      ["policies", "2.5.29.32", seq(seq(oid("2.5.29.32.0")))],
      ["policy constraints", "2.5.29.36", seq(tlv(0x80, Buffer.from([5])))],
      ["inhibitAnyPolicy", "2.5.29.54", int(5)],
    ] as const
  ).map(([name, id, value]): Row => ({
    name: `critical ${name} in an intermediate`,
    chain: () => below({ extensions: [...CA_EXTENSIONS, critical(id, value)] }),
    ours: "unknown-critical-extension",
    openssl: "ok",
    why: "openssl processes it, and it is kept; what is not processed here is refused (RFC 5280 §4.2)",
  })),
];

const weakLeaf = (kind: KeyKind) => (): Chain => ({ presented: [leaf(root, { key: key("robot", kind) })] });

const KEYS: readonly Row[] = [
  { name: "a leaf key of RSA 1024", chain: weakLeaf("rsa1024"), ours: "weak-key", openssl: OPENSSL.leafKey },
  {
    name: "a leaf key of RSA 2040",
    chain: weakLeaf("rsa2040"),
    ours: "weak-key",
    openssl: "ok",
    why: "the limit here is a number of bits, 2048; openssl's is a strength, which it rounds up",
  },
  {
    name: "an intermediate key of RSA 1024",
    chain: () => below({ key: key("Fleet CA", "rsa1024") }),
    ours: "weak-key",
    openssl: OPENSSL.caKey,
  },
  {
    name: "a root key of RSA 1024",
    chain: () => belowRoot({ key: key("Root", "rsa1024") }),
    ours: "weak-key",
    openssl: OPENSSL.caKey,
  },
  {
    name: "a curve that is spelt out",
    chain: weakLeaf("P-256 spelt out"),
    ours: "weak-key",
    openssl: OPENSSL.spelledOutCurve,
  },
  {
    name: "a curve that is spelt out, of the issuer",
    chain: () => below({ key: key("Fleet CA", "P-256 spelt out") }),
    ours: "weak-key",
    openssl: OPENSSL.spelledOutCurve,
  },
  ...(["P-224", "secp256k1", "brainpoolP256r1", "dsa2048"] as const).map((kind): Row => ({
    name: `a leaf key of ${kind}`,
    chain: weakLeaf(kind),
    ours: "weak-key",
    openssl: "ok",
    why: "strong enough for openssl; supported are RSA, P-256, P-384, P-521 and EdDSA",
  })),
];

const FORM: readonly Row[] = [
  {
    name: "an extension twice",
    chain: () => withExtensions(purposes("server"), purposes("server")),
    ours: "malformed",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "a pathLen without cA",
    chain: () => withExtensions(extension("2.5.29.19", seq(int(0)), true)),
    ours: "malformed",
    openssl: "ok",
    why: "RFC 5280 §4.2.1.9 forbids it; openssl lets it pass unless it is told to be strict",
  },
  {
    name: "a negative pathLen",
    chain: () => withExtensions(extension("2.5.29.19", seq(bool(true), int(0x80)), true)),
    ours: "malformed",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "a keyUsage without a usage",
    chain: () => withExtensions(usage()),
    ours: "malformed",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "an extended key usage without a purpose",
    chain: () => withExtensions(purposes()),
    ours: "malformed",
    openssl: OPENSSL.purpose,
  },
  {
    name: "an extension that cannot be read",
    chain: () => withExtensions(extension("2.5.29.15", octets(Buffer.from("no bits")))),
    ours: "malformed",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "extensions in version 1",
    chain: () => ({ presented: [leaf(root, { version: 1, extensions: [purposes("server")] })] }),
    ours: "malformed",
    openssl: "ok",
    why: "RFC 5280 §4.1.2.1: extensions mean version 3; openssl reads them all the same",
  },
  {
    name: "bytes behind the certificate",
    chain: () => ({ presented: [Buffer.concat([leaf().der, Buffer.from([0])])] }),
    ours: "malformed",
    openssl: "ok",
    why: "in a PEM block openssl ignores them; in a handshake it refuses them as here (RFC 8446 §4.4.2)",
  },
  {
    name: "a malformed intermediate",
    chain: () => below({ extensions: [authority(), authority()] }),
    ours: "unknown-issuer",
    openssl: OPENSSL.noIssuer,
  },
];

/** Chains that break a rule. */
export const CONSTRAINTS: readonly Row[] = [...AUTHORITIES, ...PURPOSES, ...CRITICAL, ...KEYS, ...FORM];
