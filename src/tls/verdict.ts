/**
 * What path validation concludes, as data: trusted with its path, or rejected with every reason found. The reasons are
 * a stable vocabulary to match on; the explanations are for the person who has to do something about it.
 */
import type { Certificate } from "./certificate.ts";
import type { TrustStore } from "./trust-store.ts";

/** Why a path is rejected. Stable: new reasons may be added, none changes its meaning. */
export type TrustReason =
  /** The peer presented none (RFC 8446 §4.4.2.4 forbids that to a server). */
  | "no-certificate"
  /** The end-entity certificate cannot be read. */
  | "malformed"
  /** The end-entity certificate vouches for itself and is not pinned. */
  | "self-signed"
  /** The path ends at an authority that is not pinned. */
  | "unknown-issuer"
  /** An authority of the right name, but the signature is not by its key. */
  | "bad-signature"
  | "expired"
  | "not-yet-valid"
  /** Signed by a certificate that is no authority (basicConstraints cA absent or false). */
  | "issuer-not-ca"
  /** More intermediates than a pathLenConstraint, or than this code, allows. */
  | "path-too-long"
  | "missing-key-cert-sign"
  /** Extended key usage, or key usage, rules out TLS server authentication. */
  | "not-for-server-auth"
  | "unknown-critical-extension"
  /** RSA under 2048 bits, or a kind of key or curve not supported. */
  | "weak-key"
  /** Signed over MD5 or SHA-1. */
  | "weak-digest"
  | "unsupported-signature"
  /** More certificates or combinations than an honest peer has. */
  | "too-complex";

/** One fault of one certificate. */
export interface Rejection {
  readonly reason: TrustReason;
  /** `C=…, CN=…`, safe to print; empty where the certificate cannot be read. */
  readonly subject: string;
  readonly certificate: Certificate | undefined;
  /** One sentence: what is wrong, then what to do. */
  readonly explanation: string;
}

/** The presented certificates lead to a pinned root and every check passed. */
export interface TrustedPath {
  readonly trusted: true;
  /** End-entity certificate first, anchor last; a pinned end-entity certificate is a path of one. */
  readonly path: readonly Certificate[];
}

/** No path passed. The fields of {@link Rejection} are those of the fault that matters most. */
export interface RejectedPath extends Rejection {
  readonly trusted: false;
  /** How far that path came, end-entity certificate first; empty where there was none to read. */
  readonly path: readonly Certificate[];
  /** Every fault found, the one that matters most first. */
  readonly rejected: readonly Rejection[];
}

/** The outcome of {@link verifyPath}. */
export type PathVerdict = TrustedPath | RejectedPath;

/** Make a rejection of `certificate`. */
export function reject(reason: TrustReason, certificate: Certificate, explanation: string): Rejection {
  return { reason, subject: certificate.subject.text, certificate, explanation };
}

const MAX_LISTED_ROOTS = 3;

/** Name the pinned roots: `the 1 pinned root (CN=…)`. */
export function describeAnchors({ anchors }: TrustStore): string {
  const names = anchors.slice(0, MAX_LISTED_ROOTS).map(({ subject }) => subject.text);
  if (anchors.length > names.length) names.push("…");
  return `the ${anchors.length} pinned root${anchors.length === 1 ? "" : "s"} (${names.join("; ")})`;
}
