/**
 * From what Node and OpenSSL report to a `ConnectError`: one table for the system's codes, one for OpenSSL's, each
 * row with the sentence that helps a person standing next to the robot.
 */
import { ConnectError, type ConnectErrorCode, type ConnectErrorOptions, type ConnectPhase } from "./errors.ts";

interface Failure {
  readonly code: ConnectErrorCode;
  readonly detail: string;
  readonly retryable?: boolean;
}

const NETWORK_REMEDY = "is the robot on, and is this computer on its network?";

/** errno names of connect(2), bind(2) and getaddrinfo(3). */
const SYSTEM_FAILURES: ReadonlyMap<string, Failure> = new Map<string, Failure>([
  [
    "ECONNREFUSED",
    {
      code: "CONNECT_REFUSED",
      detail: "connection refused: nothing listens on this port; is it a robot, and has it finished booting?",
    },
  ],
  ["ECONNRESET", { code: "CONNECT_RESET", detail: "the peer closed the connection; try again" }],
  ["EPIPE", { code: "CONNECT_RESET", detail: "the peer closed the connection; try again" }],
  ["ECONNABORTED", { code: "CONNECT_RESET", detail: "the connection was dropped; try again" }],
  ["EHOSTUNREACH", { code: "CONNECT_UNREACHABLE", detail: `no route to this host; ${NETWORK_REMEDY}` }],
  ["ENETUNREACH", { code: "CONNECT_UNREACHABLE", detail: `no route to this network; ${NETWORK_REMEDY}` }],
  ["EHOSTDOWN", { code: "CONNECT_UNREACHABLE", detail: `the host is down; ${NETWORK_REMEDY}` }],
  ["ENETDOWN", { code: "CONNECT_UNREACHABLE", detail: `the network is down; ${NETWORK_REMEDY}` }],
  [
    "EADDRNOTAVAIL",
    {
      code: "CONNECT_UNREACHABLE",
      detail: "this computer has no such local address, or no free port on it; check localAddress",
    },
  ],
  ["ETIMEDOUT", { code: "CONNECT_TIMEOUT", detail: `no answer to the TCP connection; ${NETWORK_REMEDY}` }],
  [
    "ENOTFOUND",
    {
      code: "NAME_NOT_FOUND",
      detail: "no such host name; check its spelling, or give the robot's IP address",
    },
  ],
  [
    "EAI_AGAIN",
    {
      code: "NAME_NOT_FOUND",
      detail: "no name server answers; try again, or give the robot's IP address",
      retryable: true,
    },
  ],
]);

/** OpenSSL's reasons where the bytes of a peer that speaks something else are taken for a TLS record. */
const NOT_TLS: ReadonlySet<string> = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_RECORD_LAYER_FAILURE",
  "ERR_SSL_HTTP_REQUEST",
  "ERR_SSL_UNKNOWN_PROTOCOL",
]);

/** Both sides of "we share no version": its alert, or our refusal of the version it chose. */
const OLD_TLS: ReadonlySet<string> = new Set([
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  "ERR_SSL_VERSION_TOO_LOW",
]);

const NO_ALPN: ReadonlySet<string> = new Set([
  "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
  "ERR_SSL_NO_APPLICATION_PROTOCOL",
]);

/** Said of a peer that completes TLS, or refuses to, over ALPN. */
export const NO_H2_DETAIL =
  "the port speaks TLS but not HTTP/2, so no gRPC: is this the right port? Spot listens on 443";

/** Wrap whatever a socket reported while connecting. */
export function connectFailure(cause: unknown, address: string, phase: ConnectPhase): ConnectError {
  const { code, detail, retryable } = classify(cause, phase);
  const options: ConnectErrorOptions = retryable === undefined ? { cause } : { cause, retryable };
  return new ConnectError(code, address, phase, detail, options);
}

function classify(cause: unknown, phase: ConnectPhase): Failure {
  const reported = errorCode(cause);
  if (NOT_TLS.has(reported)) {
    const detail = "the port answers, but not in TLS: is this the right port? Spot listens on 443";
    return { code: "TLS_NOT_SPOKEN", detail };
  }
  if (OLD_TLS.has(reported)) {
    const detail = "the peer speaks no TLS newer than 1.1, which is not safe to use: is this address a robot's?";
    return { code: "TLS_HANDSHAKE_FAILED", detail };
  }
  if (NO_ALPN.has(reported)) return { code: "TLS_NO_H2", detail: NO_H2_DETAIL };
  const known = SYSTEM_FAILURES.get(reported);
  if (known !== undefined) {
    return phase === "tls" ? { ...known, detail: `during the TLS handshake: ${known.detail}` } : known;
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return phase === "tls"
    ? { code: "TLS_HANDSHAKE_FAILED", detail: `TLS handshake failed: ${text}; is this address a robot's?` }
    : { code: "CONNECT_UNREACHABLE", detail: `cannot connect: ${text}; ${NETWORK_REMEDY}` };
}

/** A host with several addresses fails with an AggregateError, whose `code` is that of the first attempt. */
function errorCode(cause: unknown): string {
  if (!(cause instanceof Error) || !("code" in cause)) return "";
  return typeof cause.code === "string" ? cause.code : "";
}
