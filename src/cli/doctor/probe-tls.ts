/**
 * One TLS handshake with a peer that nobody has judged yet: what it agrees to and what it presents. Then the connection is
 * closed; nothing is sent over it, and nothing is taken from it.
 */
import { constants } from "node:crypto";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { connect as startTls, createSecureContext, type SecureVersion, type TLSSocket } from "node:tls";
import { connectFailure } from "../../tls/connect-failure.ts";
import { presentedCertificates } from "../../tls/handshake.ts";
import { ConnectError } from "../../tls/index.ts";
import { Deadline } from "./deadline.ts";

/** How to shake hands. */
export interface ProbeTlsOptions {
  /** Open; destroyed with the probe. */
  readonly link: Duplex;
  /** For messages: `host:port`. */
  readonly address: string;
  readonly serverName: string;
  /** What to offer. Default TLS 1.2 and 1.3. */
  readonly versions?: readonly [least: SecureVersion, most: SecureVersion];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the peer agreed to and presented. Not judged. */
export interface TlsProbe {
  /** `TLSv1.3` */
  readonly version: string;
  readonly cipher: string;
  /** The peer's choice of `h2` and `http/1.1`; `undefined` where it made none. */
  readonly alpn: string | undefined;
  /** DER, end entity first. */
  readonly presented: readonly Uint8Array[];
}

/** Shake hands. @throws {ConnectError} of phase `tls` */
export async function probeTls(options: ProbeTlsOptions): Promise<TlsProbe> {
  const { link, address, timeoutMs } = options;
  using deadline = new Deadline(options.signal, timeoutMs);
  const over = deadline.signal;
  link.on("error", () => undefined);
  const socket = begin(options);
  const closed = once(socket, "close", { signal: over }).then(() => {
    throw Object.assign(new Error("closed"), { code: "ECONNRESET" });
  });
  closed.catch(() => undefined);
  try {
    await Promise.race([once(socket, "secureConnect", { signal: over }), closed]);
    const { alpnProtocol } = socket;
    return {
      version: socket.getProtocol() ?? "unknown",
      cipher: socket.getCipher().standardName,
      alpn: typeof alpnProtocol === "string" ? alpnProtocol : undefined,
      presented: presentedCertificates(socket),
    };
  } catch (cause) {
    options.signal.throwIfAborted();
    if (!over.aborted) throw connectFailure(cause, address, "tls");
    throw new ConnectError("CONNECT_TIMEOUT", address, "tls", `no TLS handshake within ${timeoutMs} ms`);
  } finally {
    socket.on("error", () => undefined);
    // TLS before its link: the other way round Node (20 and 24) crashes inside the handshake's own callback
    socket.destroy();
    link.destroy();
  }
}

function begin({ link, serverName, versions = ["TLSv1.2", "TLSv1.3"] }: ProbeTlsOptions): TLSSocket {
  const [minVersion, maxVersion] = versions;
  return startTls({
    socket: link,
    servername: serverName,
    // HTTP/1.1 too, so that a web server shows itself as one
    ALPNProtocols: ["h2", "http/1.1"],
    // The chain is the next floor's to judge, by its own rules; no byte goes to this peer
    rejectUnauthorized: false,
    secureContext: createSecureContext({
      ca: [],
      minVersion,
      maxVersion,
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    }),
  });
}
