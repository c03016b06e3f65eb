/** What a row of the path matrix is, and the shapes that its rows are made of. */
import type { TrustReason } from "../../src/tls/index.ts";
import {
  authority,
  dnsNames,
  key,
  type Made,
  make,
  noAuthority,
  purposes,
  type Shape,
  subjectKeyId,
  authorityKeyId,
  usage,
} from "./chain-maker.ts";

/** What is judged. */
export interface Chain {
  /** End entity first: certificates, or bytes that are none. */
  readonly presented: readonly (Made | Uint8Array)[];
  /** Default: the one root of most rows. */
  readonly pinned?: readonly Made[];
  /** Default: in the middle of everybody's validity. */
  readonly at?: Date;
}

/** OpenSSL's own numbers (x509_vfy.h), by what they mean. */
export const OPENSSL = {
  unreadable: "unreadable",
  noIssuer: 20,
  badSignature: 7,
  notYetValid: 9,
  expired: 10,
  selfSigned: 18,
  selfSignedInChain: 19,
  invalidCa: 79,
  pathLength: 25,
  purpose: 26,
  critical: 34,
  excludedName: 48,
  leafKey: 66,
  caKey: 67,
  caDigest: 68,
  spelledOutCurve: 94,
} as const;

/** One case. */
export interface Row {
  readonly name: string;
  readonly chain: () => Chain;
  readonly ours: "trusted" | TrustReason;
  /** What `openssl verify` says: `ok`, its error's number, or `-` where it cannot be asked. */
  readonly openssl: "ok" | "-" | (typeof OPENSSL)[keyof typeof OPENSSL];
  /** Why one trusts and the other does not, or why OpenSSL is not asked. */
  readonly why?: string;
}

export const NOON: Date = new Date("2026-03-01T12:00:00Z");
export const PAST: Date = new Date("2026-02-01T00:00:00Z");
export const FUTURE: Date = new Date("2026-04-01T00:00:00Z");

export const CA_EXTENSIONS: readonly Buffer[] = [authority(), usage("keyCertSign", "cRLSign")];
export const LEAF_EXTENSIONS: readonly Buffer[] = [
  noAuthority,
  usage("digitalSignature"),
  purposes("server"),
  dnsNames("*.spot.robot"),
];

/** A self-signed authority. */
export function anchor(subject = "Root", more: Partial<Shape> = {}): Made {
  return make({ subject, key: key(subject), extensions: CA_EXTENSIONS, ...more });
}

/** The root that most rows pin. */
export const root: Made = anchor();
/** A root that nobody has pinned. */
export const stranger: Made = anchor("Strange Root");

export function intermediate(subject = "Fleet CA", issuer: Shape["issuer"] = root, more: Partial<Shape> = {}): Made {
  return make({ subject, key: key(subject), issuer, extensions: CA_EXTENSIONS, ...more });
}

export function leaf(issuer: Shape["issuer"] = root, more: Partial<Shape> = {}): Made {
  return make({ subject: "robot", key: key("robot"), issuer, extensions: LEAF_EXTENSIONS, ...more });
}

/** A leaf below one intermediate of the given shape. */
export function below(more: Partial<Shape>): Chain {
  const fleet = intermediate("Fleet CA", root, more);
  return { presented: [leaf(fleet), fleet] };
}

/** A leaf below a root of the given shape. */
export function belowRoot(more: Partial<Shape>): Chain {
  const shaped = anchor("Root", more);
  return { presented: [leaf(shaped)], pinned: [shaped] };
}

/** A leaf below this many intermediates, in order. */
export function deep(intermediates: number): Chain {
  let issuer = root;
  const chain: Made[] = [];
  for (let each = 1; each <= intermediates; each++) {
    issuer = intermediate(`CA ${each}`, issuer);
    chain.unshift(issuer);
  }
  return { presented: [leaf(issuer), ...chain] };
}

/** The key identifiers that link a certificate with its issuer. */
export function keyIds(own: Made["key"], issuer: Made["key"]): Buffer[] {
  return [subjectKeyId(own), authorityKeyId(issuer)];
}
