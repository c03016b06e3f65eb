/**
 * Certification path building and validation (RFC 5280 §6, RFC 4158): from the certificate a peer presented to a pinned
 * anchor, by names and signatures, then by the rules. Host names and addresses play no part, nor does revocation: what
 * makes a robot a robot is its root. Never touches a socket, the system's roots or a clock.
 */
import { parseCertificate, type Certificate } from "./certificate.ts";
import { CertificateError } from "./errors.ts";
import { isSelfIssued, pathFaults } from "./path-checks.ts";
import { isSignedBy, rejectSignatureAlgorithm } from "./signature.ts";
import type { TrustStore } from "./trust-store.ts";
import { describeAnchors, reject, type PathVerdict, type RejectedPath, type Rejection } from "./verdict.ts";

/** What to judge, by which roots, at which time. */
export interface VerifyPathOptions {
  /**
   * As the peer presented them. The first is the end-entity certificate, whose key made the handshake's signature (RFC
   * 8446 §4.4.2); the others may be in any order, and those not needed are ignored.
   */
  readonly presented: readonly (Uint8Array | Certificate)[];
  readonly trustStore: TrustStore;
  /** The instant to judge validity by: a Date, or milliseconds of Unix time. */
  readonly at: Date | number;
}

/** An honest robot presents two or three. */
const MAX_PRESENTED = 32;
/** Certificates in a path, end entity and anchor included. */
const MAX_PATH_LENGTH = 10;
/** Path extensions and signature checks: bounds the work that certificates crafted to branch can cause. */
const MAX_STEPS = 256;
const MAX_SIGNATURE_CHECKS = 128;

/**
 * Judge the certificates a peer presented. A certificate that is itself pinned, byte for byte, needs no issuer, be it a
 * root, an intermediate or the end entity; all other rules hold for it too.
 * @returns a verdict in every case; a peer's bytes never make it throw
 * @throws {RangeError} `at` is not a time
 */
export function verifyPath({ presented, trustStore, at }: VerifyPathOptions): PathVerdict {
  const atMs = Number(at);
  if (Number.isNaN(new Date(atMs).getTime())) throw new RangeError("verifyPath: `at` is not a time");
  if (presented.length > MAX_PRESENTED) {
    const text = `the peer presented ${presented.length} certificates, over the limit of ${MAX_PRESENTED}`;
    return rejectAll({ reason: "too-complex", explanation: `${text}; is this address a robot's?` });
  }
  const { certificates, endEntity, malformed } = read(presented);
  if (endEntity === undefined) {
    const [unreadable] = malformed;
    if (unreadable !== undefined) return rejectAll(unreadable, malformed);
    const text = "the peer presented no certificate; is this address a robot's?";
    return rejectAll({ reason: "no-certificate", explanation: text });
  }
  return new PathSearch(certificates, trustStore, atMs, malformed).run(endEntity);
}

interface Presented {
  /** Each once, end entity first. */
  readonly certificates: readonly Certificate[];
  /** Undefined where the first cannot be read, whatever the others are. */
  readonly endEntity: Certificate | undefined;
  readonly malformed: readonly Rejection[];
}

function read(presented: readonly (Uint8Array | Certificate)[]): Presented {
  const certificates = new Map<string, Certificate>();
  const malformed: Rejection[] = [];
  let endEntity: Certificate | undefined;
  for (const [index, item] of presented.entries()) {
    try {
      const certificate = item instanceof Uint8Array ? parseCertificate(item) : item;
      if (index === 0) endEntity = certificate;
      if (!certificates.has(certificate.fingerprint)) certificates.set(certificate.fingerprint, certificate);
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      const text = `presented certificate ${index + 1} of ${presented.length} cannot be read: ${error.message}`;
      malformed.push({ reason: "malformed", subject: "", certificate: undefined, explanation: text });
    }
  }
  return { certificates: [...certificates.values()], endEntity, malformed };
}

function rejectAll(main: Pick<Rejection, "reason" | "explanation">, rejected?: readonly Rejection[]): RejectedPath {
  const rejection: Rejection = { subject: "", certificate: undefined, ...main };
  return { trusted: false, ...rejection, path: [], rejected: rejected ?? [rejection] };
}

/** A path that did not make it, and why. */
interface FailedPath {
  readonly path: readonly Certificate[];
  readonly faults: readonly Rejection[];
  /** Whether its signatures lead to an anchor: then a person cares about its faults, not about other dead ends. */
  readonly reachesAnchor: boolean;
}

/** Depth-first, end entity towards anchors, one instance per verdict. */
class PathSearch {
  readonly #presented: readonly Certificate[];
  readonly #trustStore: TrustStore;
  readonly #atMs: number;
  readonly #malformed: readonly Rejection[];
  readonly #failed: FailedPath[] = [];
  readonly #signatures = new Map<string, boolean>();
  #steps = 0;

  constructor(
    presented: readonly Certificate[],
    trustStore: TrustStore,
    atMs: number,
    malformed: readonly Rejection[],
  ) {
    this.#presented = presented;
    this.#trustStore = trustStore;
    this.#atMs = atMs;
    this.#malformed = malformed;
  }

  run(endEntity: Certificate): PathVerdict {
    const path = this.#extend([endEntity], endEntity);
    return path === undefined ? this.#rejection(endEntity) : { trusted: true, path };
  }

  /** Try every way on from `current`, the last of `path`; return the first whole path without a fault. */
  #extend(path: readonly Certificate[], current: Certificate): readonly Certificate[] | undefined {
    if (this.#isExhausted() || ++this.#steps > MAX_STEPS) return undefined;
    const isAnchor = this.#trustStore.has(current);
    if (isAnchor) {
      const faults = pathFaults(path, this.#atMs);
      if (faults.length === 0) return path;
      this.#failed.push({ path, faults, reachesAnchor: true });
    }
    // a faulty anchor may have been issued by a sound one; where it leads nowhere, its faults say enough
    const fail = (fault: Rejection): void => {
      if (!isAnchor) this.#failed.push({ path, faults: [fault], reachesAnchor: false });
    };
    const deadEnd = this.#deadEnd(path, current);
    if (deadEnd !== undefined) {
      fail(deadEnd);
      return undefined;
    }
    for (const issuer of this.#issuersOf(path, current)) {
      if (this.#isExhausted()) return undefined;
      if (this.#isSignedBy(current, issuer)) {
        const found = this.#extend([...path, issuer], issuer);
        if (found !== undefined) return found;
      } else {
        fail(forged(current, issuer));
      }
    }
    return undefined;
  }

  /** Why the path cannot go on from `current`, whoever may have signed it. */
  #deadEnd(path: readonly Certificate[], current: Certificate): Rejection | undefined {
    const weak = rejectSignatureAlgorithm(current);
    if (weak !== undefined) return weak;
    if (path.length >= MAX_PATH_LENGTH) {
      const text = `the path is longer than ${MAX_PATH_LENGTH} certificates at ${current.subject.text}`;
      return reject("path-too-long", current, `${text}; is this address a robot's?`);
    }
    return this.#issuersOf(path, current).length === 0 ? this.#unpinned(path, current) : undefined;
  }

  /** Certificates named as issuer, anchors and matching key identifiers first (RFC 4158 §3.5); none twice in a path. */
  #issuersOf(path: readonly Certificate[], current: Certificate): Certificate[] {
    const { issuer, authorityKeyId } = current;
    const seen = new Set(path.map(({ fingerprint }) => fingerprint));
    const named = [...this.#trustStore.anchors, ...this.#presented].filter(({ subject, fingerprint }) => {
      if (seen.has(fingerprint)) return false;
      seen.add(fingerprint);
      return Buffer.compare(subject.der, issuer.der) === 0;
    });
    const mismatch = ({ subjectKeyId }: Certificate): number =>
      authorityKeyId === undefined || subjectKeyId === undefined || authorityKeyId === subjectKeyId ? 0 : 1;
    return named.sort((a, b) => mismatch(a) - mismatch(b));
  }

  #isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
    const pair = `${certificate.fingerprint} ${issuer.fingerprint}`;
    let signed = this.#signatures.get(pair);
    if (signed === undefined) {
      signed = isSignedBy(certificate, issuer);
      this.#signatures.set(pair, signed);
    }
    return signed;
  }

  #isExhausted(): boolean {
    return this.#steps > MAX_STEPS || this.#signatures.size >= MAX_SIGNATURE_CHECKS;
  }

  #unpinned(path: readonly Certificate[], current: Certificate): Rejection {
    const roots = describeAnchors(this.#trustStore);
    const remedy = "pass the root of this robot as roots/--roots, or check that this address is the robot you mean";
    const who = current.subject.text;
    if (isSelfIssued(current) && this.#isSignedBy(current, current)) {
      return path.length === 1
        ? reject("self-signed", current, `${who} is self-signed and not among ${roots}; ${remedy}`)
        : reject("unknown-issuer", current, `this chain ends at ${who}, which is not among ${roots}; ${remedy}`);
    }
    const text = `this chain ends at ${who}, whose issuer ${current.issuer.text} was not presented and is not among ${roots}`;
    return reject("unknown-issuer", current, `${text}; ${remedy}`);
  }

  #rejection(endEntity: Certificate): RejectedPath {
    const [best, ...others] = this.#failed.toSorted(byInterest);
    const faults = [...(best?.faults ?? [])].sort(timeLast);
    const all = [...faults, ...others.flatMap((failed) => failed.faults), ...this.#malformed];
    if (this.#isExhausted()) {
      const text = "the presented certificates combine in more ways than are worth trying; is this address a robot's?";
      all.unshift(reject("too-complex", endEntity, text));
    }
    const rejected = [...new Map(all.map((fault) => [faultKey(fault), fault])).values()];
    const main = rejected[0] ?? reject("unknown-issuer", endEntity, "no path to a pinned root");
    return { trusted: false, ...main, path: best?.path ?? [endEntity], rejected };
  }
}

function forged(certificate: Certificate, issuer: Certificate): Rejection {
  const text = `${certificate.subject.text} names ${issuer.subject.text} as its issuer, but is not signed with that key`;
  const remedy = "the same name is not the same authority: check that this address is the robot you mean";
  return reject("bad-signature", certificate, `${text}; ${remedy}`);
}

/** Paths to an anchor first, those with fewest faults foremost; then the longest; a forged name before a missing one. */
function byInterest(a: FailedPath, b: FailedPath): number {
  if (a.reachesAnchor !== b.reachesAnchor) return a.reachesAnchor ? -1 : 1;
  if (a.reachesAnchor && a.faults.length !== b.faults.length) return a.faults.length - b.faults.length;
  return b.path.length - a.path.length || Number(isForged(b)) - Number(isForged(a));
}

function isForged({ faults }: FailedPath): boolean {
  return faults[0]?.reason === "bad-signature";
}

/** A wrong clock faults every certificate at once, and must not hide a fault that the right time would not cure. */
function timeLast(a: Rejection, b: Rejection): number {
  return Number(isAboutTime(a)) - Number(isAboutTime(b));
}

function isAboutTime({ reason }: Rejection): boolean {
  return reason === "expired" || reason === "not-yet-valid";
}

function faultKey({ certificate, reason, explanation }: Rejection): string {
  return `${certificate?.fingerprint ?? ""} ${reason} ${explanation}`;
}
