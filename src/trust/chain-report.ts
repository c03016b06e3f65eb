/** What a peer presented, certificate by certificate, in the terms of a person: data for printing, nothing judged anew. */
import {
  type Certificate,
  CertificateError,
  parseCertificate,
  type PathVerdict,
  subjectAltNames,
} from "../tls/index.ts";
import { publicKeyName, signatureAlgorithmName } from "./algorithm-names.ts";
import { daysBetween } from "./anchor-warnings.ts";
import { publicKeyFingerprint } from "./pin.ts";

/** A fault of one certificate, as in a verdict. */
export interface ReportedFault {
  readonly reason: string;
  /** What is wrong, then what to do. */
  readonly explanation: string;
}

/** One certificate in words. Texts are safe to print: a peer's control characters are escaped. */
export interface ReportedCertificate {
  /** Which of the presented ones it is, from 0; undefined for an anchor that was not presented. */
  readonly presentedAs: number | undefined;
  /** Whether it belongs to the path that was judged, rather than being surplus. */
  readonly isInPath: boolean;
  /** Whether it is pinned. */
  readonly isAnchor: boolean;
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex. */
  readonly serial: string;
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Whole days until notAfter, negative after it. */
  readonly daysLeft: number;
  readonly isAuthority: boolean;
  readonly publicKey: string;
  readonly signatureAlgorithm: string;
  /** `DNS:*.spot.robot`, `IP:192.168.80.3`. */
  readonly subjectAltNames: readonly string[];
  /** SHA-256 of the DER, and of the public key alone; 64 upper-case hex digits. */
  readonly sha256: string;
  readonly publicKeySha256: string;
  readonly faults: readonly ReportedFault[];
}

/** Everything that was presented. */
export interface ChainReport {
  /** The path first, end entity foremost and anchor last; surplus certificates after it, in the order presented. */
  readonly certificates: readonly ReportedCertificate[];
  /** What was presented and is no certificate. */
  readonly unreadable: readonly { readonly presentedAs: number; readonly detail: string }[];
}

/** What to describe. */
export interface DescribeChainOptions {
  /** DER, end entity first. */
  readonly presented: readonly Uint8Array[];
  /** Undefined where there was nothing to judge by: then the order is that of the peer. */
  readonly verdict: PathVerdict | undefined;
  /** Fingerprints of the anchors that were judged by. */
  readonly anchorFingerprints: readonly string[];
  /** Milliseconds of Unix time. */
  readonly atMs: number;
}

/** Describe a presented chain. Never throws for what a peer presents. */
export function describeChain({ presented, verdict, anchorFingerprints, atMs }: DescribeChainOptions): ChainReport {
  const readable: { certificate: Certificate; presentedAs: number }[] = [];
  const unreadable: { presentedAs: number; detail: string }[] = [];
  for (const [presentedAs, der] of presented.entries()) {
    try {
      readable.push({ certificate: parseCertificate(der), presentedAs });
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      unreadable.push({ presentedAs, detail: error.message });
    }
  }
  const places = new Map(
    readable.toReversed().map(({ certificate, presentedAs }) => [certificate.fingerprint, presentedAs]),
  );
  const path = verdict?.path ?? [];
  const inPath = new Set(path.map(({ fingerprint }) => fingerprint));
  const all = new Map(
    [...path, ...readable.map(({ certificate }) => certificate)].map((each) => [each.fingerprint, each]),
  );
  const faults = verdict === undefined || verdict.trusted ? [] : verdict.rejected;
  return {
    unreadable,
    certificates: [...all.values()].map((certificate) => ({
      presentedAs: places.get(certificate.fingerprint),
      isInPath: inPath.has(certificate.fingerprint),
      isAnchor: anchorFingerprints.includes(certificate.fingerprint),
      ...describeCertificate(certificate, atMs),
      faults: faults
        .filter((fault) => fault.certificate?.fingerprint === certificate.fingerprint)
        .map(({ reason, explanation }) => ({ reason, explanation })),
    })),
  };
}

/** Describe one certificate on its own. */
export function describeCertificate(
  certificate: Certificate,
  atMs: number,
): Omit<ReportedCertificate, "presentedAs" | "isInPath" | "isAnchor" | "faults"> {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serial,
    notBefore: new Date(certificate.notBeforeMs).toISOString(),
    notAfter: new Date(certificate.notAfterMs).toISOString(),
    daysLeft: daysBetween(atMs, certificate.notAfterMs),
    isAuthority: certificate.basicConstraints?.isCa === true,
    publicKey: publicKeyName(certificate),
    signatureAlgorithm: signatureAlgorithmName(certificate),
    subjectAltNames: subjectAltNames(certificate),
    sha256: certificate.fingerprint,
    publicKeySha256: publicKeyFingerprint(certificate),
  };
}
