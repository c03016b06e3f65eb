/**
 * What a finished TLS handshake must have shown before anyone may use the connection. Works on a view of the socket, so
 * that the cases no real peer can be made to produce are tested too.
 */
import type { DetailedPeerCertificate, PeerCertificate, TLSSocket } from "node:tls";
import type { X509Certificate } from "node:crypto";
import { NO_H2_DETAIL } from "./connect-failure.ts";
import { ConnectError, TrustError } from "./errors.ts";
import { verifyPath } from "./path.ts";
import type { TrustStore } from "./trust-store.ts";
import type { TrustedPath } from "./verdict.ts";

/** The part of a TLSSocket that the checks read. */
export type HandshakeView = Pick<
  TLSSocket,
  "isSessionReused" | "getPeerX509Certificate" | "getPeerCertificate" | "alpnProtocol"
>;

/** By which roots, at which time, and whom to name in an error. */
export interface HandshakeCheck {
  readonly address: string;
  readonly trustStore: TrustStore;
  readonly atMs: number;
  /** What is to be spoken. Default `h2`, and the peer must have said so. */
  readonly protocol?: "h2" | "http/1.1" | undefined;
}

/**
 * Accept or refuse a finished handshake: a full one, by a peer whose certificates lead to a pinned root, for the protocol asked for.
 * Call it once per socket: reading the presented certificates uses them up (see below).
 * @throws {TrustError} `TRUST_REJECTED`
 * @throws {ConnectError} `TLS_HANDSHAKE_FAILED` for a resumed session, `TLS_NO_H2`
 */
export function checkHandshake(
  peer: HandshakeView,
  { address, trustStore, atMs, protocol = "h2" }: HandshakeCheck,
): TrustedPath {
  // A resumed session shows no certificate. None is ever offered for resumption, so this never happens; if it did, the
  // verdict would be about nothing.
  if (peer.isSessionReused()) {
    const detail = "the TLS session was resumed, so the peer showed no certificate; connect anew";
    throw new ConnectError("TLS_HANDSHAKE_FAILED", address, "tls", detail);
  }
  const verdict = verifyPath({ presented: presentedCertificates(peer), trustStore, at: atMs });
  if (!verdict.trusted) throw new TrustError(verdict, address);
  // A server of HTTP/1.1 may know nothing of ALPN, and then nothing is chosen (RFC 7301 §3.1).
  if ((peer.alpnProtocol || "http/1.1") !== protocol) throw new ConnectError("TLS_NO_H2", address, "tls", NO_H2_DETAIL);
  return verdict;
}

/** Stops a walk along a chain that Node may have tied into a loop. */
const MAX_WALK = 64;

/**
 * Collect what the peer presented, end entity first. Node has two views of it, and we join them:
 *
 * - `getPeerX509Certificate()`, then `issuerCertificate`, lists all certificates in the order sent, surplus ones
 *   included. Node (20 and 24 alike) takes them off OpenSSL's own list: a second call finds none, so there is only this one.
 * - `getPeerCertificate(true)`, then `issuerCertificate`, shows only those that link up by name; a self-signed one is
 *   its own issuer. It would add roots from the socket's `ca` list, which is why that list is empty.
 */
export function presentedCertificates(peer: HandshakeView): Uint8Array[] {
  const linked = [...walkLinked(peer.getPeerCertificate(true))];
  const sent = [...walkSent(peer.getPeerX509Certificate())];
  return [...sent, ...linked.filter((der) => !sent.some((other) => Buffer.compare(der, other) === 0))];
}

function* walkSent(first: X509Certificate | undefined): Generator<Buffer> {
  let certificate = first;
  for (let step = 0; certificate !== undefined && step < MAX_WALK; step++) {
    yield certificate.raw;
    certificate = certificate.issuerCertificate;
  }
}

function* walkLinked(first: DetailedPeerCertificate): Generator<Buffer> {
  // Without a certificate Node gives an empty object, or none, whatever its types say
  let certificate: Partial<PeerCertificate & DetailedPeerCertificate> | null | undefined = first;
  for (let step = 0; certificate?.raw !== undefined && step < MAX_WALK; step++) {
    yield certificate.raw;
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    if (issuer === certificate) return;
    certificate = issuer;
  }
}
