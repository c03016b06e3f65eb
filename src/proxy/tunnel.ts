/** A tunnel through an HTTP proxy, from TCP to the answer to CONNECT, within one time budget. */
import type { Duplex } from "node:stream";
import { ConnectError } from "../tls/errors.ts";
import type { LinkOptions, LinkTarget } from "../tls/link.ts";
import { answerOf } from "./answer.ts";
import { connectOverH1 } from "./connect-h1.ts";
import { connectOverH2 } from "./connect-h2.ts";
import { ProxyError } from "./errors.ts";
import { type ProxyOptions, type ProxyServer, proxyServer } from "./proxy-server.ts";
import { reachProxy } from "./reach-proxy.ts";

/**
 * Make a link maker that reaches a robot through a proxy: CONNECT over HTTP/1.1, or over HTTP/2 where an `https://`
 * proxy agrees to it (RFC 9110 §9.3.6, RFC 9113 §8.5). Each tunnel has a connection to the proxy of its own, so that
 * connecting anew never leads onto a path that has died.
 *
 * The proxy's certificate is checked with its host name against the system's roots or `ca`, and has nothing to do with
 * the robot's.
 * @param url `http://proxy:3128`, `https://user:password@proxy` (default ports 80 and 443)
 * @throws {ProxyError} `PROXY_URL_INVALID`, at once; any other code from the link maker: there is no tunnel
 * @throws {ConnectError} `CONNECT_ABORTED`, from the link maker
 * @throws {RangeError | TypeError} the options make no sense
 * @example
 * ```ts
 * const robot = await connect("192.168.80.3", { roots, link: proxyTunnel("http://proxy.example:3128") });
 * ```
 */
export function proxyTunnel(
  url: string | URL,
  options: ProxyOptions = {},
): (target: LinkTarget, options: LinkOptions) => Promise<Duplex> {
  const proxy = proxyServer(url, options);
  return (target, { signal }) => openTunnel(proxy, target, signal);
}

async function openTunnel(proxy: ProxyServer, target: LinkTarget, signal: AbortSignal): Promise<Duplex> {
  const { host, port } = target;
  const authority = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const timeout = AbortSignal.timeout(proxy.timeoutMs);
  const over = AbortSignal.any([signal, timeout]);
  let undo: () => void = () => undefined;
  try {
    over.throwIfAborted();
    const { socket, protocol } = await reachProxy(proxy, over);
    undo = () => socket.destroy();
    const connect = protocol === "h2" ? connectOverH2 : connectOverH1;
    const answer = await connect(socket, { proxy, authority, signal: over });
    return answerOf(answer, proxy, authority);
  } catch (error) {
    undo();
    if (signal.aborted) {
      const detail = "the caller gave up before there was a tunnel";
      throw new ConnectError("CONNECT_ABORTED", authority, "link", detail, { cause: signal.reason });
    }
    if (timeout.aborted) {
      const detail = `no tunnel to ${authority} within ${proxy.timeoutMs} ms; is the proxy up, and does it know the way?`;
      throw new ProxyError("PROXY_TIMEOUT", proxy.name, detail);
    }
    throw error;
  }
}
