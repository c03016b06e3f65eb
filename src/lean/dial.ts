/**
 * Address → TLS connection to a peer that is trusted: TCP, the handshake and the verdict, within one time budget. Nobody
 * gets hold of the socket before the verdict. No proxies, no links of the caller's own, no choice of local address.
 */
import { constants } from "node:crypto";
import type { TcpNetConnectOpts } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import type { ConnectPhase } from "../tls/errors.ts";
import { connectFailure } from "./connect-failure.ts";
import { checkPeer } from "./peer-check.ts";
import { readAnchors } from "./pem.ts";

/** Where to connect, and what to expect there. */
export interface DialOptions {
  /** IP address or host name, an IPv6 address without brackets. Reaches the robot; never compared with a certificate. */
  readonly host: string;
  /** Default 443, where Spot listens. */
  readonly port?: number | undefined;
  /** Server name and `:authority`, by which the robot's proxy routes: a service's, for example `id.spot.robot`. */
  readonly authority: string;
  /** The pinned roots, as PEM text, one or several. They replace the system's roots. */
  readonly trustAnchors: string | readonly string[];
  /** Budget for name look-up, TCP and TLS together, in milliseconds, 1 to 2 147 483 647; default 10 000. */
  readonly timeoutMs?: number | undefined;
  /** Ends the attempt with `CONNECT_ABORTED`. No effect on a connection already made. */
  readonly signal?: AbortSignal | undefined;
  /** Clock for certificate validity, milliseconds of Unix time; default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Connect, shake hands and verify.
 * @throws {ConnectError} `CONNECT_*`, `NAME_NOT_FOUND`, `TLS_*`
 * @throws {TrustError} `TRUST_REJECTED`
 * @throws {TrustStoreError} `trustAnchors` holds none, or cannot be read
 * @throws {TypeError | RangeError} the options make no sense
 */
export async function dial(options: DialOptions): Promise<{ readonly socket: TLSSocket; readonly address: string }> {
  const { host, port = 443, authority, timeoutMs = 10_000, signal, now = Date.now } = options;
  // Node takes an empty host for this computer, and an IP address is no server name (RFC 6066 §3)
  if (host === "" || !/^[\w.-]*[a-z][\w.-]*$/i.test(authority)) throw new TypeError("host or authority is not a name");
  if (!(port >= 1 && timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS))
    throw new RangeError("port or timeoutMs is out of range");
  const anchors = readAnchors(options.trustAnchors);
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  let phase: ConnectPhase = "tcp";
  const fail = (cause?: unknown, code?: string): Error => connectFailure(address, phase, cause, code);
  if (signal?.aborted === true) throw fail(signal.reason, "ABORTED");
  const way: ConnectionOptions & TcpNetConnectOpts = {
    host,
    port,
    autoSelectFamily: true,
    // Where a name has several addresses: Node's own 250 ms fails a robot behind a slow radio link
    autoSelectFamilyAttemptTimeout: 2000,
    servername: authority,
    ALPNProtocols: ["h2"],
    // No insecure switch: `checkPeer` replaces OpenSSL's own chain check, which compares the address with names that a
    // robot's certificate never has. The handshake's signature is checked whatever this says (RFC 8446 §4.4.3).
    rejectUnauthorized: false,
    ca: [], // empty, not absent: absent means the system's roots
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    // No tickets, and no renegotiation: it could swap the certificate after the verdict (RFC 9113 §9.2.1 bars it too)
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
  const socket = connect(way);
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject: (error: Error) => void) => {
      // These two stay: an error that nobody listens to would end the process
      socket.on("error", (cause) => reject(fail(cause)));
      socket.on("close", () => reject(fail(undefined, "ECONNRESET")));
      socket.once("connect", () => {
        phase = "tls";
        socket.setNoDelay(true);
        socket.setKeepAlive(true, 10_000);
      });
      socket.once("secureConnect", resolve);
      timer = setTimeout(() => reject(fail(undefined, "ETIMEDOUT")), timeoutMs);
      onAbort = () => reject(fail(signal?.reason, "ABORTED"));
      signal?.addEventListener("abort", onAbort);
    });
    checkPeer(socket, { address, anchors, atMs: now() });
    return { socket, address };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
