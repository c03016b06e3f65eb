/** Floor 4: the TLS handshake; which versions, and is it HTTP/2 that the peer agrees to? */
import type { SecureVersion } from "node:tls";
import { ConnectError, type ConnectErrorCode } from "../../../tls/index.ts";
import { inspectPeer, type PeerInspection } from "../../../trust/index.ts";
import type { FloorFinding } from "../finding.ts";
import { openLink } from "../open-link.ts";
import type { Visit } from "../visit.ts";

/** An authority that every robot has. */
const SERVER_NAME = "id.spot.robot";
const VERSIONS: readonly SecureVersion[] = ["TLSv1.2", "TLSv1.3"];
/** The handshake has been seen to work by then; a peer that ignores one version must not cost much. */
const VERSION_TIMEOUT_MS = 3000;

const RIGHT_PORT =
  "Check address and port: Spot listens on 443, and its payloads behind forwarded ports are other programs.";

/** Shake hands. */
export async function shakeHands(visit: Visit): Promise<FloorFinding> {
  const tried = `shake hands with server name ${SERVER_NAME}, offering TLS 1.2 and 1.3, and h2 by ALPN`;
  let probe: PeerInspection;
  try {
    probe = await shake(visit, visit.options.timeoutMs);
  } catch (error) {
    if (!(error instanceof ConnectError) || error.phase !== "tls") throw error;
    return {
      outcome: "fail",
      tried,
      seen: SEEN[error.code] ?? error.message,
      ...explain(error.code),
      facts: failed(error),
    };
  }
  visit.presented = probe.presented;
  const facts = { version: probe.tlsVersion, cipher: probe.cipherName, alpn: probe.alpnProtocol };
  if (probe.alpnProtocol !== "h2") {
    const seen = `${probe.tlsVersion}, but ${probe.alpnProtocol === undefined ? "no protocol by ALPN" : `${probe.alpnProtocol} by ALPN`}`;
    return { outcome: "fail", tried, seen, ...explain("TLS_NO_H2"), facts: { ...facts, code: "TLS_NO_H2" } };
  }
  const versions = await versionsOf(visit);
  return {
    outcome: "pass",
    tried,
    seen: `${probe.tlsVersion}, ${probe.cipherName}, h2; takes ${versions.join(" and ") || probe.tlsVersion}`,
    facts: { ...facts, versions },
  };
}

async function shake(visit: Visit, timeoutMs: number, version?: SecureVersion): Promise<PeerInspection> {
  const { signal, endpoint } = visit;
  const link = await openLink(visit);
  const versions = version === undefined ? undefined : ([version, version] as const);
  try {
    return await inspectPeer({ ...endpoint, link, serverName: SERVER_NAME, versions, timeoutMs, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function versionsOf(visit: Visit): Promise<SecureVersion[]> {
  const taken: SecureVersion[] = [];
  for (const version of VERSIONS) {
    try {
      await shake(visit, Math.min(VERSION_TIMEOUT_MS, visit.options.timeoutMs), version);
      taken.push(version);
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
    }
  }
  return taken;
}

function failed({ code, cause }: ConnectError): Record<string, unknown> {
  const reported = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return { code, reported };
}

const SEEN: Readonly<Partial<Record<ConnectErrorCode, string>>> = {
  CONNECT_TIMEOUT: "the port accepts the connection and says nothing",
  CONNECT_RESET: "the peer closed the connection in the middle of the handshake",
  TLS_NOT_SPOKEN: "the port answers, but not in TLS",
  TLS_NO_H2: "the peer refuses h2",
};

function explain(code: ConnectErrorCode): { meaning: string; remedy: string } {
  switch (code) {
    case "CONNECT_TIMEOUT":
      return {
        meaning:
          "Another program listens there, one that waits for the other side to begin, or a forwarded port leads nowhere.",
        remedy: `${RIGHT_PORT} Where a tunnel or port forwarding is in between, look at its far end.`,
      };
    case "CONNECT_RESET":
      return {
        meaning:
          "A firewall or proxy that looks into TLS may cut what it does not know, such as the server name id.spot.robot.",
        remedy: `Ask for an exception for this address, or take another way. ${RIGHT_PORT}`,
      };
    case "TLS_NOT_SPOKEN":
      return { meaning: "A program without TLS listens there: a robot's API speaks TLS alone.", remedy: RIGHT_PORT };
    case "TLS_NO_H2":
      return {
        meaning:
          "It speaks TLS, but not HTTP/2: a web server, or a proxy that decrypts (TLS inspection) and knows HTTP/1.1 alone.",
        remedy: `${RIGHT_PORT} Ask the network's administrator whether TLS is inspected on the way.`,
      };
    default:
      return {
        meaning: "The two share no version or cipher of TLS: a robot takes TLS 1.2 or 1.3, and so does this client.",
        remedy: `${RIGHT_PORT} A device on the way that ends TLS itself (TLS inspection) looks the same.`,
      };
  }
}
