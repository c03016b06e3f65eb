/**
 * What goes wrong between an address and a verified TLS connection: the network (`ConnectError`), the peer's
 * certificates (`TrustError`), or certificates of our own that cannot be read (`CertificateError`, `TrustStoreError`).
 * Every message names the place first, then the fault, and ends with what a person at the robot can do about it.
 */
import { SpotError } from "../errors.ts";
import type { MalformedReason } from "./der.ts";
import type { RejectedPath, TrustReason } from "./verdict.ts";

/** Why no TLS connection came about. */
export type ConnectErrorCode =
  | "CONNECT_REFUSED"
  | "CONNECT_UNREACHABLE"
  | "CONNECT_TIMEOUT"
  | "CONNECT_RESET"
  | "CONNECT_ABORTED"
  | "NAME_NOT_FOUND"
  | "TLS_HANDSHAKE_FAILED"
  | "TLS_NOT_SPOKEN"
  | "TLS_NO_H2";

/**
 * How far a connection had come when it failed: `tcp` covers the name look-up and the TCP handshake, `link` the making of
 * a link of the caller's own, in their place.
 */
export type ConnectPhase = "tcp" | "link" | "tls";

/** Facts of a {@link ConnectError} besides its code and text. */
export interface ConnectErrorOptions extends ErrorOptions {
  /** Default: by code. A name server that says "try again" overrides it. */
  readonly retryable?: boolean | undefined;
}

/** No connection: the network or the TLS handshake failed before the peer could be judged, or it speaks no HTTP/2. */
export class ConnectError extends SpotError {
  readonly code: ConnectErrorCode;
  readonly retryable: boolean;
  /** Where to: `host:port`, an IPv6 host in brackets, or what the caller calls the place. */
  readonly address: string;
  readonly phase: ConnectPhase;

  constructor(
    code: ConnectErrorCode,
    address: string,
    phase: ConnectPhase,
    detail: string,
    options: ConnectErrorOptions = {},
  ) {
    super(`${address}: ${detail}`, options);
    this.code = code;
    this.address = address;
    this.phase = phase;
    // Nothing need change but the robot or the network for the same attempt to succeed.
    this.retryable = options.retryable ?? /^CONNECT_(?!ABORTED)/.test(code);
  }
}

/**
 * The peer answered in TLS, but its certificates do not lead to a pinned root. Nothing was sent to it beyond the
 * handshake. Match on `reason`; `verdict` holds every certificate's own reason.
 */
export class TrustError extends SpotError {
  readonly code = "TRUST_REJECTED";
  /** Presenting the same certificates again gives the same verdict. */
  readonly retryable = false;
  readonly reason: TrustReason;
  /** The certificate at fault, as `C=…, O=…, CN=…`; empty where none was presented or it could not be read. */
  readonly subject: string;
  /** Which peer, as `host:port`; undefined for a verdict reached away from a connection. */
  readonly address: string | undefined;
  readonly verdict: RejectedPath;

  constructor(verdict: RejectedPath, address?: string) {
    const where = address === undefined ? "certificate path" : address;
    super(`${where}: not trusted (${verdict.reason}): ${verdict.explanation}`);
    this.reason = verdict.reason;
    this.subject = verdict.subject;
    this.address = address;
    this.verdict = verdict;
  }
}

/** Bytes or text that are not one well-formed X.509 certificate. */
export class CertificateError extends SpotError {
  readonly code = "CERTIFICATE_MALFORMED";
  readonly retryable = false;
  readonly reason: MalformedReason;
  /** Byte of the DER where it went wrong, from 0; undefined where the fault has no one place (PEM text, size). */
  readonly offset: number | undefined;

  constructor(reason: MalformedReason, detail: string, offset?: number, options?: ErrorOptions) {
    super(`certificate${offset === undefined ? "" : ` byte ${offset}`}: ${detail} (${reason})`, options);
    this.reason = reason;
    this.offset = offset;
  }
}

/** The trust anchors given cannot be used. */
export class TrustStoreError extends SpotError {
  readonly code: "TRUST_STORE_EMPTY" | "TRUST_STORE_MALFORMED";
  readonly retryable = false;

  constructor(code: TrustStoreError["code"], detail: string, options?: ErrorOptions) {
    super(`trust store: ${detail}`, options);
    this.code = code;
  }
}
