/** Floor 6: HTTP/2 on the verified connection: its SETTINGS, and a first PING. */
import { formatAddress } from "../../../discovery/index.ts";
import { TransportError } from "../../../grpc/index.ts";
import { connectTls, type TrustStore } from "../../../tls/index.ts";
import type { FloorFinding } from "../finding.ts";
import { openLink } from "../open-link.ts";
import { probeHttp2 } from "../probe-http2.ts";
import { rounded } from "../statistics.ts";
import { THRESHOLDS } from "../thresholds.ts";
import type { Visit } from "../visit.ts";

const AUTHORITY = "id.spot.robot";

/** Begin HTTP/2 and read the peer's settings. */
export async function readSettings(visit: Visit): Promise<FloorFinding> {
  const tried = "begin HTTP/2, read the peer's SETTINGS, send a PING";
  const { host, port } = visit.endpoint;
  const { timeoutMs, keyLog } = visit.options;
  const address = formatAddress(visit.endpoint);
  const { socket } = await connectTls({
    host,
    port,
    serverName: AUTHORITY,
    // The chain floor set it, or the walk had ended there
    trustStore: visit.trustStore as TrustStore,
    link: await openLink(visit),
    address,
    timeoutMs,
    signal: visit.signal,
    keyLog,
  });
  try {
    const { settings, pingMs } = await probeHttp2({
      socket,
      address,
      authority: AUTHORITY,
      timeoutMs,
      signal: visit.signal,
    });
    const streams = settings.maxConcurrentStreams ?? Infinity;
    const facts = { ...settings, pingMs: rounded(pingMs) };
    const seen =
      `${streams === Infinity || streams === 0xffff_ffff ? "any number of" : streams} streams at once, window ` +
      `${settings.initialWindowSize ?? "?"} bytes, PING ${pingMs.toFixed(1)} ms`;
    if (streams >= THRESHOLDS.concurrentStreams) return { outcome: "pass", tried, seen, facts };
    return {
      outcome: "warn",
      tried,
      seen,
      meaning: "Few calls run at a time on one connection; more of them wait.",
      remedy:
        "Something stands before the robot, as a robot takes more. Programs with many streams want several connections.",
      facts,
    };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return {
      outcome: "fail",
      tried,
      seen: error.message,
      meaning: "The peer has a good certificate and agreed to h2, but does not speak it.",
      remedy:
        "Something between TLS and the robot's API is broken: a tunnel's far end, or a robot that is still starting.",
      facts: { code: error.code },
    };
  }
}
