/** Connects to the proxy itself: TCP, and for `https://` TLS, where ALPN decides the version of HTTP. */
import { once } from "node:events";
import { connect as connectTcp, isIP, isIPv6, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { ProxyError } from "./errors.ts";
import type { ProxyServer } from "./proxy-server.ts";

const KEEP_ALIVE_DELAY_MS = 10_000;

/** A connection to the proxy, and what to speak on it. */
export interface ProxyConnection {
  readonly socket: Socket;
  readonly protocol: "http/1.1" | "h2";
}

/**
 * Connect to a proxy.
 * @throws {ProxyError} `PROXY_UNREACHABLE`, `PROXY_UNTRUSTED`, `PROXY_PROTOCOL`
 * @throws the signal's AbortError
 */
export async function reachProxy(proxy: ProxyServer, signal: AbortSignal): Promise<ProxyConnection> {
  const { host, port, isSecure } = proxy;
  const socket = isSecure ? openTls(proxy) : connectTcp({ host, port });
  socket.on("error", () => undefined); // for as long as it lives: what matters is heard below
  socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
  try {
    await once(socket, isSecure ? "secureConnect" : "connect", { signal });
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw unreachable(proxy, socket, error as NodeJS.ErrnoException);
  }
  const protocol = "alpnProtocol" in socket && socket.alpnProtocol === "h2" ? "h2" : "http/1.1";
  return { socket, protocol };
}

function openTls({ host, port, ca }: ProxyServer): TLSSocket {
  return connectTls({
    host,
    port,
    ca,
    servername: isIP(host) === 0 ? host : "", // an address is no server name (RFC 6066 §3)
    // http2-wrapper 2.2.4 cannot compare an IPv6 address with a certificate, and then waits for ever
    ALPNProtocols: isIPv6(host) ? ["http/1.1"] : ["h2", "http/1.1"],
    rejectUnauthorized: true, // said aloud: NODE_TLS_REJECT_UNAUTHORIZED must not open the way to the credentials
  });
}

function unreachable({ name }: ProxyServer, socket: Socket, cause: NodeJS.ErrnoException): ProxyError {
  const { code = "", message } = cause;
  // Set by Node where the certificate, and nothing else, was at fault; its types know of TLS alone
  const complaint = (socket as Partial<TLSSocket>).authorizationError as unknown;
  if (complaint !== undefined && complaint !== null) {
    const detail = `its certificate is not trusted (${message}); pass its root as ca, or check the host name`;
    return new ProxyError("PROXY_UNTRUSTED", name, detail, { cause });
  }
  if (code.startsWith("ERR_SSL_")) {
    const detail = `the TLS handshake failed (${message}); is it an http:// proxy?`;
    return new ProxyError("PROXY_PROTOCOL", name, detail, { cause });
  }
  const reason = code === "" ? message : code;
  return new ProxyError("PROXY_UNREACHABLE", name, `cannot be reached (${reason}); check its address and port`, {
    cause,
  });
}
