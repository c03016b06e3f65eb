/** From what Node and OpenSSL report to a `ConnectError`: the codes of `tls/connect-failure.ts`, in fewer words. */
import { ConnectError, type ConnectErrorCode, type ConnectPhase } from "../tls/errors.ts";

type Failure = readonly [RegExp, ConnectErrorCode, string];

/** By the codes of errno, getaddrinfo and OpenSSL; the last two are also for what nobody knows, before TLS and in it. */
const FAILURES: readonly Failure[] = [
  [/^ECONNREF/, "CONNECT_REFUSED", "nothing listens on this port; is it a robot, and has it booted?"],
  [/^ECONN|^EPIPE/, "CONNECT_RESET", "the peer closed the connection; try again"],
  [/^ETIME/, "CONNECT_TIMEOUT", "no answer in time; is the robot on, and is this computer on its network?"],
  [/^ABORT/, "CONNECT_ABORTED", "the caller gave up"],
  [/^ENOTF|^EAI_/, "NAME_NOT_FOUND", "no such host name; try the robot's IP address"],
  [/NO_APPLICATION_P/, "TLS_NO_H2", "the port does not speak HTTP/2; Spot listens on 443"],
  [
    /^ERR_SSL_(WRONG_V|PACKET_L|RECORD_L|HTTP_R|UNKNOWN_P)/,
    "TLS_NOT_SPOKEN",
    "the port does not speak TLS; Spot listens on 443",
  ],
  [
    /^E(HOST|NET)|^tcp/,
    "CONNECT_UNREACHABLE",
    "no way to this host; is the robot on, and is this computer on its network?",
  ],
  [/^/, "TLS_HANDSHAKE_FAILED", "TLS failed; is this address a robot's?"],
];

/** Wrap what a socket reported while connecting, or, with a code of its own, what this side did. */
export function connectFailure(address: string, phase: ConnectPhase, cause?: unknown, own?: string): ConnectError {
  const reported = own ?? String((cause as { code?: unknown }).code);
  const [, code, detail] = FAILURES.find(([pattern]) => pattern.test(reported) || pattern.test(phase)) as Failure;
  // A name server that says "try again"
  return new ConnectError(code, address, phase, detail, { cause, retryable: reported === "EAI_AGAIN" || undefined });
}
