/**
 * The rules a path must keep once its signatures lead to an anchor (RFC 5280 §6.1.3 and §6.1.4, without names and
 * policies). They hold for the anchor too, as OpenSSL has it: a pinned root that has expired vouches for nobody.
 */
import type { Certificate } from "./certificate.ts";
import { rejectKey } from "./signature.ts";
import { reject, type Rejection } from "./verdict.ts";

/** id-kp-serverAuth (RFC 5280 §4.2.1.12). anyExtendedKeyUsage does not stand in for it, as in OpenSSL. */
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

/** List every fault of a path, end-entity certificate first; `atMs` is Unix time. Empty: the path holds. */
export function pathFaults(path: readonly Certificate[], atMs: number): Rejection[] {
  return path.flatMap((certificate, index) => {
    const faults = [
      criticalExtensionFault(certificate),
      rejectKey(certificate),
      purposeFault(certificate, index === 0),
      validityFault(certificate, atMs),
    ];
    if (index > 0) faults.push(...issuerFaults(path, index));
    return faults.filter((fault) => fault !== undefined);
  });
}

/** RFC 5280 §6.1.4 (k) to (n): what a certificate must say to have signed the one before it. */
function issuerFaults(path: readonly Certificate[], index: number): (Rejection | undefined)[] {
  const issuer = path[index];
  const child = path[index - 1];
  if (issuer === undefined || child === undefined) return [];
  const { subject, basicConstraints, keyUsage } = issuer;
  if (basicConstraints?.isCa !== true) {
    const text = `${child.subject.text} is signed by ${subject.text}, which is no certificate authority`;
    return [reject("issuer-not-ca", issuer, `${text}; the robot needs a certificate from a real one`)];
  }
  return [
    keyUsage?.has("keyCertSign") === false
      ? reject(
          "missing-key-cert-sign",
          issuer,
          `${subject.text} may not sign certificates (keyUsage lacks keyCertSign); its issuer must replace it`,
        )
      : undefined,
    pathLenFault(path, issuer, index),
  ];
}

/** RFC 5280 §4.2.1.9: pathLenConstraint counts the intermediates below that are not self-issued, without the leaf. */
function pathLenFault(path: readonly Certificate[], issuer: Certificate, index: number): Rejection | undefined {
  const allowed = issuer.basicConstraints?.pathLen;
  const below = path.slice(1, index).filter((certificate) => !isSelfIssued(certificate)).length;
  if (allowed === undefined || below <= allowed) return undefined;
  const text = `${issuer.subject.text} allows ${allowed} intermediates below it, and ${below} are there`;
  return reject("path-too-long", issuer, `${text}; the robot's certificate was issued against its authority's rules`);
}

/** RFC 5280 §6.1.3 (a)(2). */
function validityFault(certificate: Certificate, atMs: number): Rejection | undefined {
  const { subject, notBeforeMs, notAfterMs } = certificate;
  const clock = `the clock here says ${utc(atMs)}`;
  // notAfter names a second, all of which is valid (RFC 5280 §4.1.2.5)
  if (atMs >= notAfterMs + 1000) {
    const remedy = "check this computer's clock; if it is right, the certificate must be renewed";
    return reject("expired", certificate, `${subject.text} expired at ${utc(notAfterMs)}, ${clock}; ${remedy}`);
  }
  if (atMs < notBeforeMs) {
    const remedy = "check this computer's clock, then the clock of the robot";
    return reject(
      "not-yet-valid",
      certificate,
      `${subject.text} is valid only from ${utc(notBeforeMs)}, ${clock}; ${remedy}`,
    );
  }
  return undefined;
}

/** RFC 5280 §4.2.1.3 and §4.2.1.12, both with OpenSSL's reading: extKeyUsage of an issuer binds what it issues. */
function purposeFault(certificate: Certificate, isEndEntity: boolean): Rejection | undefined {
  const { subject, keyUsage, extendedKeyUsage } = certificate;
  if (extendedKeyUsage?.includes(SERVER_AUTH) === false) {
    const text = `${subject.text} is for other purposes than TLS servers (extKeyUsage lacks serverAuth)`;
    return reject("not-for-server-auth", certificate, `${text}; is this address a robot's?`);
  }
  const canServe =
    keyUsage === undefined ||
    keyUsage.has("digitalSignature") ||
    keyUsage.has("keyEncipherment") ||
    keyUsage.has("keyAgreement");
  if (isEndEntity && !canServe) {
    const text = `${subject.text} has a key that may not be used in TLS (keyUsage)`;
    return reject("not-for-server-auth", certificate, `${text}; the robot needs another certificate`);
  }
  return undefined;
}

/** RFC 5280 §4.2: "MUST reject the certificate if it encounters a critical extension it does not recognize". */
function criticalExtensionFault(certificate: Certificate): Rejection | undefined {
  const { subject, unknownCriticalExtensions } = certificate;
  if (unknownCriticalExtensions.length === 0) return undefined;
  const text = `${subject.text} has critical extensions not supported here: ${unknownCriticalExtensions.join(", ")}`;
  return reject("unknown-critical-extension", certificate, `${text}; it needs a certificate without them`);
}

/** RFC 5280 §6.1: subject and issuer are one name. Whether it is also self-signed is a question of keys. */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return Buffer.compare(subject.der, issuer.der) === 0;
}

function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
