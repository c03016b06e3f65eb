/**
 * Looks at what a peer presents, whoever it is, and hangs up: for a person who asks why a connection is refused. No byte
 * of HTTP/2 is spoken, nothing is handed out to be used; who wants a connection takes `connectTls`, which has a verdict.
 */
import { constants } from "node:crypto";
import type { TcpNetConnectOpts } from "node:net";
import type { Duplex } from "node:stream";
import {
  connect as startTls,
  createSecureContext,
  type ConnectionOptions,
  type SecureVersion,
  type TLSSocket,
} from "node:tls";
import { connectFailure } from "./connect-failure.ts";
import { ConnectError, type ConnectPhase } from "./errors.ts";
import { presentedCertificates } from "./handshake.ts";

/** Whom to look at. */
export interface InspectPeerOptions {
  /** IP address or host name, an IPv6 address without brackets. */
  readonly host: string;
  /** Default 443. */
  readonly port?: number | undefined;
  /** A connected stream to shake hands over, in place of TCP; destroyed at the end. Host and port then only name it. */
  readonly link?: Duplex | undefined;
  /** What to offer. Default TLS 1.2 and 1.3. */
  readonly versions?: readonly [least: SecureVersion, most: SecureVersion] | undefined;
  /** Server name (SNI) to ask for; default `id.spot.robot`, an authority that every robot has. */
  readonly serverName?: string | undefined;
  /** Budget for name look-up, TCP and TLS together, in milliseconds; default 10 000. */
  readonly timeoutMs?: number | undefined;
  /** Ends the attempt with `CONNECT_ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** What the peer showed. Nothing of it has been judged. */
export interface PeerInspection {
  /** `host:port`, an IPv6 host in brackets. */
  readonly address: string;
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly tlsVersion: string;
  /** By its standard name, `TLS_AES_256_GCM_SHA384`. */
  readonly cipherName: string;
  /** The protocol the peer chose of `h2` and `http/1.1`; a robot chooses `h2`. Undefined: none. */
  readonly alpnProtocol: string | undefined;
  /** DER, end entity first, as presented; ready for `verifyPath`. */
  readonly presented: readonly Uint8Array[];
}

/**
 * Shake hands with a peer, take down what it presents, and hang up.
 * @throws {ConnectError} `CONNECT_*`, `NAME_NOT_FOUND`, `TLS_*`: there was no handshake, so there is nothing to see
 */
export function inspectPeer(options: InspectPeerOptions): Promise<PeerInspection> {
  const { host, port = 443, timeoutMs = 10_000, signal } = options;
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  let phase: ConnectPhase = options.link === undefined ? "tcp" : "tls";
  return new Promise((resolve, reject) => {
    const socket = openTls(options, port);
    const end = (error: ConnectError): void => {
      stop();
      // The TLS socket, which takes its TCP socket along; a link of the caller's own after it, never before
      socket.destroy();
      options.link?.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      end(new ConnectError("CONNECT_TIMEOUT", address, phase, `no answer within ${timeoutMs} ms; is the robot on?`));
    }, timeoutMs);
    const onAbort = (): void => {
      const cause: unknown = signal?.reason;
      end(new ConnectError("CONNECT_ABORTED", address, phase, "the caller gave up", { cause }));
    };
    const stop = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    socket.on("connect", () => (phase = "tls"));
    socket.on("error", (cause) => {
      end(connectFailure(cause, address, phase));
    });
    socket.on("close", () => {
      end(connectFailure(Object.assign(new Error("closed"), { code: "ECONNRESET" }), address, phase));
    });
    socket.on("secureConnect", () => {
      const seen = inspection(socket, address);
      stop();
      socket.once("close", () => options.link?.destroy());
      socket.destroySoon(); // lets the handshake's last flight out, or the peer logs a failure
      resolve(seen);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });
}

/** As `connectTls` does it, and for the same reasons, but that HTTP/1.1 is offered too: a web server shows itself then. */
function openTls(
  { host, link, serverName = "id.spot.robot", versions = ["TLSv1.2", "TLSv1.3"] }: InspectPeerOptions,
  port: number,
): TLSSocket {
  const [minVersion, maxVersion] = versions;
  const way: ConnectionOptions & Partial<TcpNetConnectOpts> =
    link === undefined
      ? { host, port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2_000 }
      : { socket: link };
  return startTls({
    ...way,
    servername: serverName,
    ALPNProtocols: ["h2", "http/1.1"],
    // The certificates are to be shown whatever they are worth; no data follows
    rejectUnauthorized: false,
    secureContext: createSecureContext({
      ca: [],
      minVersion,
      maxVersion,
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    }),
  });
}

function inspection(socket: TLSSocket, address: string): PeerInspection {
  const { alpnProtocol } = socket;
  return {
    address,
    tlsVersion: socket.getProtocol() ?? "unknown",
    cipherName: socket.getCipher().standardName,
    alpnProtocol: typeof alpnProtocol === "string" ? alpnProtocol : undefined,
    presented: presentedCertificates(socket),
  };
}
