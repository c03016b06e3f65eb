/**
 * The rules a path must keep once its signatures lead to an anchor (RFC 5280 §6.1.3 and §6.1.4, without names and
 * policies). They hold for the anchor too, as OpenSSL has it.
 */
import type { TrustReason } from "../tls/verdict.ts";
import type { LeanCertificate } from "./certificate.ts";
import { hasStrongKey } from "./strength.ts";

/** Why, and which certificate; none where there is none to name. */
export interface Fault {
  readonly reason: TrustReason;
  readonly certificate?: LeanCertificate;
}

/** List every fault of a path, end-entity certificate first; `atMs` is Unix time. Empty: the path holds. */
export function pathFaults(path: readonly LeanCertificate[], atMs: number): Fault[] {
  return path.flatMap((certificate, index) => faultsOf(path, index, atMs).map((reason) => ({ reason, certificate })));
}

function faultsOf(path: readonly LeanCertificate[], index: number, atMs: number): TrustReason[] {
  const certificate = path[index] as LeanCertificate;
  // Every bit of a key usage that is absent is set
  const { keyUsage = 0xff, pathLen = Infinity, notBeforeMs, notAfterMs } = certificate;
  const faults: TrustReason[] = [];
  const check = (isSound: boolean | undefined, reason: TrustReason): void => {
    if (!isSound) faults.push(reason);
  };
  check(!certificate.hasUnknownCritical, "unknown-critical-extension");
  check(hasStrongKey(certificate), "weak-key");
  // RFC 5280 §4.2.1.3 and §4.2.1.12: digitalSignature, keyEncipherment or keyAgreement; extKeyUsage binds issuers too
  check(certificate.isForServers !== false && (index > 0 || (keyUsage & 0xa8) > 0), "not-for-server-auth");
  // notAfter names a second, all of which is valid. Written so that no time at all is refused
  check(atMs < notAfterMs + 1000, "expired");
  check(atMs >= notBeforeMs, "not-yet-valid");
  if (index > 0) {
    check(certificate.isAuthority, "issuer-not-ca");
    if (certificate.isAuthority) {
      check((keyUsage & 0x04) > 0, "missing-key-cert-sign");
      // RFC 5280 §4.2.1.9 counts the intermediates below that are not self-issued, without the leaf
      check(path.slice(1, index).filter((below) => !isSelfIssued(below)).length <= pathLen, "path-too-long");
    }
  }
  return faults;
}

/** RFC 5280 §6.1: subject and issuer are one name. Whether it is also self-signed is a question of keys. */
export function isSelfIssued({ subject, issuer }: LeanCertificate): boolean {
  return subject.equals(issuer);
}
