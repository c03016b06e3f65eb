/** What a finished TLS handshake must have shown before a byte of HTTP/2 goes either way: `tls/handshake.ts`, lean. */
import { TrustError } from "../tls/errors.ts";
import { type HandshakeView, presentedCertificates } from "../tls/handshake.ts";
import type { LeanCertificate } from "./certificate.ts";
import { connectFailure } from "./connect-failure.ts";
import { findPathFault } from "./path.ts";

/** By which roots, at which time, and whom to name in an error. */
export interface PeerCheck {
  /** `host:port`. */
  readonly address: string;
  readonly anchors: readonly LeanCertificate[];
  /** Unix time. */
  readonly atMs: number;
}

/**
 * Accept or refuse a finished handshake; once per socket, for reading the presented certificates uses them up.
 * @throws {TrustError} `TRUST_REJECTED`
 * @throws {ConnectError} `TLS_HANDSHAKE_FAILED` for a resumed session, which shows no certificate; `TLS_NO_H2`
 */
export function checkPeer(peer: HandshakeView, { address, anchors, atMs }: PeerCheck): void {
  if (peer.isSessionReused()) throw connectFailure(address, "tls", undefined, "");
  const fault = findPathFault(presentedCertificates(peer), anchors, atMs);
  if (fault !== undefined) {
    const { reason, certificate } = fault;
    const subject = printable(certificate?.x509.subject ?? "");
    const why = /expired|yet/.test(reason)
      ? "are this computer's clock and the robot's right?"
      : "is this address the robot you mean, and its root among trustAnchors?";
    const explanation = `${subject || "what it presented"}: ${why} spotwire trust check says more`;
    const rejection = { reason, subject, certificate: undefined, explanation };
    throw new TrustError({ trusted: false, ...rejection, path: [], rejected: [rejection] }, address);
  }
  if (peer.alpnProtocol !== "h2") throw connectFailure(address, "tls", undefined, "NO_APPLICATION_PROTOCOL");
}

const MAX_SHOWN_CHARACTERS = 256;

/** One line, nothing that a terminal might obey or hide: the name comes from an unverified peer. */
function printable(name: string): string {
  return name
    .slice(0, MAX_SHOWN_CHARACTERS)
    .replaceAll("\n", ", ")
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
}
