/**
 * From what Node and OpenSSL report to a `ConnectError`: one table for the system's codes, one for OpenSSL's, each
 * row with the sentence that helps a person standing next to the robot.
 */
import { ConnectError, type ConnectErrorCode, type ConnectPhase } from "./errors.ts";

type Failure = readonly [code: ConnectErrorCode, detail: string, retryable?: boolean | undefined];

const NETWORK_REMEDY = "is the robot on, and is this computer on its network?";
const NO_ROUTE: Failure = ["CONNECT_UNREACHABLE", `no route to this host; ${NETWORK_REMEDY}`];
const DROPPED: Failure = ["CONNECT_RESET", "the peer closed the connection; try again"];

const NO_LOCAL_ADDRESS: Failure = [
  "CONNECT_UNREACHABLE",
  "this computer has no such local address, or no free port on it; check localAddress",
];

/** errno names of connect(2), bind(2) and getaddrinfo(3). */
const SYSTEM_FAILURES: Readonly<Partial<Record<string, Failure>>> = {
  ECONNREFUSED: [
    "CONNECT_REFUSED",
    "connection refused: nothing listens on this port; is it a robot, and has it finished booting?",
  ],
  ECONNRESET: DROPPED,
  EPIPE: DROPPED,
  ECONNABORTED: DROPPED,
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  EHOSTDOWN: NO_ROUTE,
  ENETDOWN: NO_ROUTE,
  EADDRNOTAVAIL: NO_LOCAL_ADDRESS,
  EADDRINUSE: NO_LOCAL_ADDRESS,
  ETIMEDOUT: ["CONNECT_TIMEOUT", `no answer to the TCP connection; ${NETWORK_REMEDY}`],
  ENOTFOUND: ["NAME_NOT_FOUND", "no such host name; check its spelling, or give the robot's IP address"],
  EAI_AGAIN: ["NAME_NOT_FOUND", "no name server answers; try again, or give the robot's IP address", true],
};

/** Said of a peer that completes TLS, or refuses to, over ALPN. */
export const NO_H2_DETAIL =
  "the port speaks TLS but not HTTP/2, so no gRPC: is this the right port? Spot listens on 443";

const NOT_TLS: Failure = [
  "TLS_NOT_SPOKEN",
  "the port answers, but not in TLS: is this the right port? Spot listens on 443",
];
const OLD_TLS: Failure = [
  "TLS_HANDSHAKE_FAILED",
  "the peer speaks no TLS newer than 1.1, which is not safe to use: is this address a robot's?",
];
const NO_ALPN: Failure = ["TLS_NO_H2", NO_H2_DETAIL];

/** OpenSSL's reasons. */
const TLS_FAILURES: Readonly<Partial<Record<string, Failure>>> = {
  // The bytes of a peer that speaks something else, taken for a TLS record
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_RECORD_LAYER_FAILURE: NOT_TLS,
  ERR_SSL_HTTP_REQUEST: NOT_TLS,
  ERR_SSL_UNKNOWN_PROTOCOL: NOT_TLS,
  // Both sides of "we share no version": its alert, or our refusal of the version it chose
  ERR_SSL_UNSUPPORTED_PROTOCOL: OLD_TLS,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: OLD_TLS,
  ERR_SSL_VERSION_TOO_LOW: OLD_TLS,
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: NO_ALPN,
  ERR_SSL_NO_APPLICATION_PROTOCOL: NO_ALPN,
};

/** Wrap whatever a socket reported while connecting. */
export function connectFailure(cause: unknown, address: string, phase: ConnectPhase): ConnectError {
  const [code, detail, retryable] = classify(cause, phase);
  return new ConnectError(code, address, phase, detail, { cause, retryable });
}

function classify(cause: unknown, phase: ConnectPhase): Failure {
  const reported = errorCode(cause);
  const refused = TLS_FAILURES[reported];
  if (refused !== undefined) return refused;
  const known = SYSTEM_FAILURES[reported];
  if (known !== undefined) {
    return phase === "tls" ? [known[0], `during the TLS handshake: ${known[1]}`, known[2]] : known;
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return phase === "tls"
    ? ["TLS_HANDSHAKE_FAILED", `TLS handshake failed: ${text}; is this address a robot's?`]
    : ["CONNECT_UNREACHABLE", `cannot connect: ${text}; ${NETWORK_REMEDY}`];
}

/** A host with several addresses fails with an AggregateError, whose `code` is that of the first attempt. */
function errorCode(cause: unknown): string {
  const code: unknown = cause instanceof Error && "code" in cause ? cause.code : "";
  return String(code);
}
