/**
 * From the certificates a peer presented to a pinned anchor (RFC 5280 §6, RFC 4158): the search of `tls/path.ts`, in the
 * same order, under the same limits, to the same reason. It keeps the one fault that matters most, and no explanation.
 */
import { type LeanCertificate, readCertificate } from "./certificate.ts";
import { type Fault, isSelfIssued, pathFaults } from "./path-faults.ts";
import { isSignedBy, signatureFault } from "./strength.ts";

/** An honest robot presents two or three. */
const MAX_PRESENTED = 32;
/** Certificates in a path, end entity and anchor included. */
const MAX_PATH_LENGTH = 10;
/** Path extensions and signature checks: bounds the work that certificates crafted to branch can cause. */
const MAX_STEPS = 256;
const MAX_SIGNATURE_CHECKS = 128;

/** A path that did not make it, and why. */
interface FailedPath {
  readonly length: number;
  readonly faults: readonly Fault[];
  readonly reachesAnchor: boolean;
}

/**
 * Judge what a peer presented: its own certificate first, the others in any order. A certificate that is itself pinned,
 * byte for byte, needs no issuer; all other rules hold for it too. A peer's bytes never make it throw.
 * @param atMs the instant to judge validity by, Unix time
 * @returns why the peer is refused; `undefined` if it is trusted
 */
export function findPathFault(
  presented: readonly Uint8Array[],
  anchors: readonly LeanCertificate[],
  atMs: number,
): Fault | undefined {
  if (presented.length > MAX_PRESENTED) return { reason: "too-complex" };
  if (presented.length === 0) return { reason: "no-certificate" };
  const [leaf, ...others] = presented.map(readCertificate);
  if (leaf === undefined) return { reason: "malformed" };
  const known = [...anchors, leaf, ...others.filter((each) => each !== undefined)];
  const signatures = new Map<string, boolean>();
  let steps = 0;
  let best: FailedPath | undefined;

  const isExhausted = (): boolean => steps > MAX_STEPS || signatures.size >= MAX_SIGNATURE_CHECKS;

  const isSigned = (certificate: LeanCertificate, issuer: LeanCertificate): boolean => {
    const pair = certificate.id + issuer.id;
    const signed = signatures.get(pair) ?? isSignedBy(certificate, issuer);
    signatures.set(pair, signed);
    return signed;
  };

  const fail = (path: readonly LeanCertificate[], reachesAnchor: boolean, faults: readonly Fault[]): void => {
    const failed = { length: path.length, reachesAnchor, faults };
    if (best === undefined || isOfMoreInterest(failed, best)) best = failed;
  };

  /** Certificates named as issuer, anchors and matching key identifiers first (RFC 4158 §3.5); none twice in a path. */
  const issuersOf = (
    path: readonly LeanCertificate[],
    { issuer, authorityKeyId }: LeanCertificate,
  ): LeanCertificate[] => {
    const seen = new Set(path.map(({ id }) => id));
    const mismatch = ({ subjectKeyId = authorityKeyId }: LeanCertificate): number =>
      Number(authorityKeyId !== undefined && subjectKeyId !== authorityKeyId);
    return known
      .filter(({ subject, id }) => {
        const isNew = !seen.has(id);
        seen.add(id);
        return isNew && subject.equals(issuer);
      })
      .sort((a, b) => mismatch(a) - mismatch(b));
  };

  /** Depth-first; whether a path without a fault was found. */
  const extend = (path: readonly LeanCertificate[], certificate: LeanCertificate): boolean => {
    if (isExhausted() || ++steps > MAX_STEPS) return false;
    const isAnchor = anchors.some(({ id }) => id === certificate.id);
    if (isAnchor) {
      const faults = pathFaults(path, atMs);
      if (faults.length === 0) return true;
      fail(path, true, faults);
    }
    // A faulty anchor may have been issued by a sound one; where it leads nowhere, its faults say enough
    const failHere = (reason: Fault["reason"]): void => {
      if (!isAnchor) fail(path, false, [{ reason, certificate }]);
    };
    const issuers = issuersOf(path, certificate);
    const deadEnd =
      signatureFault(certificate) ??
      (path.length >= MAX_PATH_LENGTH
        ? "path-too-long"
        : issuers.length > 0
          ? undefined
          : path.length === 1 && isSelfIssued(certificate) && isSigned(certificate, certificate)
            ? "self-signed"
            : "unknown-issuer");
    if (deadEnd !== undefined) failHere(deadEnd);
    else {
      for (const issuer of issuers) {
        if (isExhausted()) return false;
        if (!isSigned(certificate, issuer)) failHere("bad-signature");
        else if (extend([...path, issuer], issuer)) return true;
      }
    }
    return false;
  };

  if (extend([leaf], leaf)) return undefined;
  if (isExhausted()) return { reason: "too-complex", certificate: leaf };
  return mainFault(best?.faults ?? []) ?? { reason: "unknown-issuer", certificate: leaf };
}

/** Paths to an anchor first, those with fewest faults foremost; then the longest; a forged name before a missing one. */
function isOfMoreInterest(a: FailedPath, b: FailedPath): boolean {
  const forged = ({ faults }: FailedPath): number => Number(faults[0]?.reason === "bad-signature");
  const interest =
    Number(a.reachesAnchor) - Number(b.reachesAnchor) ||
    (a.reachesAnchor ? b.faults.length - a.faults.length : 0) ||
    a.length - b.length ||
    forged(a) - forged(b);
  return interest > 0;
}

/** A wrong clock faults every certificate at once, and must not hide a fault that the right time would not cure. */
function mainFault(faults: readonly Fault[]): Fault | undefined {
  return faults.find(({ reason }) => reason !== "expired" && reason !== "not-yet-valid") ?? faults[0];
}
